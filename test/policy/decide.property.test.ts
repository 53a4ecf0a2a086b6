import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  decide,
  PROVENANCE_TYPES,
  type Attested,
  type AttestationOutcome,
  type Evidence,
  type Facts,
  type FailedSignature,
  type Resolution,
} from "../../src/policy/index.ts";
import { digestOf, parseImageReference, type Digest } from "../../src/reference/index.ts";
import { ruleOf } from "../../src/rules/index.ts";

const digest = digestOf(Buffer.from("image"));
const other = digestOf(Buffer.from("another image"));
const signer = { signer: "release-key", system: "cosign", identity: "key x", format: "bundle" } as const;
const error = (reason: string) => ({ reason, message: `Message of ${reason}.`, remedy: `Remedy of ${reason}.` });
const failed = (reason: string) => ({ kind: "failed", error: error(reason) }) as const;
const untrusted = (...reasons: readonly [FailedSignature["reason"], ...FailedSignature["reason"][]]): Evidence => {
  const [first, ...rest] = reasons.map(
    (reason) => ({ verified: false, reason, message: `Signature: ${reason}` }) as const,
  );
  return first === undefined ? { kind: "unsigned" } : { kind: "untrusted", failures: [first, ...rest] };
};

function facts(
  resolution: Resolution,
  evidence: Evidence,
  named?: Digest,
  text = "ghcr.io/acme/web:1",
  attested: readonly Attested[] = [],
): Facts {
  const { registry, repository, tag } = parseImageReference(text);
  return {
    repository: { registry, repository },
    ...(tag === undefined ? {} : { tag }),
    ...(named === undefined ? {} : { named }),
    resolution,
    evidence,
    attested,
    signers: ["release-key", "other-key"],
  };
}

const pinned: Resolution = { kind: "pinned", digest };
const resolved: Resolution = { kind: "resolved", digest, platforms: ["linux/amd64", "linux/arm64"] };
const signed: Evidence = { kind: "signed", signer };
const through: Evidence = { ...signed, through: { kind: "index", digest: other } };
const waived: Evidence = { kind: "not-required" };
const tooFew: Evidence = { kind: "too-few", lack: "carries one trusted signature of two", failures: [] };
const unbound: Evidence = { kind: "unbound", why: "was signed with a certificate that names no run" };

const provenance: AttestationOutcome = { kind: "attested", signer, predicateType: "https://slsa.dev/provenance/v1" };
const sbom: AttestationOutcome = { kind: "attested", signer, predicateType: "https://spdx.dev/Document" };
const missing: AttestationOutcome = { kind: "missing" };
const lacking: AttestationOutcome = { kind: "lacking", signer, lack: "names no builder" };
const strange: AttestationOutcome = {
  kind: "untrusted",
  failures: [{ verified: false, reason: "untrusted-identity", message: "An attestation of a stranger" }],
};
const attestedAs = (outcome: AttestationOutcome, name = "slsa-provenance"): Attested => ({
  ...{ name, signers: ["ci", "other-ci"], outcome },
});
const withAttested = (given: Facts, ...outcomes: readonly AttestationOutcome[]): Facts => ({
  ...given,
  attested: outcomes.map((outcome) => attestedAs(outcome)),
});

