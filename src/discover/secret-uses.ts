import type { ImageUse } from "./image-use.ts";

/**
 * The uses of a resource, those marked that only its secrets show. A marker that is a secret is as good as unknown: whoever
 * reviews the change does not see it.
 * @param open what is found of it with every secret unknown
 */
export function withSecretsMarked(uses: readonly ImageUse[], open: readonly ImageUse[]): readonly ImageUse[] {
  const seen = new Set(open.map(placeAndText));
  const shown = open[0]?.markers;
  return uses.map((use) => {
    const { markers, ...rest } = use;
    const asked = markers === undefined ? use : { ...rest, ...(shown && { markers: shown }) };
    return seen.has(placeAndText(use)) ? asked : { ...asked, secret: true };
  });
}

function placeAndText(use: ImageUse): string {
  return JSON.stringify([
    use.place.path,
    use.kind,
    use.kind === "image" ? use.image : use.kind === "unknown" && use.known,
  ]);
}
