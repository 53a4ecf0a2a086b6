import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import {
  InvalidTrustedRoot,
  OLD_TRUSTED_ROOT_DAYS,
  ownCertificateAuthority,
  parseTrustedRoots,
  publicGoodRoot,
  trustedRootAge,
} from "../../../src/signature/index.ts";
import type { TrustedRootOptions } from "../../../src/signature/index.ts";
import {
  PUBLIC_GOOD_ROOT_JSON,
  PUBLIC_GOOD_ROOT_SHA256,
} from "../../../src/signature/sigstore/trusted-root-public-good.ts";
import {
  authority,
  basicConstraints,
  certSign,
  ecPair,
  extendedKeyUsage,
  pem,
  SERVER_AUTH,
  spki,
} from "../../fixtures/sigstore/certificate.ts";
import { octets } from "../../fixtures/sigstore/der.ts";
import { authorityJson, logJson, trustedRootJson } from "../../fixtures/sigstore/instance.ts";
import { timestampAuthority } from "../../fixtures/sigstore/timestamp-authority.ts";
import { INSTANCE, STRANGER } from "../keyless.ts";
import { rsaPublicKey } from "../keys.ts";

const GOOD = trustedRootJson(INSTANCE);
const [LOG] = GOOD.tlogs;
if (LOG === undefined) throw new Error("no log");
const [CA] = GOOD.certificateAuthorities;
if (CA === undefined) throw new Error("no authority");

function problem(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof InvalidTrustedRoot) return `${error.reason} at ${error.place}`;
    throw error;
  }
  return "accepted";
}

function judge(text: string | object, options?: TrustedRootOptions): string {
  const bytes = Buffer.from(typeof text === "string" ? text : JSON.stringify(text));
  return problem(() => parseTrustedRoots(bytes, "root.json", options));
}

const log = (change: object) => ({ ...GOOD, tlogs: [{ ...LOG, ...change }] });
const key = (change: object) => log({ publicKey: { ...LOG.publicKey, ...change } });
const ca = (change: object) => ({ ...GOOD, certificateAuthorities: [{ ...CA, ...change }] });
const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString("base64");
const chain = (...certificates: readonly Uint8Array[]) =>
  ca({ certChain: { certificates: certificates.map((der) => ({ rawBytes: base64(der) })) } });
const critical = { oid: "2.5.29.30", critical: true, value: octets(Buffer.from("x")) };
const EC_LOG = { id: createHash("sha256").update("other").digest(), publicKey: spki(ecPair()) };
const SECP256K1 = spki(ecPair("secp256k1"));
const RSA_1024 = rsaPublicKey(1024).export({ type: "spki", format: "der" });

