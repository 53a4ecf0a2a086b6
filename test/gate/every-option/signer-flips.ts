import { constants, generateKeyPairSync, sign } from "node:crypto";
import {
  alternativeNames,
  authority,
  claim,
  ecPair,
  pem,
  rawClaim,
  spki,
  uri,
  type Pair,
} from "../../fixtures/sigstore/certificate.ts";
import { certificateLog } from "../../fixtures/sigstore/certificate-log.ts";
import { logJson, trustedRootJson } from "../../fixtures/sigstore/instance.ts";
import { ISSUER, plus, SIGNED_AT, type LeafOptions } from "../../fixtures/sigstore/keyless.ts";
import { signImage, type Place, type SignOptions } from "../../fixtures/sigstore/push-keyless.ts";
import { INSTANCE, ROOT, rootFile, STRANGERS_ROOT, WEB } from "../keyless-setting.ts";
import { by } from "./document.ts";
import type { Flip } from "./flip.ts";

type Signed = Partial<SignOptions>;

export const signed =
  (options: Signed, format: "bundle" | "legacy" = "bundle") =>
  (place: Place): void => {
    signImage(place, format, { instance: INSTANCE, ...options });
  };

const flip = (options: Signed, holds: object, fails: object, reason: string): Flip => ({
  ...{ given: signed(options), holds: by(holds), fails: by(fails), reason: `image-signed/${reason}` },
});

export const keyOf = (pair: Pair) => pem("PUBLIC KEY", spki(pair));
export const KEY_PAIR = ecPair();
export const KEY = keyOf(KEY_PAIR);
export const OTHER_KEY = keyOf(ecPair());

/** What every kind of signer may say. */
const common = (base: object, options: Signed) => ({
  requireReference: {
    given: signed({ ...options, reference: "ghcr.io/acme/api" }, "legacy"),
    holds: by(base),
    fails: by({ ...base, requireReference: "repository" }),
    reason: "image-signed/other-reference",
  },
  annotations: flip(
    { ...options, annotations: { env: "prod" } },
    { ...base, annotations: { env: "prod" } },
    { ...base, annotations: { env: "test" } },
    "other-annotations",
  ),
  trustedRoot: flip(options, base, { ...base, trustedRoot: STRANGERS_ROOT }, "untrusted-log-entry"),
  witnesses: flip(options, base, { ...base, witnesses: { timestampAuthorities: 1 } }, "no-verified-time"),
});

const byKey = { key: KEY, trustedRoot: ROOT };
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pss = (bytes: Buffer) => sign("sha256", bytes, { key: rsa.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING });
const byRsa = { key: keyOf(rsa), transparencyLog: "not-required" };

export const KEY_FLIPS = {
  ...common(byKey, { key: KEY_PAIR }),
  key: flip({ key: KEY_PAIR }, byKey, { ...byKey, key: OTHER_KEY }, "untrusted-key"),
  keys: flip(
    { key: KEY_PAIR },
    { keys: [OTHER_KEY, KEY], trustedRoot: ROOT },
    { keys: [OTHER_KEY], trustedRoot: ROOT },
    "untrusted-key",
  ),
  transparencyLog: flip(
    { key: KEY_PAIR, witness: "nobody" },
    { key: KEY, transparencyLog: "not-required" },
    { key: KEY, transparencyLog: "required" },
    "no-log-entry",
  ),
  scheme: flip(
    { key: rsa, signature: pss, witness: "nobody" },
    { ...byRsa, scheme: "rsa-pss-sha256" },
    byRsa,
    "untrusted-key",
  ),
};

const dated = (entry: object) => ({ keys: [entry], trustedRoot: ROOT });
export const DATED_KEY_FLIPS = {
  key: flip(
    { key: KEY_PAIR },
    dated({ key: KEY, from: "2026-02-01" }),
    dated({ key: OTHER_KEY, from: "2026-02-01" }),
    "untrusted-key",
  ),
  from: flip(
    { key: KEY_PAIR },
    dated({ key: KEY, from: "2026-03-01" }),
    dated({ key: KEY, from: "2026-03-02" }),
    "key-not-valid",
  ),
  until: flip(
    { key: KEY_PAIR },
    dated({ key: KEY, until: "2026-03-01" }),
    dated({ key: KEY, until: "2026-02-28" }),
    "key-not-valid",
  ),
};

const WITHOUT_LOGS = rootFile("without-logs.json", { ...trustedRootJson(INSTANCE), tlogs: [] });
const unloggedFlip = (base: object, certificate: LeafOptions): Flip => {
  const holds = { ...base, trustedRoot: WITHOUT_LOGS, transparencyLog: "not-required" };
  const fails = { ...holds, transparencyLog: "required" };
  // A root without logs never has what is required, so that the document says nothing that could be met.
  return { ...flip({ certificate, witness: "timestamp" }, holds, fails, ""), reason: "policy-invalid" };
};

export const github = { issuer: ISSUER, sourceRepository: "https://github.com/acme/web", trustedRoot: ROOT };
const identity = (holds: object, fails: object) =>
  flip({ certificate: WEB }, { ...github, ...holds }, { ...github, ...fails }, "untrusted-identity");

