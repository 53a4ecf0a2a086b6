import type { LintInput } from "./check.ts";
import { signersOf } from "./signers-used.ts";
import { list, mapping, textOf } from "./written.ts";

/**
 * Whether every rule that names the signer requires a provenance that bounds what the identity leaves open; a signer of no rule
 * is bound by none.
 */
export function isBoundByProvenance(
  signer: string,
  key: "ref" | "workflow",
  input: LintInput,
  isBound: (text: string) => boolean,
): boolean {
  const rules = askedOfProvenance(signer, key, input);
  return rules.length > 0 && rules.every((texts) => texts.some(isBound));
}

/** What a provenance has to say under a key, in each rule that names the signer. */
function askedOfProvenance(
  signer: string,
  key: "ref" | "workflow",
  { document, written }: LintInput,
): readonly (readonly string[])[] {
  const rules = list(mapping(written)["images"]);
  return document.images.flatMap((rule, index) => {
    if (!signersOf(rule).some(({ name }) => name === signer)) return [];
    const attestations = list(mapping(rules[index])["attestations"]).map(mapping);
    return [attestations.map((one) => textOf(one[key])).filter((text) => text !== undefined)];
  });
}
