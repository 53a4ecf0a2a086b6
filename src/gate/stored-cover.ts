import type { Attested, Covers } from "../policy/index.ts";
import type { Digest } from "../reference/index.ts";
import { covered, type CoverPorts, type Deployed } from "./cover.ts";
import type { Findings } from "./evidence.ts";

/** As many indices as may be looked at for one image; a lock names one. */
const MAX_INDICES = 4;

/** The same ports, all of them without a network; the tag is not among them. */
export interface StoredPorts extends Pick<CoverPorts, "outline" | "judge"> {
  /** Whose evidence is stored for this image beside its own. */
  readonly relatives: readonly Digest[];
}

/**
 * What stored evidence says of an image by its index or its children, under the same conditions as what registries have; undefined for
 * anything less than all that is required. Online the tag says which index it may be, here who stored the evidence does: candidates
 * both, since the index that was signed lists the image or does not. A reference without a tag has no index here either.
 */
export async function coveredByStored(
  image: Deployed,
  rule: Covers,
  lacking: Findings,
  { relatives, ...ports }: StoredPorts,
): Promise<Findings | undefined> {
  const { kind } = await ports.outline(image.digest);
  // What an index lists is the same whichever candidate is asked.
  for (const candidate of relatives.slice(0, kind === "index" ? 1 : MAX_INDICES)) {
    const tagged: CoverPorts["tagged"] = () => Promise.resolve({ kind: "pinned", digest: candidate });
    const found = await covered(lacking, image, rule, { ...ports, tagged });
    if (found.evidence.kind === "signed" && found.attested.every(isAttested)) return found;
  }
  return undefined;
}

function isAttested({ outcome }: Attested): boolean {
  return outcome.kind === "attested";
}
