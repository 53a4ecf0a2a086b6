import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createExaminer, type GateOptions, type Verifier } from "../../src/gate/index.ts";
import { cosignVerifier } from "../../src/gate/verifier.ts";
import { whoSigned } from "../../src/gate/who-signed.ts";
import { bindRule, matchImage, readPolicyObject, type PolicyDocument } from "../../src/policy/index.ts";
import { parseImageReference } from "../../src/reference/index.ts";
import { publicGoodRoot, type AttestationResult, type CosignSigner } from "../../src/signature/index.ts";
import { generateKeyPair, legacySignature, pushImage, sha256Of, signWithBundle, statement } from "../fixtures/index.ts";
import { ISSUER } from "../fixtures/sigstore/keyless.ts";
import { release } from "../policy/identities.ts";
import { keylessSetting, ROOT } from "./keyless-setting.ts";
import { policyFor, startSetting, type Setting } from "./setting.ts";

let setting: Setting;
beforeEach(async () => {
  setting = await startSetting();
});
afterEach(() => setting.close());

async function examine(image: string, policy: PolicyDocument, options: GateOptions = {}) {
  const reference = parseImageReference(image);
  const matched = matchImage(policy, reference);
  if (matched === undefined) throw new Error("no match");
  const examiner = createExaminer(policy, { environment: {}, ...options });
  try {
    return await examiner.examine(reference, bindRule(matched, reference));
  } finally {
    await examiner.close();
  }
}

function pushed() {
  const image = pushImage(setting.registry, "team/web", "1.0", { text: "web" });
  return {
    image,
    name: `${setting.registry.host}/team/web`,
    policy: policyFor(setting.registry.host, setting.trusted),
  };
}

describe("the digest", () => {
  it("is the reference's own, or what its tag answers", async () => {
    const { image, name, policy } = pushed();
    const pinned = await examine(`${name}@${image.digest}`, policy);
    expect(pinned.resolution).toEqual({ kind: "pinned", digest: image.digest });
    const tagged = await examine(`${name}:1.0`, policy);
    expect(tagged.resolution).toMatchObject({ kind: "resolved", digest: image.digest });
  });

  it("that is not there is a failure, and nothing is looked for", async () => {
    const { name, policy } = pushed();
    const { resolution, evidence } = await examine(`${name}:2.0`, policy);
    expect(resolution).toMatchObject({ kind: "failed", error: { reason: "not-found" } });
    expect(evidence).toEqual([]);
  });
});

describe("what could not be read", () => {
  it("is told beside the rest, of which there is no more than the limits allow", async () => {
    const { image, name, policy } = pushed();
    for (let count = 0; count < 3; count += 1)
      legacySignature(setting.registry, "team/web", image.digest, { keyPair: setting.stranger });
    const limits = { signatureLayers: 2 };
    const { evidence, problems } = await examine(`${name}@${image.digest}`, policy, { limits });
    expect(evidence.map(({ maker }) => maker.kind)).toEqual(["unknown-key", "unknown-key"]);
    expect(problems.map(({ reason }) => reason)).toEqual(["too-many"]);
  });

  it("for want of budget is never silent (law 3)", async () => {
    const { image, name, policy } = pushed();
    legacySignature(setting.registry, "team/web", image.digest, { keyPair: setting.trusted });
    const { evidence, problems } = await examine(`${name}@${image.digest}`, policy, { limits: { requests: 3 } });
    expect(evidence).toEqual([]);
    expect(problems.length).toBeGreaterThan(0);
  });
});

it("a bundle that signs the manifest itself is verified with the manifest", async () => {
  const keyless = await keylessSetting();
  keyless.signManifest({ at: new Date(Date.now() - 60_000) });
  const document = {
    version: 1,
    signers: { ci: { cosign: { issuer: ISSUER, sourceRepository: "https://github.com/acme/api", trustedRoot: ROOT } } },
    images: [{ match: `${keyless.registry.host}/team/*`, signedBy: ["ci"] }],
    registries: [{ host: keyless.registry.host, plainHttp: true }],
  };
  const image = `${keyless.reference}@${keyless.image.digest}`;
  const { evidence } = await examine(image, readPolicyObject(document, "/", "test"));
  expect(evidence.map(({ kind, maker }) => [kind, maker.kind])).toEqual([["signature", "stranger"]]);
});

