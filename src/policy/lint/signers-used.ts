import type { ImageRule, Signer } from "../document.ts";

/** Every signer that a rule names, wherever in it. */
export function signersOf({ requirement }: ImageRule): readonly Signer[] {
  const attesting = requirement.attestations.flatMap(({ anyOf }) => anyOf);
  if (requirement.kind !== "signed") return attesting;
  return [...requirement.anyOf, ...(requirement.boundToBuild?.anyOf ?? []), ...attesting];
}
