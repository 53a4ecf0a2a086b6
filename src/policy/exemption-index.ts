import { formatRepository, type Repository } from "../reference/index.ts";
import type { Exemption } from "./exemption.ts";
import { matcherOf } from "./match.ts";
import type { Part } from "./match-part.ts";
import type { MatchPattern } from "./match-pattern.ts";

interface Placed {
  readonly exemption: Exemption;
  readonly position: number;
}

interface Index {
  /** Those that name a repository outright, by its name. */
  readonly named: ReadonlyMap<string, readonly Placed[]>;
  readonly others: readonly Placed[];
  /** What was found before, as each use of an image asks several times. */
  readonly found: Map<string, readonly Exemption[]>;
}

const indices = new WeakMap<readonly Exemption[], Index>();

/** The exemptions of a document whose image is this repository, in their order; a thousand of them are not compared one by one. */
export function exemptionsFor(repository: Repository, exemptions: readonly Exemption[]): readonly Exemption[] {
  const { named, others, found } = indexOf(exemptions);
  const name = formatRepository(repository);
  const known = found.get(name);
  if (known !== undefined) return known;
  const matches = matcherOf(repository);
  const matching = others.filter(({ exemption: { image } }) => image && matches(image.match));
  const all = [...(named.get(name) ?? []), ...matching].sort((a, b) => a.position - b.position);
  const result = all.map(({ exemption }) => exemption);
  found.set(name, result);
  return result;
}

function indexOf(exemptions: readonly Exemption[]): Index {
  const made = indices.get(exemptions);
  if (made !== undefined) return made;
  const placed = exemptions.map((exemption, position) => ({ exemption, position }));
  const nameOf = ({ exemption: { image } }: Placed) => image && literalName(image.match);
  const index = {
    named: Map.groupBy(placed, (one) => nameOf(one) ?? ""),
    others: placed.filter((one) => nameOf(one) === undefined),
    found: new Map<string, readonly Exemption[]>(),
  };
  indices.set(exemptions, index);
  return index;
}

/** The one repository that a pattern matches; undefined where it has a wildcard. */
function literalName({ host, path, crosses }: MatchPattern): string | undefined {
  const [labels, components] = [host.filter(isLiteral), path.filter(isLiteral)];
  if (crosses || labels.length < host.length || components.length < path.length) return undefined;
  return `${labels.join(".")}/${components.join("/")}`;
}

function isLiteral(part: Part): part is string {
  return typeof part === "string";
}
