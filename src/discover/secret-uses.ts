import type { ImageUse, LocatedUse } from "./image-use.ts";

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

/** The same, each with where it stands. */
export function withSecretsMarkedIn(
  located: readonly LocatedUse[],
  open: readonly LocatedUse[],
): readonly LocatedUse[] {
  const uses = withSecretsMarked(
    located.map(({ use }) => use),
    open.map(({ use }) => use),
  );
  return located.map((one, index) => ({ ...one, use: uses[index] ?? one.use }));
}

function placeAndText(use: ImageUse): string {
  return JSON.stringify([
    use.place.path,
    use.kind,
    use.kind === "image" ? use.image : use.kind === "unknown" && use.known,
  ]);
}
