import { formatRepository, type Repository } from "../reference/index.ts";
import type { ImageRule, PolicyDocument } from "./document.ts";
import type { MatchPattern } from "./match-pattern.ts";

/** Two rules cover an image equally well, so nobody can say which one holds. */
export class AmbiguousMatch extends Error {
  override readonly name = "AmbiguousMatch";
}

/** The rule for a repository: the most literal components win, then the most literal characters. Throws AmbiguousMatch on a tie. */
export function matchImage({ images }: Pick<PolicyDocument, "images">, repository: Repository): ImageRule | undefined {
  const covering = images.filter(({ match }) => covers(match, repository)).sort((a, b) => compare(b.match, a.match));
  const [first, second] = covering;
  if (first !== undefined && second !== undefined && compare(first.match, second.match) === 0) {
    throw new AmbiguousMatch(
      `"${first.match.text}" and "${second.match.text}" cover ${formatRepository(repository)} equally well; make one of them more literal.`,
    );
  }
  return first;
}

/** Whether a pattern covers a repository, both normalised. */
export function covers({ host, port, path, open }: MatchPattern, { registry, repository }: Repository): boolean {
  const { labels, port: itsPort } = split(registry);
  const components = repository.split("/");
  if (port !== itsPort || host.length !== labels.length) return false;
  if (open ? components.length <= path.length : components.length !== path.length) return false;
  return (
    host.every((label, index) => label === "*" || label === labels[index]) &&
    path.every((pattern, index) => coversComponent(pattern, components[index] ?? ""))
  );
}

function split(registry: string): { labels: readonly string[]; port: string } {
  if (registry.startsWith("[")) return { labels: [registry], port: "" };
  const [host = "", port = ""] = registry.split(":");
  return { labels: host.split("."), port };
}

/** A component holds at most one wildcard, and that never stands for nothing. */
function coversComponent(pattern: string, component: string): boolean {
  const wildcard = /\*|\{[^}]*\}/.exec(pattern);
  if (wildcard === null) return pattern === component;
  const before = pattern.slice(0, wildcard.index);
  const after = pattern.slice(wildcard.index + wildcard[0].length);
  return component.length > before.length + after.length && component.startsWith(before) && component.endsWith(after);
}

function compare(a: MatchPattern, b: MatchPattern): number {
  return (
    literalComponents(a) - literalComponents(b) ||
    literalCharacters(a) - literalCharacters(b) ||
    Number(b.open) - Number(a.open)
  );
}

function literalComponents({ host, path }: MatchPattern): number {
  return [...host, ...path].filter((part) => !/[*{]/.test(part)).length;
}

function literalCharacters({ host, path }: MatchPattern): number {
  return [...host, ...path].join("").replace(/\*|\{[^}]*\}/g, "").length;
}
