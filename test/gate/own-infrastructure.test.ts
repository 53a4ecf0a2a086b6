import { constants, generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import {
  alternativeNames,
  authority,
  ecPair,
  pem,
  rawClaim,
  claim,
  spki,
  uri,
} from "../fixtures/sigstore/certificate.ts";
import { certificateLog } from "../fixtures/sigstore/certificate-log.ts";
import { logJson, trustedRootJson } from "../fixtures/sigstore/instance.ts";
import { ISSUER, plus, SIGNED_AT } from "../fixtures/sigstore/keyless.ts";
import type { LeafOptions } from "../fixtures/sigstore/keyless.ts";
import type { SignOptions } from "../fixtures/sigstore/push-keyless.ts";
import { FORMATS, INSTANCE, keylessSetting, ROOT, rootFile } from "./keyless-setting.ts";

interface Row {
  readonly name: string;
  readonly signed: Partial<SignOptions>;
  /** With this as the signer the signature is accepted; */
  readonly holds: object;
  /** with this it is rejected, */
  readonly fails: object;
  readonly reason: string;
  readonly only?: (typeof FORMATS)[number];
}

const ownRoot = authority("acme root");
const caOf = ({ der }: { readonly der: Buffer }) => pem("CERTIFICATE", der);
const SUBJECT = "https://pki.acme.example/release/web";
const names = alternativeNames(uri(SUBJECT));
const LONG = { notBefore: SIGNED_AT, notAfter: plus(SIGNED_AT, 365 * 24 * 3600) };
const own: LeafOptions = { authority: ownRoot, certificateLog: null, issuer: [], claims: [], names };
const byCa = { certificateAuthority: caOf(ownRoot), subject: SUBJECT };
const unlogged = { ...byCa, transparencyLog: "not-required" };
const named: LeafOptions = { ...own, ...LONG, issuer: [rawClaim(1, ISSUER), claim(8, ISSUER)] };
const OTHER_ISSUER = "https://accounts.acme.example";
const issued: LeafOptions = { ...named, issuer: [rawClaim(1, OTHER_ISSUER), claim(8, OTHER_ISSUER)] };

const authorities: readonly Row[] = [
  {
    name: "certificateAuthority",
    signed: { certificate: { ...own, ...LONG }, witness: "nobody" },
    holds: unlogged,
    fails: { ...unlogged, certificateAuthority: caOf(authority("acme root")) },
    reason: "untrusted-certificate",
  },
  {
    name: "certificateAuthority's subject",
    signed: { certificate: { ...own, ...LONG }, witness: "nobody" },
    holds: unlogged,
    fails: { ...unlogged, subject: "https://pki.acme.example/release/api" },
    reason: "untrusted-identity",
  },
  {
    name: "certificateAuthority's subject, with what the match captured",
    signed: { certificate: { ...own, ...LONG }, witness: "nobody" },
    holds: { ...unlogged, subject: "https://pki.acme.example/release/{name}" },
    fails: { ...unlogged, subject: "https://pki.acme.example/release/{name}-api" },
    reason: "untrusted-identity",
  },
  {
    name: "the issuer that its certificate names",
    signed: { certificate: issued, witness: "nobody" },
    holds: { ...unlogged, issuer: OTHER_ISSUER },
    fails: unlogged,
    reason: "untrusted-identity",
  },
  {
    name: "the issuer that its certificate does not name",
    signed: { certificate: { ...own, ...LONG }, witness: "nobody" },
    holds: unlogged,
    fails: { ...unlogged, issuer: OTHER_ISSUER },
    reason: "untrusted-identity",
  },
  {
    name: "transparencyLog, which is required by default",
    signed: { certificate: { ...own, ...LONG }, witness: "nobody" },
    holds: unlogged,
    fails: { ...byCa, trustedRoot: ROOT },
    reason: "no-log-entry",
  },
  {
    name: "a timestamp, where the certificate is not valid any more",
    signed: { certificate: own, witness: "timestamp" },
    holds: { ...unlogged, trustedRoot: ROOT },
    fails: unlogged,
    reason: "untrusted-certificate",
  },
  {
    name: "a log's time, where the certificate is not valid any more",
    signed: { certificate: own },
    holds: { ...byCa, trustedRoot: ROOT },
    fails: unlogged,
    reason: "untrusted-certificate",
  },
  {
    name: "a timestamp that is asked for, where there is none",
    signed: { certificate: { ...own, ...LONG }, witness: "nobody" },
    holds: unlogged,
    fails: { ...unlogged, trustedRoot: ROOT },
    reason: "no-verified-time",
  },
];

const key = ecPair();
const KEY = pem("PUBLIC KEY", spki(key));
const logged = (dates: object) => ({ keys: [{ key: KEY, ...dates }], trustedRoot: ROOT });
const bare = (dates: object) => ({ keys: [{ key: KEY, ...dates }], transparencyLog: "not-required" });

// Signed on 2026-03-01, and verified on 2026-06-01.
const dates: readonly Row[] = (
  [
    ["until, by the log's time", logged, { until: "2026-03-01" }, { until: "2026-02-28" }],
    ["from, by the log's time", logged, { from: "2026-03-01" }, { from: "2026-03-02" }],
    ["until, without a log by today", bare, { until: "2026-06-01" }, { until: "2026-05-31" }],
    ["from, without a log by today", bare, { from: "2026-06-01" }, { from: "2026-06-02" }],
    ["both", logged, { from: "2026-02-01", until: "2026-04-01" }, { from: "2026-02-01", until: "2026-02-01" }],
  ] as const
).map(([name, signer, holds, fails]) => ({
  ...{ name, signed: { key }, holds: signer(holds), fails: signer(fails) },
  reason: "key-not-valid",
}));

const trusted = { issuer: ISSUER, sourceRepository: "https://github.com/acme/web", trustedRoot: ROOT };
const twoCertificateLogs = rootFile("two-ct-logs.json", {
  ...trustedRootJson(INSTANCE),
  ctlogs: [logJson(INSTANCE.certificateLog), logJson(certificateLog())],
});

const witnesses: readonly Row[] = [
  {
    name: "timestampAuthorities",
    signed: {},
    holds: trusted,
    fails: { ...trusted, witnesses: { timestampAuthorities: 1 } },
    reason: "no-verified-time",
  },
  {
    name: "timestampAuthorities, where there is one",
    signed: { witness: "log and timestamp" },
    holds: { ...trusted, witnesses: { timestampAuthorities: 1 } },
    fails: { ...trusted, witnesses: { transparencyLogs: 2 } },
    reason: "no-log-entry",
  },
  {
    name: "transparencyLogs, where there are two",
    signed: { witness: "two logs" },
    holds: { ...trusted, witnesses: { transparencyLogs: 2 } },
    fails: { ...trusted, witnesses: { transparencyLogs: 2, timestampAuthorities: 1 } },
    reason: "no-verified-time",
    only: "bundle",
  },
  {
    name: "certificateLogs",
    signed: {},
    holds: { ...trusted, trustedRoot: twoCertificateLogs, witnesses: { certificateLogs: 1 } },
    fails: { ...trusted, trustedRoot: twoCertificateLogs, witnesses: { certificateLogs: 2 } },
    reason: "unlogged-certificate",
  },
  {
    name: "timestampAuthorities of a signature by a key",
    signed: { key },
    holds: { key: KEY, trustedRoot: ROOT },
    fails: { key: KEY, trustedRoot: ROOT, witnesses: { timestampAuthorities: 1 } },
    reason: "no-verified-time",
  },
  {
    name: "timestampAuthorities of a signature by a key that has one",
    signed: { key, witness: "log and timestamp" },
    holds: { key: KEY, trustedRoot: ROOT, witnesses: { timestampAuthorities: 1 } },
    fails: { key: KEY, trustedRoot: ROOT, witnesses: { transparencyLogs: 2 } },
    reason: "no-log-entry",
  },
];

describe.each(FORMATS)("a signature in the %s format", (format) => {
  it.each([...authorities, ...dates, ...witnesses].filter(({ only = format }) => only === format))(
    "flips its verdict with $name, cold and warm (law 7)",
    async ({ signed, holds, fails, reason }) => {
      const { judge, sign: put } = await keylessSetting();
      put(format, signed);
      expect(await judge(fails)).toMatchObject({ status: "rejected", reason });
      expect(await judge(holds)).toMatchObject({ status: "accepted", message: "" });
      expect(await judge(holds)).toMatchObject({ status: "accepted", requests: 0 });
      expect(await judge(fails)).toMatchObject({ status: "rejected", reason });
    },
  );

  it.each(["sha384", "sha512"])("made with RSA-PSS and %s flips its verdict with scheme", async (hash) => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    const { judge, sign: put } = await keylessSetting();
    const signature = (bytes: Buffer) => sign(hash, bytes, { key: rsa.privateKey, padding });
    put(format, { key: rsa, signature, witness: "nobody" });
    const signer = { key: pem("PUBLIC KEY", spki(rsa)), transparencyLog: "not-required" };
    expect(await judge({ ...signer, scheme: `rsa-pss-${hash}` })).toMatchObject({ status: "accepted" });
    for (const scheme of ["rsa-pss-sha256", hash === "sha384" ? "rsa-pss-sha512" : "rsa-pss-sha384"]) {
      expect(await judge({ ...signer, scheme })).toMatchObject({ status: "rejected", reason: "untrusted-key" });
    }
    expect(await judge(signer)).toMatchObject({ status: "rejected", reason: "untrusted-key" });
  });
});
