import type { ImageUse } from "./image-use.ts";

/**
 * The uses of a resource, those marked that only its secrets show.
 * @param open what is found of it with every secret unknown
 */
export function withSecretsMarked(uses: readonly ImageUse[], open: readonly ImageUse[]): readonly ImageUse[] {
  const seen = new Set(open.map(placeAndText));
  return uses.map((use) => (seen.has(placeAndText(use)) ? use : { ...use, secret: true }));
}

function placeAndText(use: ImageUse): string {
  return JSON.stringify([
    use.place.path,
    use.kind,
    use.kind === "image" ? use.image : use.kind === "unknown" && use.known,
  ]);
}
