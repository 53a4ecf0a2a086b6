import type { TrustMaterial } from "@sigstore/verify";
import { MalformedJson, parseStrictJson } from "../../json/index.ts";
import { InvalidTrustedRoot } from "./invalid-trusted-root.ts";
import { MAX_TRUSTED_ROOTS, MAX_TRUSTED_ROOT_BYTES } from "./limits.ts";
import { readCertificateAuthority, readTimestampAuthority } from "./trusted-root-authority.ts";
import { readLog } from "./trusted-root-log.ts";
import type { TrustedLog } from "./trusted-root-log.ts";
import { trustedRootSchema } from "./trusted-root-schema.ts";
import type { LogDocument, TrustedRootDocument } from "./trusted-root-schema.ts";

export { InvalidTrustedRoot } from "./invalid-trusted-root.ts";
export type { TrustedRootReason } from "./invalid-trusted-root.ts";

/** One Sigstore instance, or one CA of one's own. Several are tried each on its own: their CAs and logs are never merged. */
export interface TrustedRoot {
  /** Where it comes from, for messages; safe to print. */
  readonly name: string;
  /** `own-ca`: brings its certificate authority, and takes the intermediate certificates from the signature. */
  readonly kind: "sigstore" | "own-ca";
  /** When it was last seen to be current, where that is known. */
  readonly date?: Date;
  readonly material: TrustMaterial;
}

export interface TrustedRootOptions {
  /** `optional`: the signer says that its instance may have no logs; then timestamps alone date its certificates. */
  readonly logs?: "required" | "optional";
  /** `keys`: only its transparency logs are used, for key signers; `times`: only what tells the time. */
  readonly use?: "certificates" | "keys" | "times";
}

/** Application/vnd.dev.sigstore.trustedroot in the spellings of sigstore_trustroot.proto. */
const MEDIA_TYPES: ReadonlySet<string> = new Set([
  "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
  "application/vnd.dev.sigstore.trustedroot.v0.1+json",
  "application/vnd.dev.sigstore.trustedroot.v0.2+json",
]);

/**
 * Reads trusted_root.json, or JSON lines of several as `gh attestation trusted-root` writes them.
 * @param name what messages call it: a file's name
 * @throws InvalidTrustedRoot
 */
export function parseTrustedRoots(
  bytes: Uint8Array,
  name: string,
  options: TrustedRootOptions = {},
): readonly TrustedRoot[] {
  if (bytes.byteLength > MAX_TRUSTED_ROOT_BYTES)
    throw new InvalidTrustedRoot("too-large", name, `has more than ${MAX_TRUSTED_ROOT_BYTES} bytes`);
  const lines = linesOf(Buffer.from(bytes));
  if (lines === undefined) return [readRoot(bytes, name, "", options)];
  if (lines.length > MAX_TRUSTED_ROOTS)
    throw new InvalidTrustedRoot("too-large", name, `has more than ${MAX_TRUSTED_ROOTS} roots`);
  return lines.map(({ line, number }) => readRoot(line, `${name} line ${number}`, `line ${number}`, options));
}

interface Line {
  readonly line: Buffer;
  readonly number: number;
}

/** The lines that hold something, where the first of several already is a document of its own. */
function linesOf(bytes: Buffer): readonly Line[] | undefined {
  const lines = bytes
    .toString("utf8")
    .split("\n")
    .map((text, index) => ({ text: text.trim(), number: index + 1 }))
    .filter(({ text }) => text !== "");
  const [first] = lines;
  if (first === undefined || lines.length === 1 || !isJson(first.text)) return undefined;
  return lines.map(({ text, number }) => ({ line: Buffer.from(text), number }));
}

function isJson(text: string): boolean {
  try {
    parseStrictJson(Buffer.from(text), { bytes: MAX_TRUSTED_ROOT_BYTES });
    return true;
  } catch {
    return false;
  }
}

function readRoot(bytes: Uint8Array, name: string, place: string, options: TrustedRootOptions): TrustedRoot {
  const at = (path: string) => [place, path].filter((part) => part !== "").join(", ") || "the document";
  const parsed = trustedRootSchema.safeParse(withoutNulls(readJson(bytes, at(""))));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InvalidTrustedRoot("malformed", at(pathOf(issue?.path ?? [])), issue?.message ?? "is malformed");
  }
  if (!MEDIA_TYPES.has(parsed.data.mediaType))
    throw new InvalidTrustedRoot("unknown-version", at("mediaType"), "is no known version of a trusted root");
  return { name, kind: "sigstore", material: readMaterial(parsed.data, at, options) };
}

function readJson(bytes: Uint8Array, place: string): unknown {
  try {
    return parseStrictJson(bytes, { bytes: MAX_TRUSTED_ROOT_BYTES });
  } catch (error) {
    if (error instanceof MalformedJson)
      throw new InvalidTrustedRoot("not-json", place, `is not strict JSON (${error.reason})`);
    throw error;
  }
}

/** The JSON mapping of protocol buffers takes null for a member that is not there. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member)]));
}

function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
}

function readMaterial(
  document: TrustedRootDocument,
  at: (path: string) => string,
  options: TrustedRootOptions,
): TrustMaterial {
  checkPresence(document, at, options);
  return {
    certificateAuthorities: document.certificateAuthorities.map((one, index) =>
      readCertificateAuthority(one, at(`certificateAuthorities[${index}]`)),
    ),
    timestampAuthorities: document.timestampAuthorities.map((one, index) =>
      readTimestampAuthority(one, at(`timestampAuthorities[${index}]`)),
    ),
    tlogs: readLogs(document.tlogs, "tlogs", at),
    ctlogs: readLogs(document.ctlogs, "ctlogs", at),
    publicKey: noPublicKey,
  };
}

function checkPresence(
  { certificateAuthorities, tlogs, ctlogs, timestampAuthorities }: TrustedRootDocument,
  at: (path: string) => string,
  { logs = "required", use = "certificates" }: TrustedRootOptions,
): void {
  const needsAuthorities = use === "certificates";
  const needsLogs = needsAuthorities && logs === "required";
  if ((needsLogs || use === "keys") && tlogs.length === 0)
    throw new InvalidTrustedRoot("no-logs", at("tlogs"), "is empty");
  if (use === "keys") return;
  if (needsAuthorities && certificateAuthorities.length === 0)
    throw new InvalidTrustedRoot("no-certificate-authority", at("certificateAuthorities"), "is empty");
  if (needsLogs && ctlogs.length === 0) throw new InvalidTrustedRoot("no-logs", at("ctlogs"), "is empty");
  if (tlogs.length + timestampAuthorities.length === 0)
    throw new InvalidTrustedRoot("no-time-source", at("timestampAuthorities"), "is empty, and so is tlogs");
}

function readLogs(documents: readonly LogDocument[], list: string, at: (path: string) => string): TrustedLog[] {
  const logs = documents.map((one, index) => readLog(one, at(`${list}[${index}]`)));
  const known = new Set<string>();
  logs.forEach(({ logID, validFor }, index) => {
    const same = `${logID.toString("hex")} ${validFor.start.toISOString()}`;
    if (known.has(same)) throw new InvalidTrustedRoot("log-id", at(`${list}[${index}]`), "is listed twice");
    known.add(same);
  });
  return logs;
}

/** A certificate signer trusts no bare key, whatever hint is asked for. */
export function noPublicKey(): never {
  throw new Error("a public key was asked for where certificates are trusted");
}
