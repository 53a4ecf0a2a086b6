import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  alternativeNames,
  basicConstraints,
  bitStringUsage,
  claim,
  dnsName,
  email,
  extendedKeyUsage,
  rawClaim,
  SERVER_AUTH,
  uri,
} from "../../fixtures/sigstore/certificate.ts";
import { octets } from "../../fixtures/sigstore/der.ts";
import { openInstance, trustedRootJson } from "../../fixtures/sigstore/instance.ts";
import { ISSUER, plus, SIGNED_AT, WORKFLOW, type LeafOptions } from "../../fixtures/sigstore/keyless.ts";
import { run as workflowRun, type SignOptions } from "../../fixtures/sigstore/push-keyless.ts";
import { difference, verdicts, type Case, type Verdicts } from "./case.ts";
import { witnessed, WORKFLOW_RUN } from "./made-by-us.ts";
import { also, trustWorkflow, type Trust } from "./trust.ts";

interface Row {
  readonly what: string;
  readonly certificate?: LeafOptions;
  readonly options?: Partial<SignOptions>;
  readonly trust?: Trust;
  readonly verdicts: { readonly legacy: Verdicts; readonly bundle: Verdicts };
  readonly point?: string;
}

const both = (all: Verdicts) => ({ legacy: all, bundle: all });
const refused = (what: string, certificate: LeafOptions, ours: string): Row => ({
  ...{ what, certificate, verdicts: both(verdicts("refuses", "refuses", ours)) },
});
const stricter = (what: string, certificate: LeafOptions, ours: string, point: string): Row => ({
  ...{ what, certificate, point, verdicts: both(verdicts("accepts", "accepts", ours)) },
});

const STRANGER = openInstance("stranger");
const FOREIGN = workflowRun("mallory/web", "release.yml", "refs/heads/main");

const ROWS: readonly Row[] = [
  stricter(
    "the trusted workflow, called by somebody else's repository",
    { ...FOREIGN, names: alternativeNames(uri(WORKFLOW)) },
    "untrusted-identity",
    "source-repository",
  ),
  refused("another workflow", FOREIGN, "untrusted-identity"),
  refused("a subject with a suffix", { names: alternativeNames(uri(`${WORKFLOW}.evil`)) }, "untrusted-identity"),
  {
    what: "a subject with a prefix, under a pattern",
    certificate: { ...WORKFLOW_RUN, names: alternativeNames(uri(`https://evil.test/?${WORKFLOW}`)) },
    trust: {
      ...trustWorkflow(),
      cosign: [
        ...["--certificate-identity-regexp", WORKFLOW, "--certificate-oidc-issuer", ISSUER],
        ...["--trusted-root", "root.json"],
      ],
    },
    verdicts: both(verdicts("accepts", "accepts", "untrusted-identity")),
    point: "no-patterns",
  },
  stricter(
    "two URIs",
    { names: alternativeNames(uri(WORKFLOW), uri("https://a.test")) },
    "unsuitable-identity",
    "one-subject",
  ),
  stricter(
    "a URI and an e-mail address",
    { names: alternativeNames(uri(WORKFLOW), email("a@b.test")) },
    "unsuitable-identity",
    "one-subject",
  ),
  refused("only a host name", { names: alternativeNames(dnsName("github.com")) }, "unsuitable-identity"),
  refused("no subject", { names: undefined }, "unsuitable-identity"),
  refused("another issuer", { issuer: [claim(8, `${ISSUER}.evil`)] }, "untrusted-identity"),
  refused("no issuer", { issuer: [] }, "unsuitable-identity"),
  {
    what: "two issuers, the trusted one first",
    certificate: { issuer: [rawClaim(1, ISSUER), claim(8, "https://evil.test")] },
    point: "one-issuer",
    verdicts: {
      legacy: verdicts("accepts", "accepts", "unsuitable-identity"),
      bundle: verdicts("refuses", "refuses", "unsuitable-identity"),
    },
  },
  {
    what: "two issuers, the trusted one second",
    certificate: { issuer: [rawClaim(1, "https://evil.test"), claim(8, ISSUER)] },
    point: "one-issuer",
    verdicts: {
      legacy: verdicts("refuses", "refuses", "unsuitable-identity"),
      bundle: verdicts("accepts", "accepts", "unsuitable-identity"),
    },
  },
  refused("a raw text where DER is due", { issuer: [rawClaim(8, ISSUER)] }, "unsuitable-identity"),
  refused("a certificate for servers", { purposes: extendedKeyUsage(SERVER_AUTH) }, "unsuitable-certificate"),
  stricter("a certificate for no named purpose", { purposes: undefined }, "unsuitable-certificate", "certificate"),
  stricter("a certificate without key usage", { keyUsage: undefined }, "unsuitable-certificate", "certificate"),
  stricter(
    "a certificate that may not sign",
    { keyUsage: bitStringUsage(0x20, 5) },
    "unsuitable-certificate",
    "certificate",
  ),
  stricter("a certificate of a CA", { others: [basicConstraints(true)] }, "unsuitable-certificate", "certificate"),
  refused(
    "an unknown critical extension",
    { others: [{ oid: "1.2.3.4", critical: true, value: octets(Buffer.from("x")) }] },
    "unsuitable-certificate",
  ),
  refused(
    "an extension twice",
    { claims: [claim(12, "https://github.com/acme/web"), claim(12, "https://github.com/acme/web")] },
    "unsuitable-certificate",
  ),
  stricter(
    "a claim with a line end",
    { claims: [...(WORKFLOW_RUN.claims ?? []), claim(22, "a\nb")] },
    "unsuitable-identity",
    "printable",
  ),
  refused("a certificate that no log has listed", { certificateLog: null }, "unlogged-certificate"),
  refused("a certificate of another instance", { authority: STRANGER.fulcio }, "untrusted-certificate"),
  {
    what: "no log entry",
    options: { witness: "nobody" },
    verdicts: both(verdicts("refuses", "refuses", "no-log-entry")),
  },
  {
    what: "a timestamp and no log entry",
    options: { witness: "timestamp" },
    verdicts: both(verdicts("refuses", "refuses", "no-log-entry")),
  },
  {
    what: "a log entry that lies ahead of the clock",
    options: { at: plus(new Date(), 3600) },
    verdicts: both(verdicts("accepts", "accepts", "future-time")),
    point: "future",
  },
  {
    what: "a log entry outside the certificate's validity",
    certificate: { notBefore: plus(SIGNED_AT, 100), notAfter: plus(SIGNED_AT, 700) },
    verdicts: both(verdicts("refuses", "refuses", "untrusted-certificate")),
  },
  {
    what: "everything of another instance",
    options: { instance: STRANGER },
    verdicts: both(verdicts("refuses", "refuses", "untrusted-log-entry")),
  },
];

