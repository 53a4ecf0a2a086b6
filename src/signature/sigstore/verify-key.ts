import { contentFor } from "./content.ts";
import type { SignedContent } from "./content.ts";
import { checkLogValidity } from "./log-check.ts";
import type { VerificationMaterial } from "./material.ts";
import type { Thresholds } from "./thresholds.ts";
import type { TrustedRoot } from "./trusted-root.ts";
import type { TrustedKey } from "./public-key.ts";
import { verifyEntity } from "./verify-entity.ts";
import { entityWitnesses, readWitnesses } from "./witnesses.ts";

/** An entry of one log; who has a key needs no certificate log, and no time but for a key that is valid for a while only. */
const THRESHOLDS = { transparencyLogs: 1, certificateLogs: 0, times: 0, timestampAuthorities: 0 };

/**
 * Verifies that a log of the root has an entry about this signature by this key.
 * @returns the times that logs and authorities vouch for; empty where an entry is proven by inclusion alone
 * @throws SignatureRejected
 */
export function verifyKeyEntry(
  key: TrustedKey,
  content: SignedContent,
  material: VerificationMaterial,
  root: TrustedRoot,
  now: Date,
  asked: Partial<Thresholds> = {},
): readonly Date[] {
  const der = key.key.export({ type: "spki", format: "der" });
  const signed = { content, by: { label: "PUBLIC KEY" as const, der } };
  const witnesses = readWitnesses(material, root, signed, { ...THRESHOLDS, ...asked }, now);
  const entity = entityWitnesses(witnesses, content);
  verifyEntity(
    { signature: contentFor(content, key.scheme), key: { $case: "public-key", hint: "" }, ...entity },
    { ...root.material, certificateAuthorities: [], publicKey: () => ({ publicKey: key.key, validFor: () => true }) },
    { ctlogThreshold: 0, tlogThreshold: entity.tlogEntries.length, timestampThreshold: 0 },
  );
  const { times } = witnesses;
  checkLogValidity(witnesses.entries, root.material.tlogs, times.length > 0 ? times : [now]);
  return times;
}
