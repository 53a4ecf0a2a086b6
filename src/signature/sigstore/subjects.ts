import { digestAlgorithm } from "../../reference/index.ts";
import type { Digest } from "../../reference/index.ts";
import { requireSubject } from "./claim.ts";
import { MAX_DIGESTS_PER_SUBJECT, MAX_SUBJECTS } from "./limits.ts";
import { SignatureRejected } from "./reasons.ts";
import { shapeReader } from "./shape.ts";
import type { Members } from "./shape.ts";
import { commonTexts, textsOf } from "./signed-claims.ts";
import type { SignedClaims } from "./signed-claims.ts";

/** What may stand for a digest: the two algorithms that an image reference can name, in lower-case hex. */
const DIGEST_HEX: Readonly<Record<string, RegExp>> = { sha256: /^[0-9a-f]{64}$/, sha512: /^[0-9a-f]{128}$/ };

const shape = shapeReader("malformed-payload", "the statement");

/**
 * Checks that a statement's subjects name the digest.
 * @param value the member `subject` (in-toto Attestation Framework, ResourceDescriptor)
 * @returns what all of the subjects that name the digest say about it alike
 * @throws SignatureRejected
 */
export function claimsAbout(subject: Digest, value: unknown): SignedClaims {
  const subjects = readSubjects(value, digestAlgorithm(subject));
  requireSubject(
    subjects.map(({ digest }) => digest),
    subject,
  );
  const own = subjects.filter(({ digest }) => digest === subject);
  const [reference, ...others] = new Set(own.map(({ name }) => name));
  return {
    ...(reference !== undefined && others.length === 0 && { reference }),
    annotations: commonTexts(own.map(({ annotations }) => annotations)),
  };
}

interface Subject {
  readonly name: string | undefined;
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
    const name = typeof descriptor["name"] === "string" ? descriptor["name"] : undefined;
    return typeof hex === "string" ? [{ name, digest: `${algorithm}:${hex}`, annotations }] : [];
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
