import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { pem } from "../../fixtures/sigstore/certificate.ts";
import { entryOf, leaf, plus, SIGNED_AT, stampOf } from "../../fixtures/sigstore/keyless.ts";
import type { Signed } from "../../fixtures/sigstore/keyless.ts";
import { LOG_BODIES } from "../../fixtures/sigstore/log-body.ts";
import type { TransparencyLog } from "../../fixtures/sigstore/transparency-log.ts";
import { outcome } from "../candidates.ts";
import { INSTANCE, judgeBundle, judgeLegacy, makeBundle, makeLegacy } from "../keyless.ts";
import type { Json } from "../keyless.ts";

/** Where a kind of entry keeps what it records, below `spec`; `intoto/0.0.1` has a file of its own. */
interface Layout {
  readonly log: TransparencyLog;
  readonly signature: string;
  readonly signer: string;
  readonly hash: string;
  readonly weak: Json;
  /** The list of signatures, where the kind has one. */
  readonly list?: string;
}

const { rekor1, rekor2 } = INSTANCE;
const hex = (algorithm: string, bytes: Buffer) => createHash(algorithm).update(bytes).digest("hex");
const SHA1 = { algorithm: "sha1", value: hex("sha1", Buffer.from("x")) };
const SHA1_V2 = { algorithm: "SHA1", digest: Buffer.from(SHA1.value, "hex").toString("base64") };

const LAYOUTS = {
  "hashedrekord/0.0.1": {
    ...{ log: rekor1, signature: "signature.content", signer: "signature.publicKey.content" },
    ...{ hash: "data.hash", weak: SHA1 },
  },
  "hashedrekord/0.0.2": {
    ...{ log: rekor2, signature: "hashedRekordV002.signature.content" },
    ...{ signer: "hashedRekordV002.signature.verifier.x509Certificate.rawBytes" },
    ...{ hash: "hashedRekordV002.data", weak: SHA1_V2 },
  },
  "dsse/0.0.1": {
    ...{ log: rekor1, list: "signatures", signature: "signatures.0.signature", signer: "signatures.0.verifier" },
    ...{ hash: "payloadHash", weak: SHA1 },
  },
  "dsse/0.0.2": {
    ...{ log: rekor2, list: "dsseV002.signatures", signature: "dsseV002.signatures.0.content" },
    ...{ signer: "dsseV002.signatures.0.verifier.x509Certificate.rawBytes" },
    ...{ hash: "dsseV002.payloadHash", weak: SHA1_V2 },
  },
  "intoto/0.0.2": {
    ...{ log: rekor1, list: "content.envelope.signatures", signature: "content.envelope.signatures.0.sig" },
    ...{ signer: "content.envelope.signatures.0.publicKey", hash: "content.payloadHash", weak: SHA1 },
  },
} as const satisfies Readonly<Record<string, Layout>>;
type Kind = keyof typeof LAYOUTS;
const KINDS = Object.entries(LAYOUTS) as readonly (readonly [Kind, Layout])[];

function at(value: unknown, [step, ...rest]: readonly string[]): unknown {
  return step === undefined ? value : at((value as Json)[step], rest);
}

function changed(value: unknown, [step, ...rest]: readonly string[], change: (old: unknown) => unknown): unknown {
  if (step === undefined) return change(value);
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[step] = changed(copy[step], rest, change);
  return copy;
}

type Body = Json & { readonly kind: string; readonly apiVersion: string; readonly spec: Json };
type Change = (body: Body, made: Signed) => unknown;

/** A log that takes in whatever it is given: it vouches for the entry, and what the entry records is left to judge. */
function judge(kind: Kind, change: Change = (body) => body): string {
  const { log } = LAYOUTS[kind];
  const { bundle } = makeBundle({
    entries: (made) => [log.add(change(LOG_BODIES[kind](made.logged), made) as object, plus(SIGNED_AT, 10))],
    stamps: (made) => [stampOf(made, INSTANCE.tsa)],
  });
  return outcome(judgeBundle(bundle));
}

const inSpec =
  (path: string, change: (old: unknown) => unknown): Change =>
  (body) =>
    changed(body, ["spec", ...path.split(".")], change);

/** What another signature's entry of the same kind records there. */
const ofAnother =
  (kind: Kind, path: string): Change =>
  (body) => {
    const other = LOG_BODIES[kind](makeBundle().signed.logged);
    return inSpec(path, () => at(other.spec, path.split(".")))(body, makeBundle().signed);
  };