describe("an attestation", () => {
  const TYPE = "https://slsa.dev/provenance/v1";
  const withAttestations = (result: AttestationResult, calls: unknown[] = []): Verifier => ({
    ...cosignVerifier(),
    attestation: (candidate, subject, signers, types) => {
      calls.push([candidate.kind, subject, types, signers.map(({ name }) => name)]);
      return result;
    },
  });

  it("is verified by its own type, for every root and key", async () => {
    const { image, name, policy } = pushed();
    signWithBundle(setting.registry, "team/web", image, { keyPair: generateKeyPair("p256"), predicateType: TYPE });
    const calls: unknown[] = [];
    const result = { verified: false, reason: "untrusted-identity", message: "…", signedBy: release } as const;
    const verifier = withAttestations(result, calls);
    const { evidence } = await examine(`${name}@${image.digest}`, policy, { verifier });
    expect(evidence).toMatchObject([{ kind: "attestation", predicateType: TYPE, maker: { kind: "stranger" } }]);
    expect(calls).toEqual([["bundle", image.digest, [TYPE], ["release-key", "nobody"]]]);
  });

  it("after which the time was over is told together with that, though nothing failed (law 3)", async () => {
    const { image, name, policy } = pushed();
    attachEnvelopes(image.digest, ["one", "two"]);
    const interrupt = new AbortController();
    const verifier: Verifier = {
      ...cosignVerifier(),
      attestation: () => {
        interrupt.abort();
        return { verified: false, reason: "other-digest", message: "…" };
      },
    };
    const options = { verifier, signal: interrupt.signal };
    const { evidence, problems } = await examine(`${name}@${image.digest}`, policy, options);
    expect(evidence).toHaveLength(1);
    expect(problems.map(({ reason }) => reason)).toEqual(["aborted"]);
  });

  function attachEnvelopes(digest: string, types: readonly string[]): void {
    const mediaType = "application/vnd.oci.image.manifest.v1+json";
    const blob = (type: string, bytes: Buffer) => {
      setting.registry.putBlob("team/web", bytes);
      return { mediaType: type, digest: sha256Of(bytes), size: bytes.length };
    };
    const layers = types.map((predicateType) => {
      const payload = statement({ digest, predicateType }).toString("base64");
      const envelope = { payloadType: "application/vnd.in-toto+json", payload, signatures: [] };
      return blob("application/vnd.dsse.envelope.v1+json", Buffer.from(JSON.stringify(envelope)));
    });
    const config = blob("application/vnd.oci.image.config.v1+json", Buffer.from("{}"));
    const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, config, layers }));
    setting.registry.putManifest("team/web", `${digest.replace(":", "-")}.att`, manifest, mediaType);
  }
});

describe("who signed", () => {
  const nobodyAsked = { signers: new Map() } as Pick<PolicyDocument, "signers">;
  const refusal = (reason: string) => ({ verified: false, reason, message: "said so" }) as AttestationResult;

  it("is asked of the public-good root too, whatever roots the document has", () => {
    const verify = (signers: readonly CosignSigner[]): AttestationResult => {
      for (const signer of signers) {
        if (signer.kind === "keyless" && signer.roots.includes(publicGoodRoot())) signer.mismatch(release);
      }
      return { verified: false, reason: "untrusted-identity", message: "…", signedBy: release };
    };
    const { maker } = whoSigned(verify, [], nobodyAsked);
    expect(maker).toEqual({ kind: "stranger", identity: release });
  });

  it.each([
    ["untrusted-key", "unknown-key"],
    ["not-a-certificate-signature", "unknown-key"],
    ["other-digest", "nobody"],
    ["untrusted-certificate", "nobody"],
    ["verifier-error", "nobody"],
  ])("is, where verification says %s, %s", (reason, kind) => {
    expect(whoSigned(() => refusal(reason), [], nobodyAsked).maker.kind).toBe(kind);
  });
});
