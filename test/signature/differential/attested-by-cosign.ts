import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cycloneDx, generated, scanned, spdx, trivy, attested as workflowRun } from "../../predicate/predicates.ts";
import { ALL_ACCEPT, verdicts, type Case } from "./case.ts";
import { byKey, EACH, withServices } from "./signed-by-cosign.ts";
import type { Attestation, Format } from "./trust.ts";
import { VERSIONS, type Version } from "./world.ts";

interface Kind extends Attestation {
  readonly predicate: object;
}

const URI = "https://acme.example/review/v1";

const LINK = {
  _type: "link",
  name: "build",
  command: [],
  materials: {},
  products: {},
  byproducts: {},
  environment: {},
};

/** Every type that cosign has a name for, and one of somebody's own. */
const KINDS: readonly Kind[] = [
  { cosign: "slsaprovenance", type: "slsa-provenance", predicate: generated },
  { cosign: "slsaprovenance02", type: "slsa-provenance", predicate: generated },
  { cosign: "slsaprovenance1", type: "slsa-provenance", predicate: workflowRun },
  { cosign: "spdxjson", type: "spdx", predicate: spdx },
  { cosign: "spdxjson", type: "sbom", predicate: spdx },
  { cosign: "cyclonedx", type: "cyclonedx", predicate: cycloneDx },
  { cosign: "vuln", type: "vulnerabilities", predicate: scanned(trivy()) },
  { cosign: "openvex", type: "https://openvex.dev/ns", predicate: { statements: [] } },
  { cosign: "link", type: "https://in-toto.io/Link/v1", predicate: LINK },
  { cosign: "custom", type: "https://cosign.sigstore.dev/attestation/v1", predicate: { approved: true } },
  { cosign: URI, type: URI, predicate: { approved: true } },
];

let predicates = 0;

/** `cosign attest` of this predicate, judged by whoever asks for `asked`. */
function attestedAs(
  version: Version,
  format: Format,
  { cosign, predicate }: Pick<Kind, "cosign" | "predicate">,
  asked: Attestation,
  by: "key" | "a key, logged" | "identity" = "key",
): Case["make"] {
  return async (world, place) => {
    const file = `predicate-${++predicates}.json`;
    writeFileSync(join(world.folder, file), JSON.stringify(predicate));
    const how = { command: "attest", args: ["--type", cosign, "--predicate", file] } as const;
    const make =
      by === "key"
        ? byKey(version, format, how)
        : withServices(version, format, by === "identity" ? "identity" : "key", how);
    return { ...(await make(world, place)), attestation: asked };
  };
}

const byType: readonly Case[] = EACH.flatMap(({ version, format }) =>
  KINDS.map((kind) => ({
    what: `${version}, ${format}, ${kind.cosign} as ${kind.type}`,
    format,
    make: attestedAs(version, format, kind, kind),
    verdicts: ALL_ACCEPT,
  })),
);

/** `--type spdx` puts the file into a statement as a text; cosign 3 reads none, and neither writes one into a bundle that it can read. */
const asText: readonly Case[] = VERSIONS.map((version) => ({
  what: `${version}, legacy, spdx, which is a text`,
  format: "legacy",
  make: attestedAs(version, "legacy", { cosign: "spdx", predicate: spdx }, { cosign: "spdx", type: "spdx" }),
  point: "spdx-text",
  verdicts: verdicts("accepts", "refuses", "accepted"),
}));

const PROVENANCE = { cosign: "slsaprovenance1", type: "slsa-provenance" };
const SCAN = { cosign: "vuln", type: "vulnerabilities" };

const foreignRun = JSON.parse(JSON.stringify(workflowRun).replaceAll("acme/web", "mallory/web")) as object;

const ofAnotherType: readonly Case[] = EACH.map(({ version, format }) => ({
  what: `${version}, ${format}, a provenance where a scan is asked for`,
  format,
  make: attestedAs(version, format, { ...PROVENANCE, predicate: workflowRun }, SCAN),
  verdicts: verdicts("refuses", "refuses", "no-attestation"),
}));

const onlySigned: readonly Case[] = EACH.map(({ version, format }) => ({
  what: `${version}, ${format}, a signature where a provenance is asked for`,
  format,
  make: async (world, place) => ({ ...(await byKey(version, format)(world, place)), attestation: PROVENANCE }),
  verdicts: verdicts("refuses", "refuses", "no-attestation"),
}));

/** Signed by the workflow of one repository about the build of another. */
const aboutOthers: readonly Case[] = EACH.map(({ version, format }) => ({
  what: `${version}, ${format}, a provenance of another repository than the certificate's`,
  format,
  make: attestedAs(version, format, { ...PROVENANCE, predicate: foreignRun }, PROVENANCE, "identity"),
  point: "contradiction",
  verdicts: verdicts("accepts", "accepts", "predicate-lacks"),
}));

const witnessed: readonly Case[] = EACH.flatMap(({ version, format }) =>
  (["a key, logged", "identity"] as const).map((by) => ({
    what: `${version}, ${format}, a scan, ${by === "identity" ? "without keys" : by}`,
    format,
    make: attestedAs(version, format, { ...SCAN, predicate: scanned(trivy()) }, SCAN, by),
    verdicts: ALL_ACCEPT,
  })),
);

export const ATTESTED_BY_COSIGN: readonly Case[] = [
  ...byType,
  ...asText,
  ...ofAnotherType,
  ...onlySigned,
  ...witnessed,
  ...aboutOthers,
];
