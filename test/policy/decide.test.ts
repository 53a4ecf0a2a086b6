import { describe, expect, it } from "@jest/globals";
import { decide, type Evidence, type Facts, type Resolution } from "../../src/policy/index.ts";
import { digestOf, parseImageReference } from "../../src/reference/index.ts";

const digest = digestOf(Buffer.from("image"));
const error = { reason: "timeout", message: "It did not answer.", remedy: "Try again." };
const signer = { signer: "ci", system: "cosign", identity: "key x", format: "legacy" } as const;

const resolutions: Readonly<Record<string, Resolution>> = {
  pinned: { kind: "pinned", digest },
  resolved: { kind: "resolved", digest, platforms: ["linux/amd64"] },
  failed: { kind: "failed", error },
  tampered: { kind: "failed", error: { ...error, reason: "digest-mismatch" } },
};
const evidences: Readonly<Record<string, Evidence>> = {
  signed: { kind: "signed", signer },
  "not-required": { kind: "not-required" },
  unsigned: { kind: "unsigned" },
  untrusted: { kind: "untrusted", failures: [{ verified: false, reason: "untrusted-key", message: "no" }] },
  unasked: { kind: "unasked" },
  failed: { kind: "failed", error },
  tampered: { kind: "failed", error: { ...error, reason: "digest-mismatch" } },
};

function facts(resolution: string, evidence: string): Facts {
  const { registry, repository, tag } = parseImageReference("ghcr.io/acme/web:1");
  return {
    repository: { registry, repository },
    ...(tag === undefined ? {} : { tag }),
    ...(resolution === "resolved" ? {} : { named: digest }),
    resolution: resolutions[resolution] ?? { kind: "failed", error },
    evidence: evidences[evidence] ?? { kind: "unasked" },
    attested: [],
    signers: ["ci"],
  };
}

const combinations = Object.keys(resolutions).flatMap((resolution) =>
  Object.keys(evidences).map((evidence) => [resolution, evidence] as const),
);
const ACCEPTED = ["pinned signed", "pinned not-required"];
const SUGGESTED: Readonly<Record<string, boolean>> = { "resolved signed": true, "resolved not-required": false };

describe("a decision on every combination of facts", () => {
  it.each(combinations)(
    "%s and %s is accepted only where a pinned digest is signed or needs no signature (law 3)",
    (...pair) => {
      expect(decide(facts(...pair)).status === "accepted").toBe(ACCEPTED.includes(pair.join(" ")));
    },
  );

  it.each(combinations)(
    "%s and %s suggests a digest only where that digest was verified, or says that it was not (law 4)",
    (...pair) => {
      const suggestions = decide(facts(...pair)).findings.flatMap(({ suggestion }) => suggestion ?? []);
      const verified = SUGGESTED[pair.join(" ")];
      expect(suggestions.map((one) => one.verified)).toEqual(verified === undefined ? [] : [verified]);
    },
  );

  it.each(combinations)("%s and %s that is not accepted gives a reason, or could not find out", (...pair) => {
    const { status, findings } = decide(facts(...pair));
    expect(status === "accepted" ? findings.length === 0 : findings.length > 0 || status === "undetermined").toBe(true);
  });
});

it("a digest that another one was served for is known to be bad, not merely unseen (law 2)", () => {
  expect(decide(facts("tampered", "unasked")).status).toBe("rejected");
  expect(decide(facts("pinned", "tampered")).status).toBe("rejected");
  expect(decide(facts("failed", "unasked")).status).toBe("undetermined");
  expect(decide(facts("pinned", "failed")).status).toBe("undetermined");
});

it("a digest that differs from the one the reference names is never accepted, whatever signed it", () => {
  const other = digestOf(Buffer.from("another"));
  const swapped = { ...facts("pinned", "signed"), resolution: { kind: "pinned", digest: other } } as const;
  expect(decide(swapped).status).not.toBe("accepted");
});

describe("a signature that is not on the digest itself", () => {
  const decided = (evidence: Evidence, resolution = "pinned") => decide({ ...facts(resolution, "signed"), evidence });
  const other = { ...signer, signer: "release", identity: "key y" };
  const child = (text: string, who: typeof signer | typeof other) => ({
    digest: digestOf(Buffer.from(text)),
    signer: who,
  });

  it("accepts the digest that was named, and says through what", () => {
    const through = { kind: "index", digest: digestOf(Buffer.from("index")) } as const;
    expect(decided({ kind: "signed", signer, through })).toMatchObject({ status: "accepted", digest, through });
  });

  it("names each signer of the children once", () => {
    const children = [child("a", signer), child("b", other), child("c", { ...signer })];
    expect(decided({ kind: "signed", signer, through: { kind: "children", children } })).toMatchObject({
      status: "accepted",
      signers: [signer, other],
    });
  });

  it.each<Evidence>([
    { kind: "unsigned" },
    { kind: "untrusted", failures: [{ verified: false, reason: "untrusted-key", message: "no" }] },
    { kind: "unbound", why: "was built by another run" },
    { kind: "too-few", lack: "carries one trusted signature of two", failures: [] },
  ])("that is not there is explained after what is missing on the digest, before the attack: $kind", (evidence) => {
    const of = (resolution: string) =>
      decide({ ...facts(resolution, "unasked"), evidence, uncovered: "The index is unsigned." }).findings;
    expect(of("pinned")[0]?.message).toMatch(/\. The index is unsigned\.$/);
    const messages = of("resolved").map(({ message }) => message);
    expect(messages[1]).toMatch(/\. The index is unsigned\. No digest is suggested: /);
  });

  it("nor an attestation that is not there, told once", () => {
    const missing = { name: "sbom", signers: ["ci"], outcome: { kind: "missing" } } as const;
    const told = (evidence: string) =>
      decide({ ...facts("pinned", evidence), attested: [missing], uncovered: "The index has none." }).findings.filter(
        ({ message }) => message.includes(" The index has none."),
      );
    expect(told("signed")).toMatchObject([{ rule: "image-attested" }]);
    expect(told("unsigned")).toMatchObject([{ rule: "image-signed" }]);
  });
});
