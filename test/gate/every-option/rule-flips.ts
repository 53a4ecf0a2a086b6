import { claim, ecPair } from "../../fixtures/sigstore/certificate.ts";
import { ISSUER, plus, SIGNED_AT } from "../../fixtures/sigstore/keyless.ts";
import { attestImage, type Place } from "../../fixtures/sigstore/push-keyless.ts";
import { generated, GENERATOR, scanned, spdx, trivy, V0_2, V1, VULN, WORKFLOW } from "../../predicate/predicates.ts";
import { INSTANCE, ROOT, WEB } from "../keyless-setting.ts";
import { document } from "./document.ts";
import type { Flip } from "./flip.ts";
import { github, KEY, KEY_PAIR, keyOf, OTHER_KEY, signed } from "./signer-flips.ts";

const SIGNERS = {
  ci: { cosign: { key: KEY, transparencyLog: "not-required" } },
  other: { cosign: { key: OTHER_KEY, transparencyLog: "not-required" } },
};
const BY_KEY = { instance: INSTANCE, key: KEY_PAIR, witness: "nobody" } as const;
const rule = (parts: object) => document({ signers: SIGNERS, rule: parts });
const signedByKey = signed(BY_KEY);

const SECOND = ecPair();
const signedBySecond = signed({ ...BY_KEY, key: SECOND });
function signedByBoth(place: Place): void {
  signedByKey(place);
  signedBySecond(place);
}
const THREE = { ...SIGNERS, second: { cosign: { key: keyOf(SECOND), transparencyLog: "not-required" } } };
const three = (parts: object) => document({ signers: THREE, rule: { signedBy: ["ci", "second", "other"], ...parts } });

const WAIVED = { signedBy: undefined, signature: "not-required", because: "only the attestation counts here" };

/** Attested and not signed; the rule requires this attestation alone. */
function attested(predicateType: string, predicate: object, holds: object, fails: object, reason: string): Flip {
  const required = (one: object) => rule({ ...WAIVED, attestations: [{ by: ["ci"], ...one }] });
  return {
    given: (place: Place) => {
      attestImage(place, { predicateType, predicate }, BY_KEY);
    },
    ...{ holds: required(holds), fails: required(fails), reason: `image-attested/${reason}` },
  };
}

/** What every type of attestation may say. */
const common = (predicateType: string, predicate: object, type: string) => ({
  type: attested(predicateType, predicate, { type }, { type: "https://acme.example/other" }, "no-attestation"),
  by: attested(predicateType, predicate, { type }, { type, by: ["other"] }, "untrusted-key"),
});

const provenance = (holds: object, fails: object) => {
  const type = "slsa-provenance";
  return attested(V0_2, generated, { type, ...holds }, { type, ...fails }, "predicate-lacks");
};

export const PROVENANCE_FLIPS = {
  ...common(V0_2, generated, "slsa-provenance"),
  builder: provenance({ builder: GENERATOR }, { builder: GENERATOR.replace("v2", "v1") }),
  sourceRepository: provenance(
    { sourceRepository: "https://github.com/acme/web" },
    { sourceRepository: "https://github.com/acme/api" },
  ),
  ref: provenance({ ref: "refs/tags/v1.2.3" }, { ref: "refs/heads/main" }),
  workflow: provenance({ workflow: WORKFLOW }, { workflow: ".github/workflows/test.yml" }),
};

export const SBOM_FLIPS = common("https://spdx.dev/Document", spdx, "sbom");

const report = scanned(trivy("MEDIUM"), "2026-05-28T00:00:00Z");
const scan = (holds: object, fails: object) => {
  const type = "vulnerabilities";
  return attested(VULN, report, { type, ...holds }, { type, ...fails }, "predicate-lacks");
};

export const SCAN_FLIPS = {
  ...common(VULN, report, "vulnerabilities"),
  maximumAge: scan({ maximumAge: "7d" }, { maximumAge: "24h" }),
  maximumSeverity: scan({ maximumSeverity: "medium" }, { maximumSeverity: "low" }),
};

const REVIEW = "https://acme.example/review/v1";
const review = { approved: true, team: "platform", environment: "prod-eu", score: 5 };
const conditions = (holds: object, fails: object) => {
  const asked = (one: object) => ({ type: REVIEW, conditions: [one] });
  return attested(REVIEW, review, asked(holds), asked(fails), "predicate-lacks");
};

export const CUSTOM_FLIPS = {
  ...common(REVIEW, review, REVIEW),
  conditions: attested(
    REVIEW,
    review,
    { type: REVIEW },
    { type: REVIEW, conditions: [{ at: "/approved", equals: false }] },
    "predicate-lacks",
  ),
};

