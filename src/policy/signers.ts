import { InvalidPublicKey, parsePublicKey, type TrustedKey } from "../signature/index.ts";
import type { Signer } from "./document.ts";
import { isPath, readNamedFile, shownPath } from "./named-file.ts";
import { quote, type Path, type Report } from "./problems.ts";
import { UnreadableFile } from "./read-file.ts";
import { cosignShape, signerShape } from "./schema.ts";
import { readShape } from "./shape.ts";

/** Names stand in reports, so they hold nothing that a report format might act upon. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const MAX_KEY_BYTES = 16 * 1024;

/** Reads the signers that are right and reports what is wrong with the others. */
export function readSigners(
  signers: Readonly<Record<string, unknown>>,
  folder: string,
  report: Report,
): ReadonlyMap<string, Signer> {
  const read = new Map<string, Signer>();
  for (const [name, value] of Object.entries(signers)) {
    const path = ["signers", name];
    checkName(name, path, report);
    const signer = readSigner(name, value, { path, folder, report });
    if (signer !== undefined) read.set(name, signer);
  }
  return read;
}

interface Context {
  readonly path: Path;
  readonly folder: string;
  readonly report: Report;
}

function checkName(name: string, path: Path, report: Report): void {
  if (NAME.test(name)) return;
  const remedy = 'Use 1 to 64 ASCII letters, digits, ".", "_" and "-", beginning with a letter or digit.';
  report(path, `${quote(name)} is no name for a signer.`, remedy);
}

function readSigner(name: string, value: unknown, { path, folder, report }: Context): Signer | undefined {
  const signer = readShape(signerShape, value, path, report);
  const at = [...path, "cosign"];
  const cosign = signer && readShape(cosignShape, signer.cosign, at, report);
  if (cosign === undefined) return undefined;
  if (cosign.transparencyLog !== "not-required") {
    report(
      [...at, "transparencyLog"],
      "a transparency log entry is required, which is the default, and verifying one is not built yet.",
      cosignShape.wordings.transparencyLog.remedy,
    );
  }
  const key = readKey(cosign.key, { path: [...at, "key"], folder, report });
  return key && { kind: "key", name, keys: [key], transparencyLog: "not-required" };
}

function readKey(text: string, { path, folder, report }: Context): TrustedKey | undefined {
  try {
    return parsePublicKey(isPath(text) ? readNamedFile(text, folder, MAX_KEY_BYTES) : text);
  } catch (error) {
    const file = isPath(text) ? `the key file ${shownPath(text)}` : "the key";
    if (error instanceof UnreadableFile) {
      report(path, `${file} ${error.message}.`, "Paths are seen from the document's folder.");
    } else if (error instanceof InvalidPublicKey) {
      report(path, `${file} cannot be trusted: ${error.message}.`, remedyOf(error));
    } else throw error;
    return undefined;
  }
}

function remedyOf({ reason }: InvalidPublicKey): string {
  return reason === "private-key"
    ? "Write the public key: cosign public-key --key cosign.key > cosign.pub. Replace a private key that others could read."
    : "Write one PEM block PUBLIC KEY: ECDSA P-256, P-384 or P-521, RSA of 2048 bits or more, or Ed25519.";
}
