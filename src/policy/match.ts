import type { Repository } from "../reference/index.ts";
import { formatRepository } from "../reference/index.ts";
import { canonical } from "./aliases.ts";
import type { ImageRule, PolicyDocument } from "./document.ts";
import { captureOf, partMatches, partsOverlap, type Part } from "./match-part.ts";
import type { MatchPattern } from "./match-pattern.ts";
import type { Captures } from "./template.ts";

/** Two rules fit an image equally well. Loading a document finds every such pair, so this guards against documents made by hand. */
export class AmbiguousMatch extends Error {
  override readonly name = "AmbiguousMatch";
  readonly reason = "ambiguous-match";
}

/** The rule that decides about an image, with what its match captured from the image's repository. */
export interface MatchedRule extends ImageRule {
  readonly captures: Captures;
  /** By which other names of its registry the image may be called. */
  readonly aliases: PolicyDocument["aliases"];
}

type Rules = Pick<PolicyDocument, "images" | "aliases">;

/**
 * The rule for a repository's images: of those that match the one with the most literal components, then the most
 * literal characters. Undefined where none matches: the image is rejected without asking its registry (law 9).
 * @throws AmbiguousMatch
 */
export function matchImage(document: Rules, repository: Repository): MatchedRule | undefined {
  const [best, second] = matchingRules(document, repository);
  if (best !== undefined && second !== undefined && compareSpecificity(best.match, second.match) === 0) {
    const patterns = `${best.match.text} and ${second.match.text}`;
    throw new AmbiguousMatch(`${patterns} match ${formatRepository(repository)} equally well`);
  }
  return best && { ...best, captures: capturesFrom(best.match, repository), aliases: document.aliases };
}

/** Every rule whose match covers a repository, the most specific first. */
export function matchingRules(document: Rules, repository: Repository): readonly ImageRule[] {
  const matches = matcherOf(canonical(repository, document));
  return document.images.filter(({ match }) => matches(match)).sort((a, b) => compareSpecificity(b.match, a.match));
}

/** What each `{name}` of the pattern stands for in a repository that it matches. */
function capturesFrom({ path }: MatchPattern, { repository }: Repository): Captures {
  const components = repository.split("/");
  return new Map(path.flatMap((part, index) => captureOf(part, components[index] ?? "")));
}

/** Linear in the length of the repository's name. */
export function patternMatches(pattern: MatchPattern, repository: Repository): boolean {
  return matcherOf(repository)(pattern);
}

/** For whoever compares one repository with many patterns. */
export function matcherOf({ registry, repository }: Repository): (pattern: MatchPattern) => boolean {
  const [labels, components] = [registry.split("."), repository.split("/")];
  return ({ host, path, crosses }) => {
    if (!allMatch(host, labels)) return false;
    const isLong = components.length > path.length;
    return crosses ? isLong && allMatch(path, components.slice(0, path.length)) : allMatch(path, components);
  };
}

function allMatch(parts: readonly Part[], texts: readonly string[]): boolean {
  return parts.length === texts.length && parts.every((part, index) => partMatches(part, texts[index] ?? ""));
}

/** Positive where `a` is the more specific one. */
export function compareSpecificity(a: MatchPattern, b: MatchPattern): number {
  return a.literalComponents - b.literalComponents || a.literalCharacters - b.literalCharacters;
}

/** Whether there is a repository that both match. */
export function patternsOverlap(a: MatchPattern, b: MatchPattern): boolean {
  if (a.host.length !== b.host.length || !overlapUpTo(a.host, b.host, a.host.length)) return false;
  const shared = Math.min(a.path.length, b.path.length);
  return reaches(a, b) && reaches(b, a) && overlapUpTo(a.path, b.path, shared);
}

/** Whether `a` matches names as long as those that `b` matches. */
function reaches(a: MatchPattern, b: MatchPattern): boolean {
  if (a.crosses) return b.crosses || b.path.length > a.path.length;
  return b.crosses ? a.path.length > b.path.length : a.path.length === b.path.length;
}

function overlapUpTo(a: readonly Part[], b: readonly Part[], length: number): boolean {
  for (let index = 0; index < length; index += 1) {
    if (!partsOverlap(a[index] ?? "", b[index] ?? "")) return false;
  }
  return true;
}
