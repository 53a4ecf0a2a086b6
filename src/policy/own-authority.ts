import { InvalidTrustedRoot, ownCertificateAuthority, type TrustedRoot } from "../signature/index.ts";
import { isPath, readNamedFile, shownPath } from "./named-file.ts";
import { UnreadableFile } from "../storage/index.ts";
import type { SignerContext } from "./signers.ts";
import { readTrustedRoots } from "./trusted-roots.ts";

const MAX_BYTES = 256 * 1024;

interface RawAuthority {
  readonly certificateAuthority: string;
  readonly transparencyLog?: "required" | "not-required" | undefined;
  readonly trustedRoot?: string | readonly string[] | undefined;
}

/**
 * Reads `certificateAuthority`: its certificates, once with each instance that dates the signatures. Without a log and
 * without a `trustedRoot` nobody does, and certificates have to be valid now.
 */
export function readOwnAuthority(raw: RawAuthority, context: SignerContext): readonly TrustedRoot[] {
  const pem = readPem(raw.certificateAuthority, context);
  const times = timesOf(raw, context);
  if (pem === undefined) return [];
  const name = isPath(raw.certificateAuthority) ? shownPath(raw.certificateAuthority) : "certificateAuthority";
  try {
    return times === undefined
      ? [ownCertificateAuthority(pem, name)]
      : times.map((root) => ownCertificateAuthority(pem, name, root));
  } catch (error) {
    if (!(error instanceof InvalidTrustedRoot)) throw error;
    const remedy = "Write PEM blocks CERTIFICATE and nothing else: a self-signed root, and what stands below it.";
    context.report([...context.path, "certificateAuthority"], `cannot be trusted: ${error.message}.`, remedy);
    return [];
  }
}

/** Undefined where nobody tells the time; where no log is asked for, a root's logs are left out and its authorities stay. */
function timesOf(
  raw: RawAuthority,
  { path, folder, report, known }: SignerContext,
): readonly TrustedRoot[] | undefined {
  const { trustedRoot, transparencyLog = "required" } = raw;
  const at = { path: [...path, "trustedRoot"], folder, report, known };
  if (transparencyLog === "required") return readTrustedRoots(trustedRoot, { ...at, options: { use: "keys" } });
  if (trustedRoot === undefined) return undefined;
  const roots = readTrustedRoots(trustedRoot, { ...at, options: { use: "times" } });
  if (roots.some(({ material }) => material.timestampAuthorities.length === 0))
    report(
      at.path,
      "has no timestamp authority, and no log is asked for.",
      "Remove it: certificates have to be valid now.",
    );
  return roots.map((root) => ({ ...root, material: { ...root.material, tlogs: [] } }));
}

function readPem(given: string, { path, folder, report }: SignerContext): string | undefined {
  try {
    return isPath(given) ? readNamedFile(given, folder, MAX_BYTES) : given;
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    const message = `the file ${shownPath(given)} ${error.message}.`;
    report([...path, "certificateAuthority"], message, "Paths are seen from the document's folder.");
    return undefined;
  }
}
