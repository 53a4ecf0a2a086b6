import { describe, expect, it } from "@jest/globals";
import { digestHex, digestOf } from "../../../src/reference/index.ts";
import { verifyBundle } from "../../../src/signature/index.ts";
import { OTHER, SIGN_V1, SUBJECT, bundle, outcome, statementFor } from "../candidates.ts";
import { keySigner, signingKey } from "../keys.ts";

const KEY = signingKey();
const SIGNERS = [keySigner("release", KEY.trusted)];
const SHA512 = digestOf(Buffer.from("the image manifest"), "sha512");
const HEX = digestHex(SUBJECT);
const MATCH = { digest: { sha256: HEX } };
const MISS = { digest: { sha256: digestHex(OTHER) } };

/** Every statement is signed by the trusted key, so only what it says can be wrong with it. */
function judge(statement: string, subject = SUBJECT): string {
  return outcome(verifyBundle(bundle(KEY, { statement }), subject, SIGNERS));
}

function withSubject(subject: unknown): string {
  return statementFor(SUBJECT, { subject });
}

describe("statements that are accepted", () => {
  it.each([
    ["annotations and a name", withSubject([{ name: "ghcr.io/acme/web", annotations: { env: "prod" }, ...MATCH }])],
    ["the digest as the second of three subjects", withSubject([MISS, MATCH, MISS])],
    ["1024 subjects", withSubject([...Array<unknown>(1023).fill(MISS), MATCH])],
    ["a second, weaker digest that says anything", withSubject([{ digest: { sha256: HEX, sha1: "00" } }])],
    ["members that in-toto may add later", statementFor(SUBJECT, { expires: "2027" })],
    ["no predicate", statementFor(SUBJECT, { predicate: undefined })],
  ])("takes a statement with %s", (_, statement) => {
    expect(judge(statement)).toBe("verified");
  });

  it("takes a sha512 subject by its sha512 digest only", () => {
    expect(judge(statementFor(SHA512), SHA512)).toBe("verified");
    expect(judge(withSubject([{ digest: { sha256: HEX, sha512: digestHex(SHA512) } }]), SHA512)).toBe("verified");
    expect(judge(statementFor(SUBJECT), SHA512)).toBe("other-digest");
  });
});

describe("attestations by the trusted key are no signatures (CVE-2026-39395, CVE-2022-35929; cosign verify takes them)", () => {
  it.each([
    "https://slsa.dev/provenance/v1",
    "https://slsa.dev/provenance/v0.2",
    "https://cosign.sigstore.dev/attestation/vuln/v1",
    "https://cosign.sigstore.dev/attestation/v1",
    "https://spdx.dev/Document",
    "https://openvex.dev/ns",
    `${SIGN_V1}/`,
    ` ${SIGN_V1}`,
    `${SIGN_V1}\n`,
    SIGN_V1.replace("https", "http"),
    SIGN_V1.replace("cosign", "Cosign"),
    SIGN_V1.replace("cosign", "c\u043esign"),
    "https://sigstore.dev/cosign/sign/v10",
    "",
  ])("refuses the predicate type %j", (predicateType) => {
    expect(judge(statementFor(SUBJECT, { predicateType }))).toBe("not-a-signature");
  });

  it.each([
    "https://in-toto.io/Statement/v0.1",
    "https://in-toto.io/Statement/v1.1",
    "https://in-toto.io/Statement/v1/",
    "https://in-toto.io/Statement/V1",
    "",
  ])("refuses the statement type %j", (type) => {
    expect(judge(statementFor(SUBJECT, { _type: type }))).toBe("not-a-signature");
  });

  it("names the predicate type of what cosign attest wrote, which is a statement of version 0.1", () => {
    const members = { _type: "https://in-toto.io/Statement/v0.1", predicateType: "https://slsa.dev/provenance/v1" };
    const result = verifyBundle(bundle(KEY, { statement: statementFor(SUBJECT, members) }), SUBJECT, SIGNERS);
    expect(result).toMatchObject({ message: expect.stringContaining("https://slsa.dev/provenance/v1") });
  });

  it("says so before it says that the digest is another", () => {
    expect(judge(statementFor(OTHER, { predicateType: "https://slsa.dev/provenance/v1" }))).toBe("not-a-signature");
  });
});

