import { cycloneDx, scanned, spdx, trivy, attested as workflowRun } from "../../predicate/predicates.ts";
import {
  generateKeyPair,
  legacyAttestation,
  signWithBundle,
  type AttestationOptions,
  type JsonObject,
} from "../../fixtures/index.ts";
import { cases, OTHER, subject, type Row } from "./bent.ts";
import { difference, verdicts, type Case, type Verdicts } from "./case.ts";
import type { Attestation, Format } from "./trust.ts";

const V1 = "https://slsa.dev/provenance/v1";
const PROVENANCE = { type: "slsa-provenance", cosign: "slsaprovenance1" };
const SPDX = { type: "spdx", cosign: "spdxjson" };
const CYCLONEDX = { type: "cyclonedx", cosign: "cyclonedx" };
const SCAN = { type: "vulnerabilities", cosign: "vuln" };
const FORMATS = ["legacy", "bundle"] as const;

type Options = Partial<AttestationOptions>;

interface Bent {
  readonly what: string;
  readonly options: Options;
  readonly asked?: Attestation;
  readonly verdicts: Verdicts | Readonly<Record<Format, Verdicts>>;
  readonly point?: string;
}

const refused = (what: string, options: Options, ours: string): Bent => ({
  ...{ what, options, verdicts: verdicts("refuses", "refuses", ours) },
});
const accepted = (what: string, options: Options): Bent => ({
  ...{ what, options, verdicts: verdicts("accepts", "accepts", "accepted") },
});
const stricter = (what: string, options: Options, ours: string, point: string): Bent => ({
  ...{ what, options, point, verdicts: verdicts("accepts", "accepts", ours) },
});
/** What everybody refuses in a bundle, and some version of cosign takes in the legacy format. */
const looser = (what: string, options: Options, legacy: Verdicts, point: string): Bent => ({
  ...{ what, options, point, verdicts: { legacy, bundle: verdicts("refuses", "refuses", legacy.ours) } },
});
const byOld = (ours: string) => verdicts("accepts", "refuses", ours);

/** Of the right type, and not what that type is. */
const unread = (what: string, asked: Attestation, predicateType: string, predicate: object): Bent => ({
  ...stricter(what, { predicateType, predicate }, "predicate-lacks", "predicate"),
  asked,
});

/** The bytes that were signed are another predicate's. */
const tampered: Options = {
  alterEnvelope: (all) => {
    const signed = Buffer.from(String(all["payload"]), "base64").toString();
    return { ...all, payload: Buffer.from(signed.replace("acme/web", "acme/evil")).toString("base64") };
  },
};
const bytes = (from: string | RegExp, to: string): Options => ({
  alterStatementBytes: (all) => Buffer.from(all.toString().replace(from, to)),
});

const BENT: readonly Bent[] = [
  accepted("as it should be", {}),
  refused("about another digest", { digest: OTHER }, "other-digest"),
  refused("by another key", { keyPair: generateKeyPair("p256") }, "untrusted-key"),
  refused("another predicate put into it", tampered, "untrusted-key"),
  refused(
    "another type, whose envelope is listed as the right one",
    { ...as(V1), predicateType: `${V1}x` },
    "no-attestation",
  ),
  refused("the type with a slash behind it", { predicateType: `${V1}/` }, "no-attestation"),
  refused("plain text as the payload's type", { payloadType: "text/plain" }, "no-attestation"),
  looser(
    "two signatures",
    { alterEnvelope: (all) => twice(all) },
    verdicts("accepts", "accepts", "malformed-bundle"),
    "one-signer",
  ),
  refused("no signature", { alterEnvelope: (all) => ({ ...all, signatures: [] }) }, "malformed-bundle"),
  stricter(
    "an unknown statement version",
    { alterStatement: (all) => ({ ...all, _type: "https://in-toto.io/Statement/v9" }) },
    "no-attestation",
    "statement-type",
  ),
  looser(
    "the predicate twice",
    bytes('"predicate":', '"predicate":{},"predicate":'),
    byOld("malformed-payload"),
    "one-reading",
  ),
  looser(
    "the type twice",
    bytes('"predicateType":', '"predicateType":"https://a.test","predicateType":'),
    byOld("no-attestation"),
    "one-reading",
  ),
  looser(
    "the subject twice",
    bytes('"subject":', '"subject":[],"subject":'),
    byOld("malformed-payload"),
    "one-reading",
  ),
  refused("no subject", { alterStatement: subject(() => []) }, "malformed-payload"),
  accepted("two subjects, the right one behind", {
    alterStatement: subject((own) => [{ digest: { sha256: OTHER.slice(7) } }, own]),
  }),
  looser("a predicate that is a text", { predicate: "built" }, byOld("predicate-lacks"), "predicate"),
  unread("a provenance without a builder", PROVENANCE, V1, { buildDefinition: workflowRun.buildDefinition }),
  unread("an SBOM that lists nothing", SPDX, "https://spdx.dev/Document", { ...spdx, packages: [] }),
  unread("an SBOM of another kind", CYCLONEDX, "https://cyclonedx.org/bom", spdx),
  unread("a scan without a time", SCAN, "https://cosign.sigstore.dev/attestation/vuln/v1", {
    ...scanned(trivy()),
    metadata: {},
  }),
  { ...accepted("an SBOM", { predicateType: "https://cyclonedx.org/bom", predicate: cycloneDx }), asked: CYCLONEDX },
];

function as(predicateType: string): Options {
  return { annotations: { "dev.cosignproject.cosign/signature": "", predicateType } };
}

function twice(all: JsonObject): JsonObject {
  return { ...all, signatures: [...(all["signatures"] as unknown[]), { sig: "AAAA" }] };
}

function rowOf({ what, options, asked = PROVENANCE, point, verdicts: all }: Bent, format: Format): Row {
  const judged = "ours" in all ? all : all[format];
  const isShown = point !== undefined && difference({ verdicts: judged }) !== "none";
  const common = { predicateType: V1, predicate: workflowRun, ...options };
  return {
    what,
    make: ({ registry, repository, image }, keyPair) => {
      if (format === "legacy") legacyAttestation(registry, repository, image, { keyPair, ...common });
      else signWithBundle(registry, repository, image, { keyPair, ...common });
    },
    verdicts: judged,
    trust: (trust) => ({ ...trust, attestation: asked }),
    ...(isShown && { point }),
  };
}

export const BAD_ATTESTATIONS: readonly Case[] = FORMATS.flatMap((format) =>
  cases(
    format,
    BENT.map((one) => rowOf(one, format)),
  ),
);
