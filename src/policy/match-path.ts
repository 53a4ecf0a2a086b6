import { InvalidImageReference, parseImageReference } from "../reference/index.ts";
import { InvalidMatch } from "./invalid-match.ts";
import type { Part } from "./match-part.ts";

interface MatchPath {
  readonly path: readonly Part[];
  readonly crosses: boolean;
}

const WILDCARD = /\*|\{[^{}]*\}/g;
const CAPTURE_NAME = /^\{[A-Za-z][A-Za-z0-9_-]{0,31}\}$/;

/**
 * Reads what follows the host of a pattern. On Docker Hub one component alone is an official image, as in references.
 * @throws InvalidMatch
 */
export function parseMatchPath(text: string, isDockerHub: boolean): MatchPath {
  if (text.includes(":")) {
    throw new InvalidMatch(
      "holds a tag; a match names repositories, not single images.",
      "Remove the colon and the tag.",
    );
  }
  const components = text.split("/");
  const crosses = components.at(-1) === "**";
  if (crosses) components.pop();
  checkCaptures(text);
  const path = components.map(parseComponent);
  if (path.length > 0) checkPath(components.join("/"));
  return { path: isDockerHub && !crosses ? foldOfficial(path) : path, crosses };
}

function parseComponent(component: string): Part {
  if (component.includes("**")) {
    throw new InvalidMatch("has ** elsewhere than as its last component.", "Write * there, or end the match in /**.");
  }
  const wildcards = [...component.matchAll(WILDCARD)];
  if (wildcards.length > 1) {
    throw new InvalidMatch(
      "has two wildcards in one component.",
      "Write one, as in web-*; it stands for one or more characters.",
    );
  }
  if (component === "")
    throw new InvalidMatch("has an empty component.", "Remove the extra slash, or end the match in /**.");
  checkPath(component);
  const [wildcard] = wildcards;
  if (wildcard === undefined) return component;
  const end = wildcard.index + wildcard[0].length;
  const name = wildcard[0] === "*" ? {} : { name: wildcard[0].slice(1, -1) };
  return { prefix: component.slice(0, wildcard.index), suffix: component.slice(end), ...name };
}

/** A path that no repository can have would be a rule that never applies. */
function checkPath(path: string): void {
  const reason = problemOf(`registry.example/${filled(path)}`)?.reason;
  if (reason === undefined) return;
  if (reason === "repository-uppercase") {
    throw new InvalidMatch("has an upper-case letter in the repository, where none is.", "Write it in lower case.");
  }
  if (reason === "repository-too-long") {
    throw new InvalidMatch("has more characters than a repository's name.", "Write at most 255 after the host.");
  }
  const remedy = "A component is lower-case letters and digits joined by one ., one or two _, or any number of -.";
  throw new InvalidMatch("has a component that no repository can have.", remedy);
}

function problemOf(reference: string): InvalidImageReference | undefined {
  try {
    parseImageReference(reference);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidImageReference) return error;
    throw error;
  }
}

/** With a letter for each wildcard, for the reference grammar to read. */
function filled(text: string): string {
  return text.replace(WILDCARD, "x");
}

function checkCaptures(text: string): void {
  const names = text.match(/\{[^{}]*\}/g) ?? [];
  if (/[{}]/.test(text.replace(WILDCARD, "")) || !names.every((name) => CAPTURE_NAME.test(name))) {
    throw new InvalidMatch(
      "has a capture that is no {name}.",
      "Write a name of ASCII letters and digits in one pair of braces.",
    );
  }
  if (new Set(names).size < names.length) {
    throw new InvalidMatch("has the same {name} twice.", "Give each capture a name of its own.");
  }
}

function foldOfficial(path: readonly Part[]): readonly Part[] {
  if (path.length !== 1) return path;
  if (typeof path[0] === "string") return ["library", ...path];
  const remedy = "Write docker.io/library/* for the official images, or docker.io/** for all of Docker Hub.";
  throw new InvalidMatch("leaves open which repositories of Docker Hub it means.", remedy);
}