describe("a trusted root (adversarial case 82)", () => {
  it.each<[string, string | object, string]>([
    ["no JSON", "{", "not-json at the document"],
    ["nothing", "", "not-json at the document"],
    ["a member twice", JSON.stringify(GOOD).replace("{", '{"tlogs":[],'), "not-json at the document"],
    ["a list", [], "malformed at the document"],
    ["another document", { mediaType: "application/json" }, "unknown-version at mediaType"],
    [
      "a later version",
      { ...GOOD, mediaType: "application/vnd.dev.sigstore.trustedroot.v0.3+json" },
      "unknown-version at mediaType",
    ],
    ["no media type", { ...GOOD, mediaType: undefined }, "malformed at mediaType"],
    ["an unknown member", { ...GOOD, witnesses: [] }, "malformed at the document"],
    ["an unknown member of a log", log({ trusted: true }), "malformed at tlogs[0]"],
    ["no transparency logs", { ...GOOD, tlogs: [] }, "no-logs at tlogs"],
    ["transparency logs left out", { ...GOOD, tlogs: undefined }, "no-logs at tlogs"],
    ["no certificate logs", { ...GOOD, ctlogs: [] }, "no-logs at ctlogs"],
    [
      "no certificate authority",
      { ...GOOD, certificateAuthorities: [] },
      "no-certificate-authority at certificateAuthorities",
    ],
    ["a log without the start of its validity", key({ validFor: {} }), "validity at tlogs[0].publicKey.validFor.start"],
    ["a log without validity", key({ validFor: undefined }), "validity at tlogs[0].publicKey.validFor.start"],
    ["a log whose validity is null", key({ validFor: null }), "validity at tlogs[0].publicKey.validFor.start"],
    [
      "a certificate log without start",
      { ...GOOD, ctlogs: [logJson(INSTANCE.certificateLog, {})] },
      "validity at ctlogs[0].publicKey.validFor.start",
    ],
    [
      "a CA without start",
      ca({ validFor: { end: "2030-01-01T00:00:00Z" } }),
      "validity at certificateAuthorities[0].validFor.start",
    ],
    [
      "an authority without start",
      { ...GOOD, timestampAuthorities: [authorityJson(INSTANCE.tsa.chain, {})] },
      "validity at timestampAuthorities[0].validFor.start",
    ],
    [
      "an end before the start",
      key({ validFor: { start: "2026-01-01T00:00:00Z", end: "2025-01-01T00:00:00Z" } }),
      "validity at tlogs[0].publicKey.validFor.end",
    ],
    ["a day as a time", key({ validFor: { start: "2026-01-01" } }), "malformed at tlogs[0].publicKey.validFor.start"],
    [
      "a time that is none",
      key({ validFor: { start: "2026-13-01T00:00:00Z" } }),
      "malformed at tlogs[0].publicKey.validFor.start",
    ],
    ["a log ID of another key", log({ logId: { keyId: base64(EC_LOG.id) } }), "log-id at tlogs[0].logId.keyId"],
    [
      "a short checkpoint key ID",
      log({ checkpointKeyId: { keyId: "AAAA" } }),
      "log-id at tlogs[0].checkpointKeyId.keyId",
    ],
    ["one log twice", { ...GOOD, tlogs: [LOG, LOG] }, "log-id at tlogs[1]"],
    ["another hash", log({ hashAlgorithm: "SHA2_512" }), "malformed at tlogs[0].hashAlgorithm"],
    ["a key that is none", key({ rawBytes: base64("key") }), "key at tlogs[0].publicKey.rawBytes"],
    ["a key that is not base64", key({ rawBytes: "*" }), "malformed at tlogs[0].publicKey.rawBytes"],
    [
      "a key of a curve that is not trusted",
      key({ rawBytes: base64(SECP256K1) }),
      "key at tlogs[0].publicKey.rawBytes",
    ],
    [
      "a short RSA key",
      key({ rawBytes: base64(RSA_1024), keyDetails: "PKIX_RSA_PKCS1V5" }),
      "key at tlogs[0].publicKey.rawBytes",
    ],
    ["a key of another type than it says", key({ keyDetails: "PKIX_ED25519" }), "key at tlogs[0].publicKey.rawBytes"],
    ["an unknown type of key", key({ keyDetails: "PKIX_ML_DSA_65" }), "key at tlogs[0].publicKey.keyDetails"],
    [
      "a certificate that is none",
      chain(Buffer.from("x")),
      "certificate at certificateAuthorities[0].certChain.certificates[0]",
    ],
    ["no certificates", chain(), "malformed at certificateAuthorities[0].certChain.certificates"],
    ["a chain without its root", chain(INSTANCE.fulcio.der), "chain at certificateAuthorities[0].certChain"],
    [
      "a CA that is none",
      chain(authority("x", { extensions: [certSign()] }).der),
      "chain at certificateAuthorities[0].certChain.certificates[0]",
    ],
    [
      "a CA for servers",
      chain(authority("x", { extensions: [certSign(), basicConstraints(true), extendedKeyUsage(SERVER_AUTH)] }).der),
      "chain at certificateAuthorities[0].certChain.certificates[0]",
    ],
    [
      "a CA with name constraints, which nobody would honour",
      chain(authority("x", { extensions: [certSign(), basicConstraints(true), critical] }).der),
      "chain at certificateAuthorities[0].certChain.certificates[0]",
    ],
    [
      "a timestamp authority for servers",
      {
        ...GOOD,
        timestampAuthorities: [
          authorityJson(timestampAuthority("x", { extensions: [extendedKeyUsage(SERVER_AUTH)] }).chain),
        ],
      },
      "chain at timestampAuthorities[0].certChain.certificates[0]",
    ],
    [
      "a timestamp authority for everything",
      { ...GOOD, timestampAuthorities: [authorityJson(timestampAuthority("x", { extensions: [] }).chain)] },
      "chain at timestampAuthorities[0].certChain.certificates[0]",
    ],
    ["a megabyte", " ".repeat(1024 * 1024 + 1), "too-large at root.json"],
  ])("is refused with %s", (_, document, expected) => {
    expect(judge(document)).toBe(expected);
  });

  it.each<[string, string | object, TrustedRootOptions | undefined]>([
    ["as the instance writes it", GOOD, undefined],
    ["in many lines", JSON.stringify(GOOD, null, 2), undefined],
    ["with null for what is not there", log({ checkpointKeyId: null, operator: null }), undefined],
    ["version 0.2", { ...GOOD, mediaType: "application/vnd.dev.sigstore.trustedroot.v0.2+json" }, undefined],
    ["without logs, where the signer says so", { ...GOOD, tlogs: [], ctlogs: [] }, { logs: "optional" }],
    [
      "only timestamp authorities, where only they are asked",
      { ...GOOD, certificateAuthorities: [], ctlogs: [], tlogs: [] },
      { use: "times" },
    ],
    ["only transparency logs, for keys", { ...GOOD, certificateAuthorities: [], ctlogs: [] }, { use: "keys" }],
  ])("is accepted: %s", (_, document, options) => {
    expect(judge(document, options)).toBe("accepted");
  });

  it("needs something that tells the time, also without logs", () => {
    const timeless = { ...GOOD, tlogs: [], ctlogs: [], timestampAuthorities: [] };
    expect(judge(timeless, { logs: "optional" })).toBe("no-time-source at timestampAuthorities");
  });

  it("needs logs or authorities for the time", () => {
    const timeless = { ...GOOD, tlogs: [], timestampAuthorities: [] };
    expect(judge(timeless, { use: "times" })).toBe("no-time-source at timestampAuthorities");
  });

  it("needs logs for keys, whatever else is optional", () => {
    expect(judge({ ...GOOD, tlogs: [] }, { use: "keys", logs: "optional" })).toBe("no-logs at tlogs");
  });

  it("says what to do", () => {
    expect(() => parseTrustedRoots(Buffer.from("{}"), "root.json")).toThrow(
      expect.objectContaining({ remedy: expect.stringContaining("gh attestation trusted-root") }),
    );
  });

  it("never repeats what the document says in its raw form (law 10)", () => {
    expect(() => parseTrustedRoots(Buffer.from('{"mediaType":"x","\u001b[2J":1}'), "root.json")).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("\u001b") }),
    );
  });
});