describe("statements about something else", () => {
  it.each([
    ["another digest: a bundle copied from another image", statementFor(OTHER)],
    ["two other digests", withSubject([MISS, MISS])],
    ["only a sha512 digest", statementFor(SHA512)],
    ["the digest under a weaker algorithm's name", withSubject([{ digest: { sha1: HEX, gitCommit: HEX } }])],
    ["the digest with its algorithm in another one's place", withSubject([{ digest: { md5: SUBJECT } }])],
    ["the digest as the subject's name only", withSubject([{ name: SUBJECT, ...MISS }])],
    [
      "a conflicting digest where the right one has another name",
      withSubject([{ digest: { sha256: digestHex(OTHER), sha384: HEX } }]),
    ],
  ])("refuses %s", (_, statement) => {
    expect(judge(statement)).toBe("other-digest");
  });

  it("names the digest that the signature was made for", () => {
    const result = verifyBundle(bundle(KEY, { statement: withSubject([MISS, MISS]) }), SUBJECT, SIGNERS);
    expect(result).toMatchObject({
      message: `a signature was found, but it was made for ${OTHER} and 1 more, not for ${SUBJECT}`,
    });
  });
});

describe("statements that are not what cosign writes", () => {
  const text = statementFor(SUBJECT);
  const subjects = (list: unknown) => JSON.stringify(list);
  it.each([
    ["no subject", withSubject(undefined)],
    ["an empty subject list (binds to anything in some verifiers)", withSubject([])],
    ["a subject that is no list", withSubject(MATCH)],
    ["a null subject beside the right one", withSubject([null, MATCH])],
    ["a subject without digest behind the right one", withSubject([MATCH, { name: "x" }])],
    ["a subject with an empty digest", withSubject([MATCH, { digest: {} }])],
    ["a digest that is a text", withSubject([{ digest: SUBJECT }])],
    ["a digest that is a list", withSubject([{ digest: [HEX] }])],
    ["hex that is a number", withSubject([MATCH, { digest: { sha256: 42 } }])],
    ["hex in upper case", withSubject([{ digest: { sha256: HEX.toUpperCase() } }])],
    ["hex that is too short", withSubject([MATCH, { digest: { sha256: HEX.slice(1) } }])],
    ["hex with its algorithm", withSubject([{ digest: { sha256: SUBJECT } }])],
    ["hex that is none", withSubject([MATCH, { digest: { sha512: "z".repeat(128) } }])],
    ["hex with a line end", withSubject([{ digest: { sha256: `${HEX}\n` } }])],
    ["the algorithm in upper case", withSubject([{ digest: { SHA256: HEX } }])],
    ["the algorithm in upper case beside it", withSubject([{ digest: { sha256: HEX, Sha256: digestHex(OTHER) } }])],
    ["the subject twice", text.replace('"subject":', `"subject":${subjects([MISS])},"subject":`)],
    ["the subject in other letter case beside it", statementFor(SUBJECT, { Subject: [MISS] })],
    [
      "the predicate type in other letter case",
      statementFor(SUBJECT, { predicateType: undefined, PredicateType: SIGN_V1 }),
    ],
    ["the digest in other letter case", withSubject([{ Digest: { sha256: HEX } }])],
    ["the digest in other letter case beside it", withSubject([{ ...MATCH, Digest: MISS.digest }])],
    ["a digest twice", text.replace('"sha256":', `"sha256":"${digestHex(OTHER)}","sha256":`)],
    ["no predicate type", statementFor(SUBJECT, { predicateType: undefined })],
    ["a predicate type that is no text", statementFor(SUBJECT, { predicateType: [SIGN_V1] })],
    ["no type", statementFor(SUBJECT, { _type: undefined })],
    ["members under __proto__", `{"__proto__":${text}}`],
    ["no JSON", "cosign"],
    ["nothing", "{}"],
    ["null", "null"],
    ["bytes behind it", `${text}x`],
  ])("refuses %s", (_, statement) => {
    expect(judge(statement)).toBe("malformed-payload");
  });

  it.each([
    ["1025 subjects", withSubject([...Array<unknown>(1024).fill(MISS), MATCH])],
    [
      "33 digests of one subject",
      withSubject([
        { digest: { sha256: HEX, ...Object.fromEntries(Array.from({ length: 32 }, (_, i) => [`x${i}`, "00"])) } },
      ]),
    ],
  ])("refuses %s", (_, statement) => {
    expect(judge(statement)).toBe("too-large");
  });

  it("refuses an envelope without any statement", () => {
    expect(judge("")).toBe("malformed-bundle");
  });
});
