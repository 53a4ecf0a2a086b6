import { InvalidPublicKey, parsePublicKey, type KeyOptions, type TrustedKey } from "../signature/index.ts";
import { readDatedKey } from "./dated-key.ts";
import type { KeyTrust } from "./document.ts";
import { keySignerShape } from "./key-signer-shape.ts";
import { isPath, readNamedFile, shownPath } from "./named-file.ts";
import type { Path } from "./problems.ts";
import { UnreadableFile } from "../storage/index.ts";
import { readShape } from "./shape.ts";
import { readClaims } from "./signed-claims.ts";
import type { SignerContext } from "./signers.ts";
import { readTrustedRoots } from "./trusted-roots.ts";
import { readWitnesses } from "./witnesses.ts";

const MAX_KEY_BYTES = 16 * 1024;

type RawKeySigner = NonNullable<ReturnType<typeof readShape<typeof keySignerShape.schema.shape>>>;

export function readKeySigner(value: unknown, context: SignerContext): KeyTrust | undefined {
  const { name, path, folder, report, known } = context;
  const raw = readShape(keySignerShape, value, path, report);
  if (raw === undefined) return undefined;
  const { transparencyLog = "required", trustedRoot } = raw;
  const keys = readKeys(raw, context);
  if (trustedRoot !== undefined && transparencyLog === "not-required") {
    report([...path, "trustedRoot"], "has no effect without a transparency log.", "Remove one of the two.");
  }
  const read = () =>
    readTrustedRoots(trustedRoot, { path: [...path, "trustedRoot"], folder, report, known, options: { use: "keys" } });
  const roots = transparencyLog === "required" ? read() : [];
  return {
    kind: "key",
    name,
    keys,
    transparencyLog,
    roots,
    claims: readClaims(raw, path, report),
    ...thresholdsOf(raw, roots, context),
  };
}

function thresholdsOf({ witnesses, transparencyLog }: RawKeySigner, roots: KeyTrust["roots"], context: SignerContext) {
  const { report } = context;
  const path = [...context.path, "witnesses"];
  if (witnesses !== undefined && transparencyLog === "not-required") {
    report(path, "has no effect without a transparency log.", "Remove one of the two.");
    return {};
  }
  const excluded = { certificateLogs: "goes with certificates, and this signer has a key." };
  const thresholds = readWitnesses(witnesses, { path, report, roots, excluded });
  return thresholds === undefined ? {} : { thresholds };
}

function readKeys({ key, keys, scheme }: RawKeySigner, context: SignerContext): readonly TrustedKey[] {
  const { path, report } = context;
  const options = scheme === undefined ? {} : { scheme };
  if (key !== undefined && keys !== undefined) {
    report([...path, "keys"], "stands beside key.", "Keep one of the two: keys for several keys, key for one.");
    return [];
  }
  if (keys === undefined) return key === undefined ? [] : list(readKey(key, [...path, "key"], context, options));
  const read = keys.map((value, index) => readEntry(value, [...path, "keys", index], context, options));
  for (const [index, one] of read.entries()) {
    const isRepeated = one !== undefined && read.findIndex((other) => other?.fingerprint === one.fingerprint) < index;
    if (isRepeated) report([...path, "keys", index], "is the same key as one before it.", "Remove one of them.");
  }
  return read.flatMap(list);
}

function readEntry(value: unknown, path: Path, context: SignerContext, options: KeyOptions): TrustedKey | undefined {
  const entry = readDatedKey(value, path, context.report);
  if (entry === undefined) return undefined;
  const { key, validity } = entry;
  return validity === undefined
    ? readKey(key, path, context, options)
    : readKey(key, [...path, "key"], context, { ...options, validity });
}

function list(key: TrustedKey | undefined): readonly TrustedKey[] {
  return key === undefined ? [] : [key];
}

function readKey(
  text: string,
  path: Path,
  { path: signer, folder, report }: SignerContext,
  options: KeyOptions,
): TrustedKey | undefined {
  try {
    return parsePublicKey(isPath(text) ? readNamedFile(text, folder, MAX_KEY_BYTES) : text, options);
  } catch (error) {
    const file = isPath(text) ? `the key file ${shownPath(text)}` : "the key";
    if (error instanceof UnreadableFile) {
      report(path, `${file} ${error.message}.`, "Paths are seen from the document's folder.");
    } else if (error instanceof InvalidPublicKey) {
      if (error.reason === "other-scheme") report([...signer, "scheme"], `${error.message}.`, "Remove it.");
      else report(path, `${file} cannot be trusted: ${error.message}.`, remedyOf(error));
    } else throw error;
    return undefined;
  }
}

function remedyOf({ reason }: InvalidPublicKey): string {
  return reason === "private-key"
    ? "Write the public key: cosign public-key --key cosign.key > cosign.pub. Replace a private key that others could read."
    : "Write one PEM block PUBLIC KEY: ECDSA P-256, P-384 or P-521, RSA of 2048 bits or more, or Ed25519.";
}