/** An instance without logs, as GitHub's for private repositories. */
const unlogged: readonly Case[] = (["legacy", "bundle"] as const).map((format) => ({
  what: `${format}: a timestamp, where the instance has no log`,
  format,
  make: (world, place) => {
    const root = { ...trustedRootJson(world.instance), tlogs: [] };
    writeFileSync(join(world.folder, "without-logs.json"), JSON.stringify(root));
    const trust = also(trustWorkflow("without-logs.json"), { transparencyLog: "not-required" }, [
      ...["--insecure-ignore-tlog=true", "--use-signed-timestamps"],
    ]);
    return witnessed(format, { witness: "timestamp" }, () => trust)(world, place);
  },
  verdicts: verdicts("accepts", "accepts", "accepted"),
}));

/** Whoever may add a witness to a signature could take it away as well. */
const beside: readonly Case[] = (["log", "log and timestamp"] as const).map((witness) => ({
  what: `bundle: somebody else's log and authority beside ${witness}`,
  format: "bundle",
  make: witnessed("bundle", { certificate: WORKFLOW_RUN, witness, stranger: STRANGER }),
  verdicts: verdicts("accepts", "accepts", "accepted"),
}));

export const BAD_IDENTITIES: readonly Case[] = [
  ...ROWS.flatMap((row) => [caseOf(row, "legacy"), caseOf(row, "bundle")]),
  ...unlogged,
  ...beside,
];

function caseOf(row: Row, format: "legacy" | "bundle"): Case {
  const { what, certificate = {}, options = {}, trust = trustWorkflow(), point } = row;
  const all = { certificate: { ...WORKFLOW_RUN, ...certificate }, ...options };
  const one = {
    ...{ what: `${format}: ${what}`, format, verdicts: row.verdicts[format] },
    make: witnessed(format, all, () => trust),
  };
  return point === undefined || difference(one) === "none" ? one : { ...one, point };
}
