import { InvalidImageReference } from "./errors.ts";
import { printable } from "./printable.ts";

declare const brand: unique symbol;
/** Path components joined by `/` (distribution-spec, "Pulling manifests"), at most 255 characters. */
export type RepositoryName = string & { readonly [brand]: "RepositoryName" };

const MAX_LENGTH = 255;
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;

export function parseRepositoryName(text: string): RepositoryName {
  if (text.length > MAX_LENGTH) throw invalid("repository-too-long", text, `is longer than ${MAX_LENGTH} characters`);
  if (/[A-Z]/.test(text))
    throw invalid("upper-case-repository", text, "has upper-case letters; repository names are lower case");
  if (!text.split("/").every((component) => COMPONENT.test(component))) {
    throw invalid(
      "invalid-repository",
      text,
      "is no repository name: components of a-z and 0-9, joined by . _ __ or -, separated by /",
    );
  }
  return text as RepositoryName;
}

function invalid(
  reason: "repository-too-long" | "upper-case-repository" | "invalid-repository",
  text: string,
  why: string,
) {
  return new InvalidImageReference(reason, `"${printable(text)}" ${why}.`);
}
