import { describe, expect, it } from "@jest/globals";
import { digestHex, digestOf } from "../../../src/reference/index.ts";
import { verifyBundle } from "../../../src/signature/index.ts";
import type { AttestationCandidate, CosignSigner } from "../../../src/signature/index.ts";
import { trustedRootJson } from "../../fixtures/sigstore/instance.ts";
import { NOW } from "../../fixtures/sigstore/keyless.ts";
import {
  attest,
  attestationOf,
  judgeAttestation,
  logged,
  loggedKey,
  PREDICATE,
  SLSA,
  stamped,
  VULN,
} from "../attestations.ts";
import type { AttestOptions, Storage } from "../attestations.ts";
import { OTHER, SIGN_V1, SUBJECT, bundle, bytesOf, outcome, statementFor } from "../candidates.ts";
import { INSTANCE, keyless, makeBundle, rootOf } from "../keyless.ts";
import { keySigner, signingKey } from "../keys.ts";

const KEY = signingKey();
const BY_KEY: readonly CosignSigner[] = [keySigner("release", KEY.trusted)];
const LOGGED_KEY: readonly CosignSigner[] = [loggedKey(KEY)];
const STORAGES: readonly Storage[] = ["bundle", "envelope"];

/** Signed by the trusted key, so only what it says can be wrong with it. */
function judgeStatement(storage: Storage, statement: string | Uint8Array, options: AttestOptions = {}): string {
  return outcome(judgeAttestation(attest(storage, { key: KEY, statement, ...options }), { signers: BY_KEY }));
}

function expectVerified(storage: Storage, options: AttestOptions, signers: readonly CosignSigner[]): void {
  const result = judgeAttestation(attest(storage, options), { signers });
  const format = storage === "bundle" ? "bundle" : "legacy";
  expect(result).toMatchObject({ verified: true, predicateType: SLSA, predicate: PREDICATE, signer: { format } });
}

describe("attestations that are accepted", () => {
  it.each<[string, Storage, AttestOptions]>([
    ["a bundle, Rekor 1 (cosign 3, GitHub)", "bundle", logged("dsse/0.0.1")],
    ["a bundle, Rekor 1 and TSA", "bundle", { ...logged("dsse/0.0.1"), ...stamped }],
    ["a bundle, Rekor 1, intoto/0.0.2", "bundle", logged("intoto/0.0.2")],
    ["a bundle, Rekor 2 and TSA", "bundle", { ...logged("dsse/0.0.2"), ...stamped }],
    ["a bundle, Rekor 2, hashedrekord", "bundle", { ...logged("hashedrekord/0.0.2"), ...stamped }],
    [
      "a bundle of version 0.1",
      "bundle",
      { ...logged("intoto/0.0.2"), mediaType: "application/vnd.dev.sigstore.bundle+json;version=0.1" },
    ],
    [
      "a bundle of version 0.2",
      "bundle",
      { ...logged("dsse/0.0.1"), mediaType: "application/vnd.dev.sigstore.bundle+json;version=0.2" },
    ],
    ["an .att layer (cosign attest)", "envelope", logged("dsse/0.0.1")],
    ["an .att layer, with TSA", "envelope", { ...logged("dsse/0.0.1"), ...stamped }],
    ["an .att layer (SLSA generators until 2023)", "envelope", logged("intoto/0.0.1")],
    ["an .att layer, intoto/0.0.2", "envelope", logged("intoto/0.0.2")],
  ])("without keys: %s", (_, storage, options) => {
    expectVerified(storage, options, [keyless()]);
  });

  it.each<[string, Storage, AttestOptions, readonly CosignSigner[]]>([
    ["a bundle", "bundle", { entries: () => [] }, BY_KEY],
    ["a bundle, Rekor 1", "bundle", { ...logged("dsse/0.0.1") }, LOGGED_KEY],
    ["a bundle, intoto/0.0.2", "bundle", { ...logged("intoto/0.0.2") }, LOGGED_KEY],
    ["a bundle, Rekor 2", "bundle", { ...logged("dsse/0.0.2"), ...stamped }, LOGGED_KEY],
    ["an .att layer", "envelope", { entries: () => [] }, BY_KEY],
    ["an .att layer, Rekor 1", "envelope", { ...logged("dsse/0.0.1") }, LOGGED_KEY],
    ["an .att layer, intoto/0.0.1", "envelope", { ...logged("intoto/0.0.1") }, LOGGED_KEY],
    ["an .att layer, intoto/0.0.2", "envelope", { ...logged("intoto/0.0.2") }, LOGGED_KEY],
  ])("by key: %s", (_, storage, options, signers) => {
    expectVerified(storage, { ...options, key: KEY }, signers);
  });

  it("by GitHub's private repositories: a timestamp, and no log at all", () => {
    const json = { ...trustedRootJson(INSTANCE), tlogs: [], ctlogs: [] };
    const root = rootOf(json, { logs: "optional" });
    const candidate = attest("bundle", { certificate: { certificateLog: null }, entries: () => [], ...stamped });
    expect(outcome(judgeAttestation(candidate, { signers: [keyless([root])] }))).toBe("verified");
  });

  it.each(STORAGES)("a %s with a statement of version 1, and as any one of the types that are wanted", (storage) => {
    const statement = attestationOf(SUBJECT, { _type: "https://in-toto.io/Statement/v1" });
    const result = judgeAttestation(attest(storage, { statement }), { types: [VULN, SLSA] });
    expect(result).toMatchObject({ verified: true, predicateType: SLSA });
  });

  it("the signer is told as for signatures, with the certificate and the times", () => {
    expect(judgeAttestation(attest("envelope", { ...logged("dsse/0.0.1") }))).toMatchObject({
      signer: {
        signer: "ci",
        certificate: { claims: { runnerEnvironment: "github-hosted" } },
        times: [expect.any(Date)],
      },
    });
  });

  it("one of 10 MB, in a few seconds of any machine", () => {
    const parts = Array.from({ length: 200_000 }, (_, i) => ({ name: `package-${i}`, version: "1.2.3-debian-12" }));
    const candidate = attest("bundle", { statement: attestationOf(SUBJECT, { predicate: { parts } }) });
    const started = process.cpuUsage();
    expect(outcome(judgeAttestation(candidate))).toBe("verified");
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(5);
  });
});

