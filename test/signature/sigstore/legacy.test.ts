import { describe, expect, it } from "@jest/globals";
import { digestOf } from "../../../src/reference/index.ts";
import { verifyLegacySignature } from "../../../src/signature/index.ts";
import { OTHER, SUBJECT, legacyCandidate, outcome, payloadFor, until } from "../candidates.ts";
import { keySigner, signWith, signingKey } from "../keys.ts";

const KEY = signingKey();
const SIGNERS = [keySigner("release", KEY.trusted)];
const PAYLOAD = payloadFor(SUBJECT);
const HEX = SUBJECT.slice("sha256:".length);

/** Every payload is signed by the trusted key, so only what it says can be wrong with it. */
function judge(payload: string | Uint8Array): string {
  return outcome(verifyLegacySignature(legacyCandidate(KEY, payload), SUBJECT, SIGNERS));
}

function withImage(image: string): string {
  return PAYLOAD.replace(/\{"docker-manifest-digest":"[^"]*"\}/, image);
}

describe("legacy signatures that are accepted", () => {
  it("names the signer and the key that made it", () => {
    expect(verifyLegacySignature(legacyCandidate(KEY, PAYLOAD), SUBJECT, SIGNERS)).toEqual({
      verified: true,
      signer: { signer: "release", system: "cosign", identity: `key ${KEY.trusted.fingerprint}`, format: "legacy" },
    });
  });

  it.each([
    ["annotations", payloadFor(SUBJECT, {}, { optional: { env: "prod", team: "a" } })],
    ["no optional member", payloadFor(SUBJECT, {}, {})],
    [
      "another repository's name, because a mirror keeps its signatures",
      payloadFor(SUBJECT, { identity: { "docker-reference": "docker.io/evil/app" } }),
    ],
    ["an empty repository name", payloadFor(SUBJECT, { identity: { "docker-reference": "" } })],
    [
      "white space and another order of members",
      JSON.stringify({ optional: null, ...(JSON.parse(PAYLOAD) as object) }, null, 2),
    ],
  ])("takes a payload with %s", (_, payload) => {
    expect(judge(payload)).toBe("verified");
  });

  it("takes a sha512 subject that the payload names whole", () => {
    const subject = digestOf(Buffer.from("image"), "sha512");
    expect(outcome(verifyLegacySignature(legacyCandidate(KEY, payloadFor(subject)), subject, SIGNERS))).toBe(
      "verified",
    );
  });
});

describe("legacy payloads that claim something else, all signed by the trusted key", () => {
  const swapped = `"docker-manifest-digest":"${OTHER}"`;
  const exact = `"docker-manifest-digest":"${SUBJECT}"`;
  it.each([
    ["another digest: a signature copied from another image", payloadFor(OTHER), "other-digest"],
    ["a sha512 digest", payloadFor(digestOf(Buffer.from("the image manifest"), "sha512")), "other-digest"],
    ["the digest in upper case", payloadFor(`sha256:${HEX.toUpperCase()}`), "malformed-payload"],
    ["the digest without its algorithm", payloadFor(HEX), "malformed-payload"],
    ["the digest with a blank", payloadFor(`${SUBJECT} `), "malformed-payload"],
    ["a digest that is too short", payloadFor(SUBJECT.slice(0, -1)), "malformed-payload"],
    ["an empty digest", payloadFor(""), "malformed-payload"],
    ["a number as digest", withImage(`{"docker-manifest-digest":42}`), "malformed-payload"],
    ["a list of digests", withImage(`{"docker-manifest-digest":["${SUBJECT}"]}`), "malformed-payload"],
    [
      "two digests, the right one last (cosign takes the last)",
      withImage(`{${swapped},${exact}}`),
      "malformed-payload",
    ],
    ["two digests, the right one first", withImage(`{${exact},${swapped}}`), "malformed-payload"],
    [
      "the digest under a key of other letter case",
      withImage(`{${exact.replace("docker", "Docker")}}`),
      "malformed-payload",
    ],
    [
      "two digests, the other in other letter case",
      withImage(`{${exact},${swapped.replace("docker", "Docker")}}`),
      "malformed-payload",
    ],
    [
      "two digests, the right one in other letter case",
      withImage(`{${swapped},${exact.replace("docker", "Docker")}}`),
      "malformed-payload",
    ],
    [
      "an escaped spelling of the same key twice",
      withImage(`{${exact},${swapped.replace("d", "\\u0064")}}`),
      "malformed-payload",
    ],
    ["no image", withImage("null"), "malformed-payload"],
    ["an unknown member of image", withImage(`{${exact},"arch":"amd64"}`), "malformed-payload"],
    [
      "the type of containers/image (cosign does not look)",
      payloadFor(SUBJECT, { type: "atomic container signature" }),
      "not-a-signature",
    ],
    [
      "Binary Authorization's type",
      payloadFor(SUBJECT, { type: "Google cloud binauthz container signature" }),
      "not-a-signature",
    ],
    [
      "the type in other letter case",
      payloadFor(SUBJECT, { type: "Cosign container image signature" }),
      "not-a-signature",
    ],
    ["the type with a blank", payloadFor(SUBJECT, { type: "cosign container image signature " }), "not-a-signature"],
    ["an empty type", payloadFor(SUBJECT, { type: "" }), "not-a-signature"],
    ["no type", payloadFor(SUBJECT, { type: undefined }), "malformed-payload"],
    [
      "a type that is no text",
      payloadFor(SUBJECT, { type: ["cosign container image signature"] }),
      "malformed-payload",
    ],
    ["no identity", payloadFor(SUBJECT, { identity: undefined }), "malformed-payload"],
    [
      "an identity that is no text",
      payloadFor(SUBJECT, { identity: { "docker-reference": null } }),
      "malformed-payload",
    ],
    [
      "an unknown member of identity",
      payloadFor(SUBJECT, { identity: { "docker-reference": "", x: 1 } }),
      "malformed-payload",
    ],
    [
      "an unknown critical member (containers-signature(5))",
      payloadFor(SUBJECT, { expires: "2027" }),
      "malformed-payload",
    ],
    ["an unknown member beside critical", payloadFor(SUBJECT, {}, { optional: null, extra: 1 }), "malformed-payload"],
    ["critical in other letter case beside it", payloadFor(SUBJECT, {}, { Critical: {} }), "malformed-payload"],
    ["optional that is a text", payloadFor(SUBJECT, {}, { optional: "x" }), "malformed-payload"],
    ["optional that is a list", payloadFor(SUBJECT, {}, { optional: [] }), "malformed-payload"],
    ["critical under __proto__", `{"__proto__":${PAYLOAD}}`, "malformed-payload"],
    ["a list", `[${PAYLOAD}]`, "malformed-payload"],
    ["null", "null", "malformed-payload"],
    ["a text that holds the payload", JSON.stringify(PAYLOAD), "malformed-payload"],
    ["nothing", "", "malformed-payload"],
  ])("refuses %s", (_, payload, reason) => {
    expect(judge(payload)).toBe(reason);
  });

  it.each([
    ["bytes behind the document", Buffer.from(`${PAYLOAD}{}`)],
    ["a NUL behind the document", Buffer.from(`${PAYLOAD}\0`)],
    ["a byte order mark", Buffer.from(`\uFEFF${PAYLOAD}`)],
    [
      "bytes that are not UTF-8",
      Buffer.concat([Buffer.from(PAYLOAD.slice(0, -2)), Buffer.from([0xff]), Buffer.from(PAYLOAD.slice(-2))]),
    ],
    ["half a character in an annotation", Buffer.from(PAYLOAD.replace("null", '{"a":"\\ud800"}'))],
    [
      "annotations nested a thousand deep",
      Buffer.from(PAYLOAD.replace("null", `{"a":${"[".repeat(1000)}${"]".repeat(1000)}}`)),
    ],
  ])("refuses %s", (_, payload) => {
    expect(judge(payload)).toBe("malformed-payload");
  });

  it("refuses a payload larger than any signature needs", () => {
    expect(judge(PAYLOAD.replace("null", `{"a":"${"x".repeat(64 * 1024)}"}`))).toBe("too-large");
  });

  it("says for which digest the signature was made, with what the registry sent escaped (law 10)", () => {
    const result = verifyLegacySignature(legacyCandidate(KEY, payloadFor(OTHER)), SUBJECT, SIGNERS);
    expect(result).toMatchObject({
      message: `a signature was found, but it was made for ${OTHER}, not for ${SUBJECT}`,
    });
    const escaped = legacyCandidate(KEY, payloadFor(SUBJECT, { type: "\u001b[2Jcosign\u202e" }));
    expect(verifyLegacySignature(escaped, SUBJECT, SIGNERS)).toMatchObject({
      message: expect.not.stringMatching(/[\u001b\u202e]/),
    });
  });
});

describe("legacy signatures in another spelling than the one cosign writes", () => {
  const { signature } = until(
    () => legacyCandidate(KEY, PAYLOAD),
    (candidate) => /[+/]/.test(candidate.signature) && /[^=]=$/.test(candidate.signature),
  );
  const nextLetter = (text: string) => String.fromCharCode(text.charCodeAt(0) + 1);
  it.each([
    ["as it is", signature, "verified"],
    ["empty", "", "malformed-signature"],
    ["in URL-safe base64", signature.replaceAll("+", "-").replaceAll("/", "_"), "malformed-signature"],
    ["without padding", signature.replaceAll("=", ""), "malformed-signature"],
    ["with more padding", `${signature}=`, "malformed-signature"],
    ["with a line end", `${signature}\n`, "malformed-signature"],
    ["with a blank before", ` ${signature}`, "malformed-signature"],
    ["with junk between", `${signature.slice(0, 8)}!*${signature.slice(8)}`, "malformed-signature"],
    ["with junk behind the padding", `${signature}AAAA`, "malformed-signature"],
    [
      "with stray bits behind the last byte",
      signature.replace(/.=$/, (end) => `${nextLetter(end)}=`),
      "malformed-signature",
    ],
    ["in hex", Buffer.from(signature, "base64").toString("hex"), "malformed-signature"],
    ["longer than any key's", "A".repeat(4100), "malformed-signature"],
  ])("judges it %s", (_, text, expected) => {
    expect(outcome(verifyLegacySignature({ payload: Buffer.from(PAYLOAD), signature: text }, SUBJECT, SIGNERS))).toBe(
      expected,
    );
  });

  it("refuses a signature that is no text", () => {
    const candidate = { payload: Buffer.from(PAYLOAD), signature: null as unknown as string };
    expect(outcome(verifyLegacySignature(candidate, SUBJECT, SIGNERS))).toBe("malformed-signature");
  });

  it("refuses a signature over the payload's digest, and one over another payload", () => {
    const sign = (text: string) => signWith(KEY, Buffer.from(text)).toString("base64");
    for (const text of [digestOf(Buffer.from(PAYLOAD)), payloadFor(OTHER), SUBJECT, ""]) {
      const candidate = { payload: Buffer.from(PAYLOAD), signature: sign(text) };
      expect(outcome(verifyLegacySignature(candidate, SUBJECT, SIGNERS))).toBe("untrusted-key");
    }
  });
});
