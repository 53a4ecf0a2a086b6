import { afterEach } from "@jest/globals";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Assessor } from "../../src/gate/assess.ts";
import { EvidenceSearch } from "../../src/gate/evidence.ts";
import { openRegistry } from "../../src/gate/open-registry.ts";
import { cosignVerifier } from "../../src/gate/verifier.ts";
import { bindRule, matchImage, type BoundRule, type Facts, type PredicateCheck } from "../../src/policy/index.ts";
import { parseImageReference } from "../../src/reference/index.ts";
import { defaultLimits } from "../../src/registry/index.ts";
import {
  generateKeyPair,
  legacyAttestation,
  legacySignature,
  pushImage,
  signWithBundle,
  type KeyPair,
  type PushedImage,
} from "../fixtures/index.ts";
import { startEmbeddedRegistry, type EmbeddedRegistryOptions } from "../registry/embedded/index.ts";
import { policyFor } from "./setting.ts";

export const PROVENANCE = "https://slsa.dev/provenance/v1";
export const SCAN = "https://cosign.sigstore.dev/attestation/vuln/v1";
export const REPOSITORY = "team/web";
export const MINUTE = 60_000;

/** Ways in which cosign and GitHub attest. */
export const FORMS = ["bundle", "bundle under the fallback tag", "legacy", "legacy as a referrer"] as const;
export type Form = (typeof FORMS)[number];

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** What `lack` says is what the predicate holds under this name, so that a test writes the answer into the predicate. */
const lack: PredicateCheck = (predicate, { now }) => {
  const { lacks, until = Infinity } = predicate as { readonly lacks?: string; readonly until?: number };
  return lacks ?? (now.getTime() > until ? "is too old" : undefined);
};

interface RunOptions {
  /** The types that are required, each by a requirement of its own; a provenance unless told. */
  readonly types?: readonly string[];
  readonly signature?: "required" | "not-required";
  readonly limits?: Partial<typeof defaultLimits>;
}

/** A registry, a cache folder, a clock, and runs of their own, of which each asks about one image. */
export async function attestedSetting(form: Form = "bundle", options: EmbeddedRegistryOptions = {}) {
  const gone = new Map<string, number>();
  const registry = await startEmbeddedRegistry({
    referrersApi: form !== "bundle under the fallback tag",
    intercept: (request, response) => {
      const status = [...gone].find(([part]) => request.url?.includes(part))?.[1];
      if (status !== undefined) response.writeHead(status).end();
      return status !== undefined;
    },
    ...options,
  });
  const folder = mkdtempSync(join(tmpdir(), "digestbound-attested-"));
  cleanups.push(
    () => registry.close(),
    () => {
      rmSync(folder, { recursive: true, force: true });
    },
  );
  const [trusted, stranger] = [generateKeyPair("p256"), generateKeyPair("p256")];
  const clock = { time: Date.now() };
  const policy = policyFor(registry.host, trusted);

  const ruleFor = (image: string, { types = [PROVENANCE], signature = "required" }: RunOptions): BoundRule => {
    const reference = parseImageReference(image);
    const matched = matchImage(policy, reference);
    if (matched === undefined) throw new Error("nothing matches");
    const { match, requirement } = bindRule(matched, reference);
    if (requirement.kind !== "signed") throw new Error("a signature is required");
    const attestations = types.map((name) => ({ name, predicateTypes: [name], anyOf: requirement.anyOf, lack }));
    const waived = { kind: "signature-not-required", because: "a test says so", attestations } as const;
    return { match, requirement: signature === "required" ? { ...requirement, attestations } : waived };
  };

  const run = async (
    image: string,
    runOptions: RunOptions = {},
  ): Promise<{ facts: Facts; requests: readonly string[] }> => {
    const before = registry.requests.length;
    const now = () => clock.time;
    const limits = { ...defaultLimits, retryDelay: 1, ...runOptions.limits };
    const client = openRegistry(policy, limits, { environment: {}, cacheFolder: folder, now });
    const assessor = new Assessor(client, new EvidenceSearch(client, cosignVerifier(now), { now }), limits);
    const facts = await assessor.assess(parseImageReference(image), ruleFor(image, runOptions));
    await client.close();
    return { facts, requests: registry.requests.slice(before).map(({ url }) => url) };
  };

  const attest = (
    image: PushedImage,
    more: { keyPair?: KeyPair; type?: string; predicate?: object; digest?: string } = {},
  ) => {
    const { keyPair = trusted, type: predicateType = PROVENANCE, predicate = {}, digest } = more;
    const attestation = { keyPair, predicateType, predicate, ...(digest !== undefined && { digest }) };
    if (form.startsWith("bundle")) signWithBundle(registry, REPOSITORY, image, attestation);
    else legacyAttestation(registry, REPOSITORY, image, { ...attestation, asReferrer: form !== "legacy" });
  };
  const sign = (image: PushedImage, keyPair: KeyPair = trusted) => {
    if (form.startsWith("bundle")) signWithBundle(registry, REPOSITORY, image, { keyPair });
    else legacySignature(registry, REPOSITORY, image.digest, { keyPair });
  };
  const push = (text = "web") => pushImage(registry, REPOSITORY, "1", { text });
  const named = ({ digest }: PushedImage) => `${registry.host}/${REPOSITORY}@${digest}`;
  return { registry, trusted, stranger, clock, gone, run, attest, sign, push, named };
}

/** The evidence's kind, and that of each attestation with what there is to tell. */
export function told({ evidence, attested }: Facts): string[] {
  return [evidence, ...attested.map(({ outcome }) => outcome)].map((one) => {
    if (one.kind === "untrusted") return `untrusted: ${one.failures[0].reason}`;
    if (one.kind === "failed") return `failed: ${one.error.reason}`;
    return one.kind === "lacking" ? `lacking: ${one.lack}` : one.kind;
  });
}