describe("several roots in JSON lines", () => {
  const lines = (...documents: readonly object[]) => documents.map((one) => JSON.stringify(one)).join("\n");

  it("are read each on its own", () => {
    const roots = parseTrustedRoots(Buffer.from(`${lines(GOOD, trustedRootJson(STRANGER))}\n\n`), "roots.jsonl");
    expect(roots.map(({ name, material }) => [name, material.tlogs.length])).toEqual([
      ["roots.jsonl line 1", 2],
      ["roots.jsonl line 2", 2],
    ]);
  });

  it("are refused as a whole where one is wrong, by the place", () => {
    expect(judge(lines(GOOD, { ...GOOD, tlogs: [] }))).toBe("no-logs at line 2, tlogs");
    expect(judge(`${JSON.stringify(GOOD)}\nnonsense`)).toBe("not-json at line 2");
  });

  it("are read as gh attestation trusted-root writes them: an instance with logs, and GitHub's, without any and without SCTs", () => {
    const withOperators = { ...GOOD, tlogs: GOOD.tlogs.map((one) => ({ ...one, operator: "sigstore.dev" })) };
    const { certificateAuthorities, timestampAuthorities } = trustedRootJson(STRANGER);
    const mediaType = "application/vnd.dev.sigstore.trustedroot.v0.1+json";
    const github = { mediaType, certificateAuthorities, timestampAuthorities };
    const text = `${lines(withOperators, github)}\n`;
    const roots = parseTrustedRoots(Buffer.from(text), "trusted_root.jsonl", { logs: "optional" });
    const counts = roots.map(({ material }) => [
      ...[material.tlogs.length, material.ctlogs.length],
      ...[material.certificateAuthorities.length, material.timestampAuthorities.length],
    ]);
    expect(counts).toEqual([
      [2, 1, 1, 1],
      [0, 0, 1, 1],
    ]);
    expect(judge(text)).toBe("no-logs at line 2, tlogs");
    expect(judge(text, { use: "keys" })).toBe("no-logs at line 2, tlogs");
  });

  it("are at most sixteen", () => {
    expect(judge(lines(...Array<object>(17).fill(GOOD)))).toBe("too-large at root.json");
  });
});