const digests = fc.constantFrom(digest, other);
const reasons = fc.constantFrom("timeout", "not-found", "unauthorized", "digest-mismatch", "internal-error");
const resolutions: fc.Arbitrary<Resolution> = fc.oneof(
  digests.map((one) => ({ kind: "pinned" as const, digest: one })),
  digests.map((one) => ({ kind: "resolved" as const, digest: one, platforms: ["linux/amd64"] })),
  reasons.map(failed),
);
const evidences: fc.Arbitrary<Evidence> = fc.oneof(
  fc.constantFrom<Evidence>({ kind: "unbound", why: "was signed with a key" }, tooFew),
  fc.constantFrom<Evidence>(signed, through, waived, { kind: "unsigned" }, { kind: "unasked" }),
  fc.constantFrom(untrusted("untrusted-key"), untrusted("other-digest", "not-a-signature")),
  reasons.map(failed),
);
const attestations = fc.array(
  fc
    .tuple(
      fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(provenance, sbom) },
        {
          weight: 1,
          arbitrary: fc.oneof(
            fc.constantFrom<AttestationOutcome>(missing, lacking, strange, { kind: "unasked" }),
            reasons.map(failed),
          ),
        },
      ),
      fc.constantFrom("slsa-provenance", "sbom", "https://slsa.dev/provenance/v1"),
    )
    .map(([outcome, name]) => attestedAs(outcome, name)),
  { maxLength: 3 },
);
const everything = fc
  .tuple(
    resolutions,
    evidences,
    fc.option(digests, { nil: undefined, freq: 1 }),
    fc.constantFrom("r.example/a:1", "r.example/a"),
    attestations,
  )
  .map((parts) => facts(...parts));

function isEarned({ evidence, attested }: Facts): boolean {
  const isSigned = evidence.kind === "signed" || evidence.kind === "not-required";
  return isSigned && attested.every(({ outcome }) => outcome.kind === "attested");
}

function isVouched({ evidence, attested }: Facts): boolean {
  const provenances = attested.filter(({ name }) => name === "slsa-provenance");
  const isProvenance = ({ outcome }: Attested) =>
    outcome.kind === "attested" && PROVENANCE_TYPES.includes(outcome.predicateType);
  return evidence.kind === "signed" || provenances.some(isProvenance);
}