describe.each(KINDS)("an entry of the kind %s", (kind, { signature, signer, hash, weak, list }) => {
  it("is accepted where it records this signature", () => {
    expect(judge(kind)).toBe("verified");
  });

  it.each<[string, Change]>([
    ["another signature", ofAnother(kind, signature)],
    ["another certificate", ofAnother(kind, signer)],
    ["the hash of other bytes", inSpec(hash, (old) => ({ ...(old as Json), ...hashOf("other bytes", old as Json) }))],
    ["a hash that binds nothing", inSpec(hash, () => weak)],
    ["a hash without its algorithm", inSpec(hash, (old) => ({ ...(old as Json), algorithm: undefined }))],
    [
      "a hash of an algorithm that every object has",
      inSpec(hash, (old) => ({ ...(old as Json), algorithm: "toString" })),
    ],
    ["an empty hash", inSpec(hash, (old) => ({ ...(old as Json), value: "", digest: "" }))],
  ])("is refused where it records %s", (_, change) => {
    expect(judge(kind, change)).toBe("other-log-entry");
  });

  it.each<[string, Change]>([
    ["no signature", inSpec(signature, () => undefined)],
    ["a signature that is not canonical base64", inSpec(signature, (old) => `${String(old)}\n`)],
    ["no signer", inSpec(signer, () => undefined)],
    ["a list as the signer", inSpec(signer, (old) => [old])],
    ["no hash", inSpec(hash, () => undefined)],
    ["no spec", (body) => ({ ...body, spec: undefined })],
    ...(list === undefined
      ? []
      : ([
          ["two signatures", inSpec(list, (old) => [...(old as unknown[]), ...(old as unknown[])])],
          ["no signatures", inSpec(list, () => [])],
        ] as [string, Change][])),
  ])("is refused where it records %s", (_, change) => {
    expect(judge(kind, change)).toBe("malformed-log-entry");
  });

  it.each(["0.0.3", "0.0.10", "", "0.0.1 "])("is refused in the unknown version %j", (apiVersion) => {
    expect(judge(kind, (body) => ({ ...body, apiVersion }))).toBe("unsupported-log-entry");
  });

  it("is refused where its body is of another kind than it says", () => {
    const { bundle } = makeBundle({
      entries: (made) => [{ ...entryOf(made, rekor1, kind), kindVersion: { kind: "hashedrekord", version: "0.0.3" } }],
    });
    expect(outcome(judgeBundle(bundle))).toBe("malformed-log-entry");
  });
});

function hashOf(text: string, { digest }: Json): Json {
  const value = hex("sha256", Buffer.from(text));
  return digest === undefined ? { value } : { digest: Buffer.from(value, "hex").toString("base64") };
}

describe("the signer that an entry names", () => {
  const pems: readonly Kind[] = ["hashedrekord/0.0.1", "dsse/0.0.1", "intoto/0.0.2"];
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  it.each(pems)("%s: is the certificate, not the key in it, and one alone", (kind) => {
    const { signer } = LAYOUTS[kind];
    const key: Change = (body, made) => {
      const spki = made.key.publicKey.export({ type: "spki", format: "pem" }).toString();
      return inSpec(signer, () => base64(spki))(body, made);
    };
    expect(judge(kind, key)).toBe("other-log-entry");
    const two: Change = (body, made) => {
      const both = pem("CERTIFICATE", made.logged.signer.der) + pem("CERTIFICATE", leaf(INSTANCE).der);
      return inSpec(signer, () => base64(both))(body, made);
    };
    expect(judge(kind, two)).toBe("malformed-log-entry");
  });

  const verifiers = [
    ["hashedrekord/0.0.2", "hashedRekordV002.signature.verifier"],
    ["dsse/0.0.2", "dsseV002.signatures.0.verifier"],
  ] as const;
  it.each(verifiers)("%s: is a certificate or a key, of a kind that is known or not told", (kind, verifier) => {
    const told = (members: Json) =>
      judge(
        kind,
        inSpec(verifier, (old) => ({ ...(old as Json), ...members })),
      );
    expect(told({ keyDetails: undefined })).toBe("verified");
    expect(told({ keyDetails: "" })).toBe("malformed-log-entry");
    expect(told({ keyDetails: "PKIX_RSA_PKCS1V15_1024_SHA256" })).toBe("malformed-log-entry");
    expect(told({ publicKey: { rawBytes: "AAAA" } })).toBe("malformed-log-entry");
    expect(told({ x509Certificate: undefined })).toBe("malformed-log-entry");
    expect(
      judge(kind, (body, made) => {
        const rawBytes = made.key.publicKey.export({ type: "spki", format: "der" }).toString("base64");
        const asKey = (old: unknown) => ({ ...(old as Json), x509Certificate: undefined, publicKey: { rawBytes } });
        return inSpec(verifier, asKey)(body, made);
      }),
    ).toBe("other-log-entry");
  });
});

describe("a kind that is not verified", () => {
  const others = [
    ["rekord", "0.0.1"],
    ["cose", "0.0.1"],
    ["Dsse", "0.0.1"],
    ["dsse", "0.0.1/"],
    ["__proto__", ""],
  ] as const;
  it.each(others)("%s/%s is refused as unsupported, never passed over", (kind, apiVersion) => {
    const add = () => rekor1.add({ kind, apiVersion, spec: {} }, plus(SIGNED_AT, 10));
    expect(outcome(judgeBundle(makeBundle({ entries: () => [add()] }).bundle))).toBe("unsupported-log-entry");
    const beside = makeBundle({ entries: (made) => [entryOf(made, rekor1, "dsse/0.0.1"), add()] });
    expect(outcome(judgeBundle(beside.bundle))).toBe("unsupported-log-entry");
    expect(outcome(judgeLegacy(makeLegacy({ entries: () => [add()] }).candidate))).toBe("unsupported-log-entry");
  });

  it("is told in a short line that nothing acts upon (law 10)", () => {
    const kind = `\u009b2J\u202e\u2028##vso[x]${"k".repeat(50_000)}`;
    const add = () => rekor1.add({ kind, apiVersion: "0.0.1", spec: {} }, plus(SIGNED_AT, 10));
    const result = judgeBundle(makeBundle({ entries: () => [add()] }).bundle);
    const message = result.verified ? "" : result.message;
    expect(message).toContain("\\u{9b}2J\\u{202e}\\u{2028}\\u{23}#vso[x]kkk");
    expect(message.length).toBeLessThan(500);
    expect(message).toMatch(/^[ -~…]+$/);
  });
});
