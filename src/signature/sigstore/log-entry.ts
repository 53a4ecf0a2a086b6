import type { TransparencyLogEntry } from "@sigstore/bundle";
import { MAX_BUNDLE_BYTES, MAX_CHECKPOINT_CHARACTERS, MAX_LOG_ENTRIES, MAX_PROOF_HASHES } from "./limits.ts";
import { SignatureRejected } from "./reasons.ts";
import { shapeReader } from "./shape.ts";
import type { Members } from "./shape.ts";

/** What a transparency log says about a signature, read strictly and not yet verified. */
export interface LogEntry {
  /** As the library takes it. */
  readonly entry: TransparencyLogEntry;
  /** The log's identity, in hex. */
  readonly log: string;
  /** What the log has recorded: the canonicalized body. */
  readonly body: Members;
  /** When the log took it in; only a signed entry timestamp vouches for that, so it is absent without one. */
  readonly time: Date | undefined;
}

const shape = shapeReader("malformed-log-entry", "a log entry", "a transparency log");
const HASH_BYTES = 32;

/** Which proofs an entry needs: bundles of version 0.1 carry promises, later ones inclusion proofs. */
export type ProofDemand = "promise" | "proof";

/** The member `tlogEntries` of a bundle (sigstore_rekor.proto, JSON mapping). */
export function readLogEntries(value: unknown, demand: ProofDemand): readonly LogEntry[] {
  if (value === undefined) return [];
  const entries = shape.list(value, "tlogEntries");
  if (entries.length > MAX_LOG_ENTRIES)
    throw new SignatureRejected("too-large", `the bundle that was found has more than ${MAX_LOG_ENTRIES} log entries`);
  return entries.map((entry, index) => readEntry(entry, `tlogEntries[${index}]`, demand));
}

function readEntry(value: unknown, where: string, demand: ProofDemand): LogEntry {
  const members = shape.closedObject(value, where, [
    ...[
      "logIndex",
      "logId",
      "kindVersion",
      "integratedTime",
      "inclusionPromise",
      "inclusionProof",
      "canonicalizedBody",
    ],
  ]);
  const promise = readPromise(members["inclusionPromise"], `${where}.inclusionPromise`);
  const proof = readProof(members["inclusionProof"], `${where}.inclusionProof`);
  if (demand === "promise" && promise === undefined) throw shape.fail(`${where} has no inclusion promise`);
  if (demand === "proof" && proof === undefined) throw shape.fail(`${where} has no inclusion proof`);
  return logEntry({
    logIndex: readInteger(members["logIndex"], `${where}.logIndex`),
    logId: readLogId(members["logId"], `${where}.logId`),
    kindVersion: readKind(members["kindVersion"], `${where}.kindVersion`),
    integratedTime: readInteger(members["integratedTime"], `${where}.integratedTime`),
    inclusionPromise: promise,
    inclusionProof: proof,
    canonicalizedBody: shape.bytes(members["canonicalizedBody"], `${where}.canonicalizedBody`),
  });
}

/** Reads the body and the time, and has the same say on both formats. */
export function logEntry(entry: TransparencyLogEntry): LogEntry {
  const body = shape.openObject(shape.json(entry.canonicalizedBody, MAX_BUNDLE_BYTES), "the body", []);
  const { kind, version } = entry.kindVersion;
  if (body["kind"] !== kind || body["apiVersion"] !== version)
    throw shape.fail("its body is of another kind or version than the entry says");
  const seconds = Number(entry.integratedTime);
  const promised = entry.inclusionPromise !== undefined;
  if (promised && seconds === 0) throw shape.fail("it promises inclusion at no time");
  const time = promised ? new Date(seconds * 1000) : undefined;
  return { entry, log: entry.logId.keyId.toString("hex"), body, time };
}

function readLogId(value: unknown, where: string): { keyId: Buffer } {
  const { keyId } = shape.closedObject(value, where, ["keyId"]);
  return { keyId: readHash(keyId, `${where}.keyId`) };
}

function readKind(value: unknown, where: string): { kind: string; version: string } {
  const { kind, version } = shape.closedObject(value, where, ["kind", "version"]);
  return { kind: shape.text(kind, `${where}.kind`), version: shape.text(version, `${where}.version`) };
}

function readPromise(value: unknown, where: string): TransparencyLogEntry["inclusionPromise"] {
  if (value === undefined) return undefined;
  const { signedEntryTimestamp } = shape.closedObject(value, where, ["signedEntryTimestamp"]);
  return { signedEntryTimestamp: shape.bytes(signedEntryTimestamp, `${where}.signedEntryTimestamp`) };
}

function readProof(value: unknown, where: string): TransparencyLogEntry["inclusionProof"] {
  if (value === undefined) return undefined;
  const proof = shape.closedObject(value, where, ["logIndex", "rootHash", "treeSize", "hashes", "checkpoint"]);
  const hashes = shape.list(proof["hashes"] ?? [], `${where}.hashes`);
  if (hashes.length > MAX_PROOF_HASHES) throw shape.fail(`${where} has more than ${MAX_PROOF_HASHES} hashes`);
  const read = {
    logIndex: readInteger(proof["logIndex"], `${where}.logIndex`),
    treeSize: readInteger(proof["treeSize"], `${where}.treeSize`),
    rootHash: readHash(proof["rootHash"], `${where}.rootHash`),
    hashes: hashes.map((hash, index) => readHash(hash, `${where}.hashes[${index}]`)),
    checkpoint: { envelope: readCheckpoint(proof["checkpoint"], `${where}.checkpoint`) },
  };
  checkHead(read.checkpoint.envelope, read.treeSize, read.rootHash, where);
  return read;
}

function readCheckpoint(value: unknown, where: string): string {
  const { envelope } = shape.closedObject(value, where, ["envelope"]);
  const text = shape.text(envelope, `${where}.envelope`);
  if (text.length > MAX_CHECKPOINT_CHARACTERS)
    throw shape.fail(`${where} has more than ${MAX_CHECKPOINT_CHARACTERS} characters`);
  return text;
}

/** The library proves inclusion in what the checkpoint says; a proof that says something else is no proof of that. */
function checkHead(checkpoint: string, treeSize: string, rootHash: Buffer, where: string): void {
  const [, size, hash] = checkpoint.split("\n", 3);
  if (size !== treeSize || hash !== rootHash.toString("base64"))
    throw shape.fail(`${where} is about another tree than its checkpoint`);
}

function readHash(value: unknown, where: string): Buffer {
  const hash = shape.bytes(value, where);
  if (hash.length !== HASH_BYTES) throw shape.fail(`${where} is not ${HASH_BYTES} bytes long`);
  return hash;
}

const INTEGER = /^(?:0|[1-9]\d{0,15})$/;

/** An int64 in the JSON mapping, which leaves zero out. The library calculates with doubles, so it must be one exactly. */
export function readInteger(value: unknown, where: string): string {
  if (value === undefined) return "0";
  const text = typeof value === "number" ? String(value) : shape.text(value, where);
  if (!INTEGER.test(text) || !Number.isSafeInteger(Number(text))) throw shape.fail(`${where} is no whole number`);
  return text;
}
