import type { Tagged } from "../policy/index.ts";
import type { Digest } from "../reference/index.ts";
import { platformName } from "../registry/index.ts";
import { listing, type Listing, type Outline } from "./outlines.ts";

/**
 * What the tag beside a named digest answered, which is another digest.
 * @param outline of bytes that were hashed; undefined where they could not be had
 */
export async function taggedOther(
  named: Digest,
  answered: Digest,
  outline: (digest: Digest) => Promise<Outline | undefined>,
): Promise<Tagged> {
  const [image, index] = [await outline(named), await outline(answered)];
  const listed = image && index && listing(index, image);
  return listed === undefined ? { digest: answered } : { digest: answered, among: amongOf(listed) };
}

function amongOf({ own, others }: Listing): NonNullable<Tagged["among"]> {
  const platforms = own.flatMap(({ platform }) => (platform === undefined ? [] : [platformName(platform)]));
  return { platforms: [...new Set(platforms)], others: others.length };
}