export const CONDITION_FLIPS = {
  at: conditions({ at: "/team", equals: "platform" }, { at: "/environment", equals: "platform" }),
  equals: conditions({ at: "/approved", equals: true }, { at: "/approved", equals: "true" }),
  in: conditions({ at: "/team", in: ["platform"] }, { at: "/team", in: ["security"] }),
  glob: conditions({ at: "/environment", glob: "prod-*" }, { at: "/environment", glob: "test-*" }),
  atLeast: conditions({ at: "/score", atLeast: 5 }, { at: "/score", atLeast: 6 }),
  atMost: conditions({ at: "/score", atMost: 5 }, { at: "/score", atMost: 4 }),
  above: conditions({ at: "/score", above: 4 }, { at: "/score", above: 5 }),
  below: conditions({ at: "/score", below: 6 }, { at: "/score", below: 5 }),
};

const RUN = "https://github.com/acme/web/actions/runs/1001/attempts/1";
const RELEASE = {
  ...WEB,
  claims: [
    ...(WEB.claims ?? []),
    claim(13, "7d3a3e5c1f0b4d2a9e8c7b6a5f4e3d2c1b0a9f8e"),
    claim(18, "https://github.com/acme/web/.github/workflows/release.yml@refs/heads/main"),
    claim(21, RUN),
  ],
};
const build = {
  buildDefinition: { buildType: "https://acme.example/build" },
  runDetails: { builder: { id: "https://acme.example/builder" } },
};
const signedInRun = signed({ certificate: RELEASE });

/** Signed by a run, which attests an hour later. */
function builtInRun(place: Place): void {
  signedInRun(place);
  attestImage(
    place,
    { predicateType: V1, predicate: build },
    { instance: INSTANCE, certificate: RELEASE, at: plus(SIGNED_AT, 3600) },
  );
}

const RUN_SIGNERS = {
  ci: { cosign: github },
  other: { cosign: { issuer: ISSUER, sourceRepository: "https://github.com/acme/api", trustedRoot: ROOT } },
};
const bound = (boundToBuild?: object) =>
  document({ signers: RUN_SIGNERS, rule: boundToBuild === undefined ? {} : { boundToBuild } });
const HOURS = { by: ["ci"], within: "2h" };
const otherBuild = "image-signed/other-build";

export const BUILD_BINDING_FLIPS = {
  by: { given: builtInRun, holds: bound(HOURS), fails: bound({ ...HOURS, by: ["other"] }), reason: otherBuild },
  within: { given: builtInRun, holds: bound(HOURS), fails: bound({ ...HOURS, within: "30m" }), reason: otherBuild },
};

const INDEX = { platforms: ["linux/amd64", "linux/arm64"] };
const unsigned = "image-signed/no-signature";

export const RULE_FLIPS = {
  match: {
    ...{ given: signedByKey, reason: "image-registry/no-match" },
    ...{ holds: rule({}), fails: rule({ match: "HOST/other/{name}" }) },
  },
  signedBy: {
    ...{ given: signedByKey, reason: "image-signed/untrusted-key" },
    ...{ holds: rule({}), fails: rule({ signedBy: ["other"] }) },
  },
  atLeast: {
    ...{ given: signedByBoth, reason: "image-signed/too-few-signers" },
    ...{ holds: three({ atLeast: 2 }), fails: three({ atLeast: 3 }) },
  },
  allOf: {
    ...{ given: signedByBoth, reason: "image-signed/too-few-signers" },
    ...{
      holds: three({ signedBy: undefined, allOf: ["ci", "second"] }),
      fails: three({ signedBy: undefined, allOf: ["ci", "other"] }),
    },
  },
  signature: {
    ...{ given: () => undefined, reason: "policy-invalid" },
    ...{ holds: rule(WAIVED), fails: rule({ ...WAIVED, signature: undefined }) },
  },
  because: {
    ...{ given: () => undefined, reason: "policy-invalid" },
    ...{ holds: rule(WAIVED), fails: rule({ ...WAIVED, because: undefined }) },
  },
  attestations: {
    ...{ given: signedByKey, reason: "image-attested/no-attestation" },
    ...{ holds: rule({}), fails: rule({ attestations: [{ type: "sbom", by: ["ci"] }] }) },
  },
  boundToBuild: { given: signedInRun, holds: bound(), fails: bound(HOURS), reason: otherBuild },
  childOfSignedIndex: {
    ...{ image: INDEX, given: signedByKey, reason: unsigned },
    judged: ({ registry, repository, image }: Place) =>
      `${registry.host}/${repository}:1.0@${image.children[0]?.digest ?? ""}`,
    ...{ holds: rule({ childOfSignedIndex: "accepted" }), fails: rule({ childOfSignedIndex: "rejected" }) },
  },
  allChildren: {
    ...{ image: INDEX, reason: unsigned },
    given: ({ image, ...place }: Place) => {
      for (const child of image.children) signedByKey({ ...place, image: { ...image, ...child } });
    },
    ...{ holds: rule({ allChildren: "accepted" }), fails: rule({ allChildren: "rejected" }) },
  },
};
