import { bindRule, type BoundRule } from "../../src/policy/index.ts";
import { digestOf, parseImageReference, type Digest, type ImageReference } from "../../src/reference/index.ts";
import {
  createBudget,
  defaultLimits,
  RegistryError,
  type Candidate,
  type Manifest,
  type Problem,
  type Registry,
  type RegistryReason,
} from "../../src/registry/index.ts";
import { generateKeyPair } from "../fixtures/index.ts";
import { policyFor } from "./setting.ts";

export const HOST = "registry.example";
export const budget = createBudget(defaultLimits);
export const digest = (text: string): Digest => digestOf(Buffer.from(text));
export const reference = (rest: string): ImageReference => parseImageReference(`${HOST}/team/${rest}`);

const { images } = policyFor(HOST, generateKeyPair("p256"));
/** The rules of `policyFor`: the first asks for a signature by release-key, the second for none. */
export const [signedRule, waivedRule] = images.map((rule) =>
  bindRule({ ...rule, captures: new Map(), aliases: new Map() }, reference("web")),
) as [BoundRule, BoundRule];

export function manifest(text: string, platforms: readonly string[] = []): Manifest {
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  return { digest: digest(text), mediaType, bytes: Buffer.from(text), kind: "image", platforms, descriptors: [] };
}

export function failure(reason: RegistryReason, message = "It failed."): RegistryError {
  return new RegistryError(reason, message);
}

/** A registry in which nothing can be found, but for what the test puts there. */
export function fakeRegistry(parts: Partial<Registry> = {}): Registry {
  return {
    manifestByTag: () => Promise.reject(failure("not-found")),
    manifestByDigest: () => Promise.reject(failure("not-found")),
    bundles: () => items(),
    referrers: () => items(),
    legacySignatures: () => items(),
    legacyAttestations: () => items(),
    recall: () => items(),
    remember: () => undefined,
    forget: () => undefined,
    kept: () => Promise.resolve(undefined),
    stored: () => items(),
    storedManifest: () => Promise.reject(failure("not-found")),
    evidenceBytes: () => Promise.reject(failure("not-found")),
    probe: () => Promise.resolve({ isLoggedIn: false, isAsked: false, login: "no login" }),
    close: () => Promise.resolve(),
    ...parts,
  };
}

export async function* items<T extends Candidate | Problem>(...found: readonly T[]): AsyncGenerator<T> {
  for (const item of found) yield await Promise.resolve(item);
}

/** What a fake verifier says of attestations where a test has none. */
export const notAnAttestation = () =>
  ({ verified: false, reason: "not-an-attestation", message: "It is none." }) as const;

/** A candidate that a fake verifier tells by this text. */
export function candidate(kind: "bundle" | "legacy", text: string): Candidate {
  const bytes = Buffer.from(text);
  const place = { manifest: digest("manifest"), layer: digest(text) };
  return kind === "bundle"
    ? { kind, bundle: bytes, ...place }
    : { kind, payload: bytes, annotations: {}, signature: "c2lnbmF0dXJl", ...place };
}

export function problem(reason: RegistryReason): Problem {
  return { kind: "problem", error: failure(reason) };
}