export const GITHUB_FLIPS = {
  ...common(github, { certificate: WEB }),
  issuer: identity({}, { issuer: `${ISSUER}/acme` }),
  sourceRepository: identity({}, { sourceRepository: "https://github.com/acme/api" }),
  ref: identity({ ref: "refs/heads/main" }, { ref: "refs/heads/dev" }),
  workflow: identity({ workflow: ".github/workflows/release.yml" }, { workflow: ".github/workflows/test.yml" }),
  runner: identity({ runner: "github-hosted" }, { runner: "self-hosted" }),
  environment: identity({ environment: "production" }, { environment: "test" }),
  trigger: identity({ trigger: "push" }, { trigger: "release" }),
  repositoryId: identity({ repositoryId: 1234 }, { repositoryId: 1 }),
  ownerId: identity({ ownerId: 56 }, { ownerId: 1 }),
  transparencyLog: unloggedFlip(github, WEB),
};

const PIPELINE = "https://gitlab.com/acme/web//.gitlab-ci.yml@refs/heads/main";
const issuedBy = (issuer: string) => [rawClaim(1, issuer), claim(8, issuer)];
const PIPELINE_RUN: LeafOptions = {
  names: alternativeNames(uri(PIPELINE)),
  issuer: issuedBy("https://gitlab.com"),
  claims: [claim(12, "https://gitlab.com/acme/web"), claim(14, "refs/heads/main")],
};
const gitlab = { issuer: "https://gitlab.com", subject: PIPELINE, trustedRoot: ROOT };
const pipeline = (holds: object, fails: object) =>
  flip({ certificate: PIPELINE_RUN }, { ...gitlab, ...holds }, { ...gitlab, ...fails }, "untrusted-identity");

export const ISSUER_FLIPS = {
  ...common(gitlab, { certificate: PIPELINE_RUN }),
  issuer: pipeline({}, { issuer: "https://gitlab.example" }),
  subject: pipeline({}, { subject: PIPELINE.replace("main", "dev") }),
  sourceRepository: pipeline(
    { sourceRepository: "https://gitlab.com/acme/web" },
    { sourceRepository: "https://gitlab.com/acme/api" },
  ),
  ref: pipeline({ ref: "refs/heads/main" }, { ref: "refs/heads/dev" }),
  transparencyLog: unloggedFlip(gitlab, PIPELINE_RUN),
};

const ownRoot = authority("acme root");
const caOf = ({ der }: { readonly der: Buffer }) => pem("CERTIFICATE", der);
const SUBJECT = "https://pki.acme.example/release";
const OWN: LeafOptions = {
  ...{ authority: ownRoot, certificateLog: null, issuer: [], claims: [], names: alternativeNames(uri(SUBJECT)) },
  ...{ notBefore: SIGNED_AT, notAfter: plus(SIGNED_AT, 365 * 24 * 3600) },
};
const ownCa = { certificateAuthority: caOf(ownRoot), subject: SUBJECT };
const byCa = { ...ownCa, trustedRoot: ROOT };
const unlogged = { ...ownCa, transparencyLog: "not-required" };
const ISSUED: LeafOptions = { ...OWN, issuer: issuedBy("https://accounts.acme.example") };

export const AUTHORITY_FLIPS = {
  ...common(byCa, { certificate: OWN }),
  certificateAuthority: flip(
    { certificate: OWN },
    byCa,
    { ...byCa, certificateAuthority: caOf(authority("acme root")) },
    "untrusted-certificate",
  ),
  subject: flip({ certificate: OWN }, byCa, { ...byCa, subject: `${SUBJECT}/other` }, "untrusted-identity"),
  issuer: flip(
    { certificate: ISSUED, witness: "nobody" },
    { ...unlogged, issuer: "https://accounts.acme.example" },
    unlogged,
    "untrusted-identity",
  ),
  transparencyLog: flip(
    { certificate: OWN, witness: "nobody" },
    unlogged,
    { ...unlogged, transparencyLog: "required" },
    "no-log-entry",
  ),
};

const TWO_CERTIFICATE_LOGS = rootFile("two-certificate-logs.json", {
  ...trustedRootJson(INSTANCE),
  ctlogs: [logJson(INSTANCE.certificateLog), logJson(certificateLog())],
});
const counted = (options: Signed, kind: string, base: object, [few, many]: readonly [number, number], reason: string) =>
  flip(options, { ...base, witnesses: { [kind]: few } }, { ...base, witnesses: { [kind]: many } }, reason);

export const WITNESS_FLIPS = {
  transparencyLogs: counted({ certificate: WEB }, "transparencyLogs", github, [1, 2], "no-log-entry"),
  certificateLogs: counted(
    { certificate: WEB },
    "certificateLogs",
    { ...github, trustedRoot: TWO_CERTIFICATE_LOGS },
    [1, 2],
    "unlogged-certificate",
  ),
  timestampAuthorities: flip(
    { certificate: WEB },
    github,
    { ...github, witnesses: { timestampAuthorities: 1 } },
    "no-verified-time",
  ),
};