describe.each(STORAGES)("what is no attestation of the type and the digest (law 3), as %s", (storage) => {
  const type = (predicateType: unknown) => attestationOf(SUBJECT, { predicateType });
  it.each([
    ["another type by the same signer (CVE-2022-35929, CVE-2022-35930)", type(VULN)],
    ["a longer type", type(`${SLSA}.1`)],
    ["a prefix of the type", type("https://slsa.dev/provenance/")],
    ["an earlier version", type("https://slsa.dev/provenance/v0.2")],
    ["a trailing slash", type(`${SLSA}/`)],
    ["a blank in front", type(` ${SLSA}`)],
    ["a line end", type(`${SLSA}\n`)],
    ["another case", type(SLSA.replace("slsa", "SLSA"))],
    ["a look-alike", type(SLSA.replace("slsa", "sl\u0455a"))],
    ["another scheme", type(SLSA.replace("https", "http"))],
    ["nothing", type("")],
    ["another type, written with escapes", type(VULN).replace('"predicateType"', '"predicate\\u0054ype"')],
    ["another type, and nonsense behind it", `${type(VULN)}x`],
  ])("refuses %s", (_, statement) => {
    expect(judgeStatement(storage, statement)).toBe("other-predicate-type");
  });

  it("says of an attestation that it is one, whoever made it", () => {
    const result = judgeAttestation(attest(storage, { key: signingKey() }), { signers: BY_KEY });
    expect(result).toMatchObject({
      verified: false,
      message: expect.stringMatching(/^an attestation was found, but /),
    });
  });

  it("refuses every type where none is wanted (CVE-2025-25204)", () => {
    const result = judgeAttestation(attest(storage, { key: KEY }), { signers: BY_KEY, types: [] });
    expect(outcome(result)).toBe("other-predicate-type");
  });

  it.each([
    ["a signature", attestationOf(SUBJECT, { predicateType: SIGN_V1 }), {}],
    ["what cosign sign writes", statementFor(SUBJECT), {}],
    ["another payload type", attestationOf(SUBJECT), { payloadType: "text/plain" }],
    ["the payload type with a parameter", attestationOf(SUBJECT), { payloadType: "application/vnd.in-toto+json; v=1" }],
    ["no payload type", attestationOf(SUBJECT), { payloadType: "" }],
    ["another statement type", attestationOf(SUBJECT, { _type: "https://in-toto.io/Statement/v2" }), {}],
    ["a statement type with a slash", attestationOf(SUBJECT, { _type: "https://in-toto.io/Statement/v1/" }), {}],
  ])("refuses %s, whatever type is wanted", (_, statement, options: AttestOptions) => {
    expect(judgeStatement(storage, statement, options)).toBe("not-an-attestation");
    const candidate = attest(storage, { key: KEY, statement, ...options });
    expect(outcome(judgeAttestation(candidate, { signers: BY_KEY, types: [SIGN_V1, SLSA] }))).toBe(
      "not-an-attestation",
    );
  });

  const hex = digestHex(SUBJECT);
  const about = (subject: unknown) => attestationOf(SUBJECT, { subject });
  it.each([
    ["another digest", attestationOf(OTHER)],
    [
      "only a sha512 digest",
      about([{ name: "x", digest: { sha512: digestHex(digestOf(Buffer.from(""), "sha512")) } }]),
    ],
    ["the digest under a weaker name", about([{ name: "x", digest: { sha1: hex, gitCommit: hex } }])],
    ["the digest as a name", about([{ name: SUBJECT, digest: { sha256: digestHex(OTHER) } }])],
  ])("refuses %s", (_, statement) => {
    expect(judgeStatement(storage, statement)).toBe("other-digest");
  });

  const text = attestationOf(SUBJECT);
  it("takes a text for a predicate, as cosign attest --type spdx writes it", () => {
    const predicate = "SPDXVersion: SPDX-2.3\nPackageName: musl";
    expect(judgeStatement(storage, attestationOf(SUBJECT, { predicate }))).toBe("verified");
  });

  it.each([
    ["no subject", about(undefined)],
    ["an empty subject", about([])],
    ["a null subject beside it", about([null, { digest: { sha256: hex } }])],
    ["a subject in upper case", about([{ digest: { sha256: hex.toUpperCase() } }])],
    ["the predicate type twice", text.replace("{", `{"predicateType":"${SLSA}",`)],
    ["another predicate type behind it", text.replace(/}$/, `,"predicateType":"${VULN}"}`)],
    ["the predicate twice", text.replace("{", '{"predicate":{},')],
    ["a member of the predicate twice", text.replace('"runDetails":', '"runDetails":1,"runDetails":')],
    ["the subject in other letter case beside it", attestationOf(SUBJECT, { Subject: [] })],
    ["the predicate in other letter case beside it", attestationOf(SUBJECT, { Predicate: {} })],
    ["no predicate type", type(undefined)],
    ["a predicate type that is a list", type([SLSA])],
    ["no statement type", attestationOf(SUBJECT, { _type: undefined })],
    ["no predicate", attestationOf(SUBJECT, { predicate: undefined })],
    ["a predicate that is null", attestationOf(SUBJECT, { predicate: null })],
    ["a predicate that is a number", attestationOf(SUBJECT, { predicate: 1 })],
    ["a predicate that is a list", attestationOf(SUBJECT, { predicate: [PREDICATE] })],
    ["a predicate that ends in the middle (CVE-2026-39395)", text.slice(0, -9)],
    ["no JSON (CVE-2026-39395)", "provenance"],
    ["bytes behind it", `${text}x`],
    ["a byte order mark", `\ufeff${text}`],
    ["a list of statements", `[${text}]`],
    ["members under __proto__", `{"__proto__":${text}}`],
    [
      "a number that no double holds",
      attestationOf(SUBJECT).replace('"buildDefinition"', '"size":9007199254740993,"buildDefinition"'),
    ],
    [
      "a predicate of 65 levels",
      attestationOf(SUBJECT).replace('"buildDefinition"', `"x":${"[".repeat(63)}${"]".repeat(63)},"buildDefinition"`),
    ],
  ])("refuses %s", (_, statement) => {
    expect(judgeStatement(storage, statement)).toBe("malformed-payload");
  });

  it.each([
    ["1025 subjects", about(Array.from({ length: 1025 }, () => ({ digest: { sha256: hex } })))],
    ["more parts than any predicate has", attestationOf(SUBJECT, { predicate: { x: Array(750_001).fill(0) } })],
  ])("refuses %s", (_, statement) => {
    expect(judgeStatement(storage, statement)).toBe("too-large");
  });
});

