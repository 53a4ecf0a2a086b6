import { Lack } from "./lack.ts";
import type { Source } from "./source.ts";

/** What one place of a provenance says about the source. */
export type Statement = Source | Lack;

/**
 * The one source that all statements mean, with the commit that a dependency names for the same repository. What is said twice has to be
 * the same: whoever reads the one place and whoever reads the other must not take the build for two.
 */
export function agreedSource(
  statements: readonly Statement[],
  dependencies: readonly Source[],
): Source | Lack | undefined {
  const [first, ...others] = statements;
  if (first === undefined || first instanceof Lack) return first;
  let source: Source = first;
  for (const other of others) {
    const merged = other instanceof Lack ? other : merge(source, other);
    if (merged instanceof Lack) return merged;
    source = merged;
  }
  for (const dependency of dependencies) {
    if (!isSame(dependency.repository, source.repository)) continue;
    const merged = merge(source, dependency);
    if (merged instanceof Lack) return merged;
    // What was fetched says which commit it was; which ref was meant to be built is for the statements to say.
    if (merged.commit !== undefined) source = { ...source, commit: merged.commit };
  }
  return source;
}

function merge(a: Source, b: Source): Source | Lack {
  if (!isSame(a.repository, b.repository)) return new Lack("names two sources");
  if (differ(a.ref, b.ref)) return new Lack("names two refs of its source");
  if (differ(a.commit, b.commit)) return new Lack("names two commits of its source");
  return { ...b, ...a };
}

function differ(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}

/** Letter case tells no two repositories apart where it matters; taking two for one only makes more statements have to agree. */
function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
