import { deploysImages, isKnownType, type Corrections } from "../discover/index.ts";
import { printable } from "../reference/index.ts";

/** As much as one look takes in. */
const MOST_NAMED = 10;

/** Resources of types that nothing is known of: not the catalog, not the packages that it was made from, not the policy document. */
export class UnknownTypes {
  readonly #counts = new Map<string, number>();

  /** Components have no provider, and what they deploy are resources of their own. */
  note({ type, provider }: { readonly type: string; readonly provider?: unknown }, corrections: Corrections): void {
    if (provider === undefined || provider === null) return;
    if (deploysImages(type, corrections) || isKnownType(type)) return;
    this.#counts.set(type, (this.#counts.get(type) ?? 0) + 1);
  }

  /** How many there are, for people; undefined where there is none. */
  summary(): string | undefined {
    const types = [...this.#counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
    if (types.length === 0) return undefined;
    const resources = types.reduce((sum, [, count]) => sum + count, 0);
    const named = types.slice(0, MOST_NAMED).map(([type, count]) => `${printable(type)} (${count})`);
    const more = types.length > MOST_NAMED ? ` and ${types.length - MOST_NAMED} more` : "";
    return (
      `${counted(resources, "resource")} of ${counted(types.length, "type")} that nothing is known of: ${named.join(", ")}${more}. ` +
      "In them only what can be nothing else than an image reference was looked for."
    );
  }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