describe("what is stored is read strictly", () => {
  const altered = (alter: NonNullable<AttestOptions["alter"]>) =>
    STORAGES.map((storage) => outcome(judgeAttestation(attest(storage, { key: KEY, alter }), { signers: BY_KEY })));
  it.each<[string, NonNullable<AttestOptions["alter"]>, string]>([
    ["two signatures", (one) => ({ ...one, signatures: [...one.signatures, ...one.signatures] }), "malformed-bundle"],
    ["no signature", (one) => ({ ...one, signatures: [] }), "malformed-bundle"],
    ["an empty signature", (one) => ({ ...one, signatures: [{ sig: "" }] }), "malformed-signature"],
    ["an unknown member", (one) => ({ ...one, cert: "x" }), "malformed-bundle"],
    ["no payload", (one) => ({ ...one, payload: "" }), "malformed-bundle"],
    ["another alphabet", (one) => ({ ...one, payload: `${one.payload.slice(0, -4)}-_==` }), "malformed-bundle"],
    [
      "another predicate than was signed",
      (one) => ({
        ...one,
        payload: Buffer.from(attestationOf(SUBJECT, { predicate: { builder: "mine" } })).toString("base64"),
      }),
      "untrusted-key",
    ],
    [
      "a bogus signature over the right predicate (policy-controller #1971)",
      (one) => ({ ...one, signatures: [{ sig: "MEUCIQ==" }] }),
      "untrusted-key",
    ],
  ])("refuses %s", (_, alter, expected) => {
    expect(altered(alter)).toEqual([expected, expected]);
  });

  const size = 24 * 1024 * 1024 + 1;
  it.each<[string, AttestationCandidate, string]>([
    ["a bundle of more than 24 MiB", { kind: "bundle", bundle: Buffer.alloc(size, " ") }, "too-large"],
    [
      "an envelope of more than 24 MiB",
      { kind: "envelope", envelope: Buffer.alloc(size, " "), annotations: {} },
      "too-large",
    ],
    ["no bundle", { kind: "bundle", bundle: Buffer.from("null") }, "malformed-bundle"],
    ["no envelope", { kind: "envelope", envelope: Buffer.from("[]"), annotations: {} }, "malformed-bundle"],
    [
      "members twice",
      { kind: "envelope", envelope: Buffer.from('{"payload":"","payload":""}'), annotations: {} },
      "malformed-bundle",
    ],
    ["nothing at all", { kind: "bundle", bundle: Buffer.alloc(0) }, "malformed-bundle"],
    ["what is not even bytes", { kind: "bundle", bundle: undefined as never }, "verifier-error"],
    ["no annotations", { ...attest("envelope", { key: KEY }), annotations: undefined } as never, "verifier-error"],
  ])("refuses %s, and throws nothing", (_, candidate, expected) => {
    expect(outcome(judgeAttestation(candidate, { signers: BY_KEY }))).toBe(expected);
  });

  it("refuses a bundle over the manifest itself", () => {
    const { dsseEnvelope, ...rest } = makeBundle().bundle;
    const messageSignature = { messageDigest: { algorithm: "SHA2_256", digest: "AAAA" }, signature: "MEUCIQ==" };
    expect(dsseEnvelope).toBeDefined();
    const candidate = { kind: "bundle", bundle: bytesOf({ ...rest, messageSignature }) } as const;
    expect(outcome(judgeAttestation(candidate))).toBe("not-an-attestation");
  });

  it("is no signature: what verifies as an attestation does not as one, nor the other way round", () => {
    const attestation = attest("bundle", { key: KEY, entries: () => [] });
    const judge = (one: AttestationCandidate, types: readonly string[]) =>
      outcome(judgeAttestation(one, { signers: BY_KEY, types }));
    expect(judge(attestation, [SLSA])).toBe("verified");
    const bytes = attestation.kind === "bundle" ? attestation.bundle : Buffer.alloc(0);
    expect(outcome(verifyBundle(bytes, SUBJECT, BY_KEY, { now: NOW }))).toBe("not-a-signature");
    expect(outcome(verifyBundle(bundle(KEY), SUBJECT, BY_KEY, { now: NOW }))).toBe("verified");
    expect(judge({ kind: "bundle", bundle: bundle(KEY) }, [SIGN_V1])).toBe("not-an-attestation");
  });
});