describe("the embedded root", () => {
  it("is byte for byte what its source publishes", () => {
    expect(createHash("sha256").update(PUBLIC_GOOD_ROOT_JSON).digest("hex")).toBe(PUBLIC_GOOD_ROOT_SHA256);
  });

  it("is Sigstore's public-good instance: both generations of its log, and an authority that tells the time", () => {
    const { kind, material } = publicGoodRoot();
    expect(kind).toBe("sigstore");
    expect(material.tlogs.map(({ baseURL }) => baseURL)).toEqual([
      "https://rekor.sigstore.dev",
      "https://log2025-1.rekor.sigstore.dev",
    ]);
    expect([material.certificateAuthorities.length, material.ctlogs.length]).toEqual([2, 2]);
    expect(material.timestampAuthorities).toHaveLength(1);
    expect(publicGoodRoot()).toBe(publicGoodRoot());
  });

  it("grows old, so that a door can warn", () => {
    const date = publicGoodRoot().date ?? new Date(0);
    const after = (days: number) => new Date(date.getTime() + days * 24 * 60 * 60 * 1000);
    expect(trustedRootAge(publicGoodRoot(), after(1.5))).toEqual({ days: 1, old: false });
    expect(trustedRootAge(publicGoodRoot(), after(OLD_TRUSTED_ROOT_DAYS))).toMatchObject({ old: false });
    expect(trustedRootAge(publicGoodRoot(), after(OLD_TRUSTED_ROOT_DAYS + 1))).toMatchObject({ old: true });
    const [file] = parseTrustedRoots(Buffer.from(JSON.stringify(GOOD)), "root.json");
    expect(file && trustedRootAge(file, after(1000))).toBeUndefined();
  });
});

describe("a CA of one's own", () => {
  const root = authority("own root");
  const intermediate = authority("own intermediate", { parent: root });
  const text = (...certificates: readonly { der: Buffer }[]) =>
    certificates.map(({ der }) => pem("CERTIFICATE", der)).join("");
  it.each([
    ["no PEM", "certificate", "certificate at ca.pem"],
    ["nothing", "", "certificate at ca.pem"],
    ["text around the blocks", `x${text(root)}`, "certificate at ca.pem"],
    ["a public key", pem("PUBLIC KEY", spki(root.key)), "certificate at ca.pem"],
    ["no root", text(intermediate), "chain at ca.pem"],
    ["something that is no CA", text(authority("x", { extensions: [] }), root), "chain at ca.pem certificate 1"],
    ["a certificate that is none", pem("CERTIFICATE", Buffer.from("x")), "certificate at ca.pem certificate 1"],
    ["nine certificates", text(...Array<typeof root>(9).fill(root)), "certificate at ca.pem"],
  ])("is refused with %s", (_, pemText, expected) => {
    expect(problem(() => ownCertificateAuthority(pemText, "ca.pem"))).toBe(expected);
  });

  it("is its certificates, and no logs", () => {
    const { kind, material } = ownCertificateAuthority(text(intermediate, root), "ca.pem");
    expect([kind, material.certificateAuthorities[0]?.certChain.length]).toEqual(["own-ca", 2]);
    expect([material.tlogs, material.ctlogs, material.timestampAuthorities]).toEqual([[], [], []]);
  });
});
