import { parseDigest, parseImageReference } from "../../../src/reference/index.ts";
import {
  createBudget,
  defaultLimits,
  RegistryError,
  type Candidate,
  type Manifest,
  type Problem,
  type Registry,
} from "../../../src/registry/index.ts";
import {
  parsePublicKey,
  verifyBundle,
  verifyLegacySignature,
  type SignatureResult,
} from "../../../src/signature/index.ts";
import { sha256Of } from "../../fixtures/index.ts";

/** A client of ours, and the host that it asks. */
export interface Asked {
  readonly registry: Registry;
  readonly host: string;
}

/** What a manifest is to a reader, whichever server it came from; `reason` where there is none. */
export async function manifestAt({ registry, host }: Asked, name: string, reference: string): Promise<object> {
  const repository = parseImageReference(`${host}/${name}`);
  const budget = createBudget(defaultLimits);
  const asked = reference.includes(":")
    ? registry.manifestByDigest(repository, parseDigest(reference), budget)
    : registry.manifestByTag(repository, reference, budget);
  return asked.then(summaryOf, reasonOf);
}

function summaryOf({ digest, mediaType, kind, platforms, bytes, descriptors }: Manifest): object {
  return {
    digest,
    mediaType,
    kind,
    platforms,
    bytes: sha256Of(bytes),
    descriptors: descriptors.map((descriptor) => descriptor.digest),
  };
}

function reasonOf(error: unknown): object {
  if (error instanceof RegistryError) return { reason: error.reason };
  throw error;
}

/** What signs a digest, verified with a key: `legacy verified MANIFEST`, `bundle verified MANIFEST`, `problem REASON`. */
export async function signaturesOn(asked: Asked, name: string, digest: string, keyPem: string): Promise<string[]> {
  const { registry, host } = asked;
  const repository = parseImageReference(`${host}/${name}`);
  const subject = parseDigest(digest);
  const keys = [parsePublicKey(keyPem)];
  const signers = [{ kind: "key", name: "release", keys, transparencyLog: "not-required" } as const];
  const verify = (item: Candidate): SignatureResult =>
    item.kind === "bundle"
      ? verifyBundle(item.bundle, subject, signers)
      : verifyLegacySignature(item, subject, signers);
  const lines: string[] = [];
  const budget = createBudget(defaultLimits);
  for await (const item of registry.legacySignatures(repository, subject, budget)) lines.push(lineOf(item, verify));
  for await (const item of registry.bundles(repository, subject, budget)) lines.push(lineOf(item, verify));
  return lines;
}

function lineOf(item: Candidate | Problem, verify: (candidate: Candidate) => SignatureResult): string {
  if (item.kind === "problem") return `problem ${item.error.reason}`;
  const result = verify(item);
  return `${item.kind} ${result.verified ? "verified" : result.reason} ${item.manifest}`;
}
