import { digestAlgorithm } from "../../reference/index.ts";
import type { Digest } from "../../reference/index.ts";
import { requireSubject, requireType } from "./claim.ts";
import { MAX_BUNDLE_BYTES, MAX_DIGESTS_PER_SUBJECT, MAX_SUBJECTS } from "./limits.ts";
import { SignatureRejected } from "./reasons.ts";
import { shapeReader } from "./shape.ts";
import type { Members } from "./shape.ts";
import { commonTexts, textsOf } from "./signed-claims.ts";
import type { SignedClaims } from "./signed-claims.ts";

/** `cosign sign` has only ever written version 1; version 0.1 is what `cosign attest` writes, and an attestation is no signature. */
const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";

/** An attestation by the same key says something about the image, not "this is released" (CVE-2026-39395, CVE-2022-35929). */
const SIGNATURE_PREDICATE = "https://sigstore.dev/cosign/sign/v1";

/** What may stand for a digest: the two algorithms that an image reference can name, in lower-case hex. */
const DIGEST_HEX: Readonly<Record<string, RegExp>> = { sha256: /^[0-9a-f]{64}$/, sha512: /^[0-9a-f]{128}$/ };

const shape = shapeReader("malformed-payload", "the statement");

/**
 * Checks that an in-toto statement (in-toto Attestation Framework, Statement v1) claims to be a cosign signature for the subject.
 * Unknown members are ignored as that specification demands, but not those that only differ in letter case.
 * @returns what else it says about the subject
 * @throws SignatureRejected
 */
export function checkStatementClaim(payload: Uint8Array, subject: Digest): SignedClaims {
  const members = ["_type", "subject", "predicateType", "predicate"];
  const statement = shape.openObject(shape.json(payload, MAX_BUNDLE_BYTES), "the statement", members);
  requireType(shape.text(statement["predicateType"], "predicateType"), SIGNATURE_PREDICATE, "predicateType");
  requireType(shape.text(statement["_type"], "_type"), STATEMENT_TYPE, "_type");
  const subjects = readSubjects(statement["subject"], digestAlgorithm(subject));
  requireSubject(
    subjects.map(({ digest }) => digest),
    subject,
  );
  const own = subjects.filter(({ digest }) => digest === subject);
  return { annotations: commonTexts(own.map(({ annotations }) => annotations)) };
}

interface Subject {
  readonly digest: string;
  readonly annotations: ReadonlyMap<string, string>;
}

function readSubjects(value: unknown, algorithm: string): Subject[] {
  const subjects = shape.list(value, "subject");
  if (subjects.length === 0) throw shape.fail("subject is empty");
  if (subjects.length > MAX_SUBJECTS)
    throw new SignatureRejected("too-large", `the statement that was found has more than ${MAX_SUBJECTS} subjects`);
  return subjects.flatMap((entry, index) => {
    const where = `subject[${index}]`;
    const descriptor = shape.openObject(entry, where, ["name", "digest", "annotations"]);
    const hex = readDigests(descriptor, where)[algorithm];
    const annotations = readAnnotations(descriptor["annotations"], where);
    return typeof hex === "string" ? [{ digest: `${algorithm}:${hex}`, annotations }] : [];
  });
}

/** Every entry is read, also behind the one that matches: a list that is half nonsense is not what cosign signed. */
function readDigests(descriptor: Members, where: string): Members {
  const digests = shape.openObject(descriptor["digest"], `${where}.digest`, Object.keys(DIGEST_HEX));
  const entries = Object.entries(digests);
  if (entries.length === 0) throw shape.fail(`${where}.digest is empty`);
  if (entries.length > MAX_DIGESTS_PER_SUBJECT)
    throw new SignatureRejected(
      "too-large",
      `the statement that was found has more than ${MAX_DIGESTS_PER_SUBJECT} digests in ${where}`,
    );
  for (const [algorithm, hex] of entries) checkHex(algorithm, shape.text(hex, `${where}.digest`), where);
  return digests;
}

/** Null stands for absent in the JSON mapping of protocol buffers. */
function readAnnotations(value: unknown, where: string): ReadonlyMap<string, string> {
  return value === undefined || value === null
    ? new Map()
    : textsOf(shape.openObject(value, `${where}.annotations`, []));
}

function checkHex(algorithm: string, hex: string, where: string): void {
  const grammar = Object.hasOwn(DIGEST_HEX, algorithm) ? DIGEST_HEX[algorithm] : undefined;
  if (grammar?.test(hex) === false)
    throw shape.fail(`${where}.digest.${algorithm} is not lower-case hex of its length`);
}