describe("whatever the facts", () => {
  it("nothing is accepted but the named digest, signed or in need of no signature, with all attestations (laws 1 and 3)", () => {
    fc.assert(
      fc.property(everything, (given) => {
        const { named, resolution } = given;
        const earned = isEarned(given);
        const isNamed = named !== undefined && resolution.kind === "pinned" && resolution.digest === named;
        expect(decide(given).status === "accepted").toBe(earned && isNamed);
      }),
      { numRuns: 2000 },
    );
  });

  it("no digest is suggested but the one that a tag answered with all attestations, and verified only where it is vouched for (law 4)", () => {
    fc.assert(
      fc.property(everything, (given) => {
        const { named, resolution } = given;
        const suggestions = decide(given).findings.flatMap(({ suggestion }) => suggestion ?? []);
        const expected =
          named === undefined && resolution.kind === "resolved" && isEarned(given)
            ? [{ digest: resolution.digest, platforms: resolution.platforms, verified: isVouched(given) }]
            : [];
        expect(suggestions).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it("each attestation that is not met has a finding of its own, and nothing is told twice", () => {
    fc.assert(
      fc.property(everything, (given) => {
        const { findings, attestations = [] } = decide(given);
        const kinds = given.attested.map(({ outcome }) => outcome.kind);
        const unmet = kinds.filter((kind) => ["missing", "untrusted", "lacking"].includes(kind));
        expect(findings.filter(({ rule }) => rule === "image-attested")).toHaveLength(unmet.length);
        expect(attestations).toHaveLength(kinds.filter((kind) => kind === "attested").length);
        const unchecked = findings.filter(({ rule }) => rule === "image-checked").map(({ message }) => message);
        expect(new Set(unchecked).size).toBe(unchecked.length);
        if (kinds.includes("failed")) expect(unchecked).not.toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it("an accepted image has no finding, and a rejected one has", () => {
    fc.assert(
      fc.property(everything, (given) => {
        const { status, findings } = decide(given);
        if (status === "accepted") expect(findings).toEqual([]);
        if (status === "rejected") expect(findings).not.toEqual([]);
      }),
    );
  });

  it("every finding has the severity of its rule", () => {
    fc.assert(
      fc.property(everything, (given) => {
        for (const { rule, severity } of decide(given).findings) expect(severity).toBe(ruleOf(rule).severity);
      }),
    );
  });
});

describe("a digest that needs no signature is suggested as verified", () => {
  const suggested = (...attested: readonly Attested[]) =>
    decide(facts(resolved, waived, undefined, "ghcr.io/acme/web:1", attested)).findings.map(
      ({ suggestion }) => suggestion?.verified ?? "not suggested",
    );

  it.each<readonly [string, readonly Attested[], boolean]>([
    ["where a required provenance was verified", [attestedAs(provenance)], true],
    ["where it was, beside others", [attestedAs(sbom, "sbom"), attestedAs(provenance)], true],
    ["and not where an SBOM alone was", [attestedAs(sbom, "sbom")], false],
    [
      "and not where a provenance is asked for by its URI alone",
      [attestedAs(provenance, "https://slsa.dev/provenance/v1")],
      false,
    ],
    ["and not where what was found is no provenance", [attestedAs(sbom)], false],
    ["and not where nothing is required", [], false],
  ])("%s (docs/decisions/0011)", (_, attested, verified) => {
    expect(suggested(...attested)).toEqual([verified]);
  });

  it.each<readonly [string, AttestationOutcome]>([
    ["missing", missing],
    ["a stranger's", strange],
    ["lacking", lacking],
    ["not asked for", { kind: "unasked" }],
    ["not to be found out", failed("timeout")],
  ])("and not at all where another requirement is %s (law 4)", (_, outcome) => {
    expect(suggested(attestedAs(provenance), attestedAs(outcome))).not.toContain(true);
    expect(suggested(attestedAs(provenance), attestedAs(outcome))[0]).toBe("not suggested");
  });
});

describe("the words of a decision", () => {
  const rows: readonly (readonly [string, Facts, string, readonly string[]])[] = [
    ["a pinned and signed image", facts(pinned, signed, digest), "accepted", []],
    ["a pinned image that needs no signature", facts(pinned, waived, digest), "accepted", []],
    [
      "a pinned image that nobody signed",
      facts(pinned, { kind: "unsigned" }, digest),
      "rejected",
      ["image-signed/no-signature"],
    ],
    ["a pinned image, undecided", facts(pinned, { kind: "unasked" }, digest), "undetermined", []],
    [
      "a pinned image with strangers' signatures",
      facts(pinned, untrusted("other-digest", "untrusted-key"), digest),
      "rejected",
      ["image-signed/other-digest"],
    ],
    [
      "a pinned image that is gone",
      facts(failed("not-found"), { kind: "unasked" }, digest),
      "undetermined",
      ["image-checked/not-found"],
    ],
    [
      "a pinned image whose signatures failed",
      facts(pinned, failed("timeout"), digest),
      "undetermined",
      ["image-checked/timeout"],
    ],
    [
      "a pinned image of other bytes",
      facts(failed("digest-mismatch"), { kind: "unasked" }, digest),
      "rejected",
      ["image-checked/digest-mismatch"],
    ],
    [
      "a pinned image with signatures of other bytes",
      facts(pinned, failed("digest-mismatch"), digest),
      "rejected",
      ["image-checked/digest-mismatch"],
    ],
    ["a tag of a signed image", facts(resolved, signed), "rejected", ["image-pinned/mutable-tag"]],
    [
      "no tag, of a signed image",
      facts(resolved, signed, undefined, "ghcr.io/acme/web"),
      "rejected",
      ["image-pinned/no-tag"],
    ],
    [
      "a tag of an unsigned image",
      facts(resolved, { kind: "unsigned" }),
      "rejected",
      ["image-pinned/mutable-tag", "image-signed/no-signature"],
    ],
    [
      "a tag of a stranger's image",
      facts(resolved, untrusted("untrusted-key")),
      "rejected",
      ["image-pinned/mutable-tag", "image-signed/untrusted-key"],
    ],
    [
      "a tag of an image whose signatures failed",
      facts(resolved, failed("timeout")),
      "rejected",
      ["image-pinned/mutable-tag", "image-checked/timeout"],
    ],
    [
      "a tag that failed",
      facts(failed("timeout"), { kind: "unasked" }),
      "rejected",
      ["image-pinned/mutable-tag", "image-checked/timeout"],
    ],
    [
      "a tag that failed, of an image that needs no signature",
      facts(failed("timeout"), waived),
      "rejected",
      ["image-pinned/mutable-tag"],
    ],
    ["a pinned image signed by too few", facts(pinned, tooFew, digest), "rejected", ["image-signed/too-few-signers"]],
    ["a pinned image of another build", facts(pinned, unbound, digest), "rejected", ["image-signed/other-build"]],
    ["a signed image with its provenance", withAttested(facts(pinned, signed, digest), provenance), "accepted", []],
    ["an attested image that needs no signature", withAttested(facts(pinned, waived, digest), sbom), "accepted", []],
    [
      "a signed image without it",
      withAttested(facts(pinned, signed, digest), missing),
      "rejected",
      ["image-attested/no-attestation"],
    ],
    [
      "a signed image with a stranger's",
      withAttested(facts(pinned, signed, digest), strange),
      "rejected",
      ["image-attested/untrusted-identity"],
    ],
    [
      "a signed image whose provenance lacks something",
      withAttested(facts(pinned, signed, digest), provenance, lacking),
      "rejected",
      ["image-attested/predicate-lacks"],
    ],
    [
      "an image without anything that is required",
      withAttested(facts(pinned, { kind: "unsigned" }, digest), missing, missing, strange),
      "rejected",
      [
        "image-signed/no-signature",
        "image-attested/no-attestation",
        "image-attested/no-attestation",
        "image-attested/untrusted-identity",
      ],
    ],
    [
      "a signed image whose attestations were not asked for",
      withAttested(facts(pinned, signed, digest), { kind: "unasked" }),
      "undetermined",
      [],
    ],
    [
      "a signed image whose attestations failed, all of them for one reason",
      withAttested(facts(pinned, signed, digest), failed("timeout"), failed("timeout")),
      "undetermined",
      ["image-checked/timeout"],
    ],
    [
      "an image of which everything failed for one reason",
      withAttested(facts(pinned, failed("timeout"), digest), failed("timeout")),
      "undetermined",
      ["image-checked/timeout"],
    ],
    [
      "an image of which everything failed for reasons of its own",
      withAttested(facts(pinned, failed("timeout"), digest), failed("tls"), missing),
      "rejected",
      ["image-checked/timeout", "image-checked/tls", "image-attested/no-attestation"],
    ],
    [
      "an image that needs no signature, whose attestations failed",
      withAttested(facts(pinned, waived, digest), failed("timeout")),
      "undetermined",
      ["image-checked/timeout"],
    ],
    [
      "an image that needs no signature and is gone, whose attestations are required",
      withAttested(facts(failed("not-found"), waived, digest), { kind: "unasked" }),
      "undetermined",
      ["image-checked/not-found"],
    ],
    [
      "a signed image with attestations of other bytes",
      withAttested(facts(pinned, signed, digest), failed("digest-mismatch")),
      "rejected",
      ["image-checked/digest-mismatch"],
    ],
    [
      "a tag of a signed image without its attestation",
      withAttested(facts(resolved, signed), missing),
      "rejected",
      ["image-pinned/mutable-tag", "image-attested/no-attestation"],
    ],
  ];

  it.each(rows)("%s has its status and one reason for each violated rule", (_, given, status, expected) => {
    const decision = decide(given);
    expect(decision.status).toBe(status);
    expect(decision.findings.map(({ rule, reason }) => `${rule}/${reason}`)).toEqual(expected);
    expect(decision.digest).toBe(given.resolution.kind === "failed" ? undefined : digest);
    expect(decision.signers).toEqual(given.evidence.kind === "signed" ? [signer] : []);
  });

  const tag = "the tag 1 can be moved to another image at any time.";
  const attack = "No digest is suggested: a tag that was moved to somebody else's image looks exactly like this.";
  const messages: readonly (readonly [string, Facts, readonly string[]])[] = [
    ["of a trusted tag", facts(resolved, signed), [tag]],
    [
      "without a tag",
      facts(resolved, waived, undefined, "ghcr.io/acme/web"),
      ["it has neither tag nor digest, so the registry decides what runs."],
    ],
    [
      "of an unsigned tag",
      facts(resolved, { kind: "unsigned" }),
      [
        `${tag} It points at a digest that is not trusted: see image-signed.`,
        `the tag 1 points at ${digest}, which carries no signature. The policy trusts: release-key, other-key. ${attack}`,
      ],
    ],
    [
      "of a stranger's image without a tag",
      facts(resolved, untrusted("untrusted-key"), undefined, "ghcr.io/acme/web"),
      [
        "it has neither tag nor digest, so the registry decides what runs. It points at a digest that is not trusted: see image-signed.",
        `without a tag it points at ${digest}, which carries no signature that the policy trusts (release-key, other-key): Signature: untrusted-key. ${attack}`,
      ],
    ],
    [
      "of a pinned unsigned image",
      facts(pinned, { kind: "unsigned" }, digest),
      ["it carries no signature. The policy trusts: release-key, other-key."],
    ],
    [
      "of a pinned image with one untrusted signature",
      facts(pinned, untrusted("untrusted-key"), digest),
      ["it carries no signature that the policy trusts (release-key, other-key): Signature: untrusted-key."],
    ],
    [
      "of a pinned image with two untrusted signatures",
      facts(pinned, untrusted("untrusted-key", "other-digest"), digest),
      [
        "it carries no signature that the policy trusts (release-key, other-key): Signature: untrusted-key (and 1 more that are no better).",
      ],
    ],
    [
      "of a pinned image of another build",
      facts(pinned, unbound, digest),
      [
        "it was signed with a certificate that names no run. A trusted signature counts only beside a provenance by the same run.",
      ],
    ],
    [
      "of a pinned image without an attestation",
      withAttested(facts(pinned, signed, digest), missing),
      ["it carries no attestation of type slsa-provenance. The policy trusts for it: ci, other-ci."],
    ],
    [
      "of a pinned image with a stranger's attestation",
      withAttested(facts(pinned, signed, digest), strange),
      [
        "it carries no attestation of type slsa-provenance that the policy trusts (ci, other-ci): An attestation of a stranger.",
      ],
    ],
    [
      "of a tag whose attestation lacks something",
      withAttested(facts(resolved, signed), lacking),
      [
        `${tag} It points at a digest without the attestations that are required: see image-attested.`,
        `the tag 1 points at ${digest}, which carries an attestation of type slsa-provenance by release-key, but that names no builder. ` +
          "No digest is suggested: this one would be rejected as well.",
      ],
    ],
    [
      "of a tag whose attestations failed",
      withAttested(facts(resolved, signed), failed("tls")),
      [
        `${tag} No digest can be suggested, because the one it points at could not be checked: see image-checked.`,
        "ghcr.io/acme/web: Message of tls. Remedy of tls.",
      ],
    ],
    [
      "of a tag that failed",
      facts(failed("timeout"), { kind: "unasked" }),
      [
        `${tag} No digest can be suggested: Message of timeout.`,
        "ghcr.io/acme/web: Message of timeout. Remedy of timeout.",
      ],
    ],
    [
      "of a pinned image whose manifest and signatures failed",
      facts(failed("timeout"), failed("tls"), digest),
      ["ghcr.io/acme/web: Message of timeout. Remedy of timeout."],
    ],
    [
      "of a tag whose signatures failed",
      facts(resolved, failed("tls")),
      [
        `${tag} No digest can be suggested, because the one it points at could not be checked: see image-checked.`,
        "ghcr.io/acme/web: Message of tls. Remedy of tls.",
      ],
    ],
  ];

  it.each(messages)("%s say what was found, and the attack where it may be one (law 4)", (_, given, expected) => {
    expect(decide(given).findings.map(({ message }) => message)).toEqual(expected);
  });
});
