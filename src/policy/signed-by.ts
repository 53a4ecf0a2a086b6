import { assign } from "./assign.ts";
import type { KeyTrust, SignedBy, Signer } from "./document.ts";
import { readNamedSigners, type Signers } from "./named-signers.ts";
import { quote, type Path, type Report } from "./problems.ts";
import type { Threshold } from "./threshold.ts";

/** Whose signatures a rule asks for, and how many. */
export interface Written {
  readonly signedBy?: readonly string[] | undefined;
  readonly allOf?: readonly string[] | undefined;
  readonly atLeast?: number | undefined;
}

/** The key under which a rule names its signers. */
export function signersKey({ needs }: Pick<SignedBy<unknown>, "needs">): "signedBy" | "allOf" {
  return needs?.kind === "all" ? "allOf" : "signedBy";
}

/** Undefined where a signer could not be read; what no image could ever meet is a mistake in the document. */
export function readSignedBy(
  { signedBy, allOf, atLeast }: Written,
  signers: Signers,
  path: Path,
  report: Report,
): Pick<SignedBy<Signer>, "anyOf" | "needs"> | undefined {
  const needs = needsOf(allOf, atLeast);
  const key = signersKey({ ...(needs && { needs }) });
  const anyOf = readNamedSigners(signedBy ?? allOf ?? [], signers, [...path, key], report);
  if (anyOf === undefined) return undefined;
  if (needs?.kind === "all") checkOwnKeys(anyOf, [...path, "allOf"], report);
  if (needs?.kind === "at-least") checkReach(anyOf, needs.count, [...path, "atLeast"], report);
  return { anyOf, ...(needs && { needs }) };
}

function needsOf(allOf: Written["allOf"], count: number | undefined): Threshold | undefined {
  if (allOf !== undefined) return { kind: "all" };
  return count === undefined ? undefined : { kind: "at-least", count };
}

/** One signature would otherwise have to stand for two signers. */
function checkOwnKeys(signers: readonly Signer[], path: Path, report: Report): void {
  const byKey = signers.filter(isByKey);
  const provided = new Set(assign(byKey, fingerprints).values());
  for (const signer of byKey.filter((one) => !provided.has(one))) {
    report(
      [...path, signers.indexOf(signer)],
      `${quote(signer.name)} has no key that the other signers here do not have, and each has to sign with one of its own.`,
      "Remove it, or give each signer a key of its own.",
    );
  }
}

function checkReach(signers: readonly Signer[], count: number, path: Path, report: Report): void {
  const keys = new Set(signers.filter(isByKey).flatMap(fingerprints));
  const identities = signers.map((signer) => (signer.kind === "keyless" ? identitiesOf(signer.conditions) : 0));
  const reach = identities.reduce((sum, one) => sum + one, keys.size);
  if (reach >= count) return;
  const found = `the signers of signedBy have ${reach === 1 ? "one distinct key or identity" : `${reach} distinct keys and identities`}`;
  report(path, `can never be met: ${found}.`, "Name more signers, with keys of their own, or lower it.");
}

/** Of one exact repository or subject there is one that counts; else nobody knows how many. */
function identitiesOf(conditions: readonly { readonly field: string; readonly isExact?: boolean }[]): number {
  const isOne = conditions.some(
    ({ field, isExact }) => isExact === true && (field === "sourceRepository" || field === "subject"),
  );
  return isOne ? 1 : Infinity;
}

function isByKey(signer: Signer): signer is KeyTrust {
  return signer.kind === "key";
}

function fingerprints({ keys }: KeyTrust): readonly string[] {
  return keys.map(({ fingerprint }) => fingerprint);
}
