import { describe, expect, it } from "@jest/globals";
import { covered, type CoverPorts, type Deployed } from "../../src/gate/cover.ts";
import { Outlines, type Outline } from "../../src/gate/outlines.ts";
import type { Findings } from "../../src/gate/evidence.ts";
import type { AttestationOutcome, Evidence } from "../../src/policy/index.ts";
import { parseImageReference } from "../../src/reference/index.ts";
import { OCI_INDEX, OCI_MANIFEST } from "../fixtures/index.ts";
import { budget, digest, failure, manifest, reference } from "./fake-registry.ts";

const OFF = { childOfSignedIndex: false, allChildren: false };
const BOTH = { childOfSignedIndex: true, allChildren: true };
const signer = { signer: "release", system: "cosign", identity: "key x", format: "legacy" } as const;
const signed: Evidence = { kind: "signed", signer };
const of = (evidence: Evidence, ...outcomes: readonly AttestationOutcome[]): Findings => ({
  evidence,
  attested: outcomes.map((outcome) => ({ name: "sbom", signers: ["release"], outcome })),
});
const UNSIGNED = of({ kind: "unsigned" });
const attested: AttestationOutcome = { kind: "attested", signer, predicateType: "https://spdx.dev/Document" };
const image: Outline = { digest: digest("image"), kind: "image", mediaType: OCI_MANIFEST, size: 5, entries: [] };
const index: Outline = { digest: digest("index"), kind: "index", mediaType: OCI_INDEX, size: 9, entries: [image] };
const { tag } = parseImageReference("r.example/team/web:1");
const deployed: Deployed = { digest: image.digest, isPinned: true, ...(tag && { tag }) };

/** Everything that the index lists is there, and what is signed is what the test says. */
function world(parts: Partial<CoverPorts> = {}, isSigned: readonly Outline[] = [image, index]) {
  const asked: string[] = [];
  const ports: CoverPorts = {
    outline: (one) => (asked.push("outline"), Promise.resolve(one === index.digest ? index : image)),
    tagged: () => (asked.push("tag"), Promise.resolve({ kind: "resolved", digest: index.digest, platforms: [] })),
    judge: (one) => (
      asked.push("signature"),
      Promise.resolve(isSigned.some((outline) => outline.digest === one) ? of(signed) : UNSIGNED)
    ),
    ...parts,
  };
  return { asked, ports };
}

describe("nothing is asked about other digests", () => {
  it.each<[string, Evidence]>([
    ["a signed image", signed],
    ["an image that needs no signature", { kind: "not-required" }],
    ["an image that was not asked about", { kind: "unasked" }],
    ["what could not be found out (law 3)", { kind: "failed", error: failure("timeout") }],
  ])("for %s", async (_, own) => {
    const { asked, ports } = world();
    const findings = of(own);
    expect(await covered(findings, deployed, BOTH, ports)).toBe(findings);
    expect(asked).toEqual([]);
  });

  it("where the rule says nothing of them", async () => {
    const { asked, ports } = world();
    expect(await covered(UNSIGNED, deployed, OFF, ports)).toBe(UNSIGNED);
    expect(asked).toEqual([]);
  });

  it("for a single image that no digest names, as its tag points at it and not at an index", async () => {
    const { asked, ports } = world();
    const { digest: resolved } = deployed;
    expect(await covered(UNSIGNED, { digest: resolved, isPinned: false }, BOTH, ports)).toBe(UNSIGNED);
    expect(asked).toEqual(["outline"]);
  });
});

it.each<Evidence>([
  { kind: "unsigned" },
  { kind: "untrusted", failures: [{ verified: false, reason: "untrusted-key", message: "no" }] },
  { kind: "unbound", why: "another run built it" },
])("an image on which nothing is trusted may be covered: $kind", async (own) => {
  const { ports } = world();
  expect(await covered(of(own), deployed, BOTH, ports)).toMatchObject({
    evidence: { kind: "signed", through: { kind: "index" } },
  });
  expect(await covered(of(own), { ...deployed, digest: index.digest }, BOTH, ports)).toMatchObject({
    evidence: { kind: "signed", through: { kind: "children", children: [{ digest: image.digest }] } },
  });
});

it.each<[string, Evidence, string]>([
  ["unsigned", { kind: "unsigned" }, "carries no signature."],
  ["not bound", { kind: "unbound", why: "another run built it" }, "is not bound to its build: another run built it."],
  ["not asked about", { kind: "unasked" }, "was not judged."],
  ["in need of no signature", { kind: "not-required" }, "was not judged."],
])("an index or a child that is %s covers nothing (law 3)", async (_, other, words) => {
  const { ports } = world({ judge: () => Promise.resolve(of(other)) });
  for (const deployedDigest of [image.digest, index.digest]) {
    const findings = await covered(UNSIGNED, { ...deployed, digest: deployedDigest }, BOTH, ports);
    expect(findings).toEqual({ ...UNSIGNED, uncovered: expect.stringContaining(words) });
  }
});

describe("attestations are asked of the index or the children, too", () => {
  const missing: AttestationOutcome = { kind: "missing" };
  const failed: AttestationOutcome = { kind: "failed", error: failure("timeout") };
  const untrusted: AttestationOutcome = {
    kind: "untrusted",
    failures: [{ verified: false, reason: "untrusted-key", message: "somebody else made it" }],
  };
  const lacking: AttestationOutcome = { kind: "lacking", signer, lack: "names no builder" };
  const own = of(signed, missing);

  it.each([image.digest, index.digest])("what a signed image lacks itself may be on them", async (deployedDigest) => {
    const { ports } = world({ judge: () => Promise.resolve(of(signed, attested)) });
    const findings = await covered(own, { ...deployed, digest: deployedDigest }, BOTH, ports);
    expect(findings).toMatchObject({ evidence: { kind: "signed", through: {} }, attested: [{ outcome: attested }] });
  });

  it.each<[AttestationOutcome, string]>([
    [missing, "carries no attestation of type sbom."],
    [untrusted, "carries no attestation of type sbom that the policy trusts: somebody else made it."],
    [lacking, "carries an attestation of type sbom that names no builder."],
    [{ kind: "unasked" }, "was not judged."],
  ])("and where they lack it the image does: %j", async (outcome, words) => {
    const { ports } = world({ judge: () => Promise.resolve(of(signed, outcome)) });
    for (const deployedDigest of [image.digest, index.digest]) {
      const findings = await covered(own, { ...deployed, digest: deployedDigest }, BOTH, ports);
      expect(findings).toEqual({ ...own, uncovered: expect.stringContaining(words) });
    }
  });

  it("what could not be found out on them leaves open only what the image itself lacks", async () => {
    const { ports } = world({ judge: () => Promise.resolve(of(signed, failed)) });
    expect(await covered(own, deployed, BOTH, ports)).toMatchObject(of(signed, failed));
    const both = of({ kind: "unsigned" }, attested);
    expect(await covered(both, deployed, BOTH, ports)).toMatchObject(of(failed, attested));
  });

  it("of which something is not known on the image itself are not asked", async () => {
    const { asked, ports } = world();
    const open = of({ kind: "unsigned" }, failed);
    expect(await covered(open, deployed, BOTH, ports)).toBe(open);
    expect(asked).toEqual([]);
  });
});

it("what the manifest is could not be found out: nor whether something covers it (law 3)", async () => {
  const error = failure("timeout");
  const { ports } = world({ outline: () => Promise.resolve({ kind: "failed", error }) });
  expect(await covered(UNSIGNED, deployed, BOTH, ports)).toEqual(of({ kind: "failed", error }));
});

it("what the index is could not be found out", async () => {
  const error = failure("timeout");
  const outline = (one: string) => Promise.resolve(one === image.digest ? image : ({ kind: "failed", error } as const));
  const { ports } = world({ outline });
  expect(await covered(UNSIGNED, deployed, BOTH, ports)).toEqual(of({ kind: "failed", error }));
});

describe("outlines of manifests", () => {
  function counting() {
    let asked = 0;
    const outlines = new Outlines({
      manifestByDigest: (_, of) => ((asked += 1), Promise.resolve({ ...manifest("asked"), digest: of })),
    });
    const of = async (text: string, name = "web") => outlines.of(reference(name), digest(text), budget);
    return { outlines, of, asked: () => asked };
  }

  it("need no request where the manifest came lately", async () => {
    const { outlines, of, asked } = counting();
    outlines.note(reference("web"), manifest("noted"));
    expect(await of("noted")).toMatchObject({ kind: "image", mediaType: OCI_MANIFEST, size: 5, entries: [] });
    expect(asked()).toBe(0);
    await of("other");
    await of("other");
    expect(asked()).toBe(1);
  });

  it("are of one repository, as what another one has says nothing about this one", async () => {
    const { outlines, of, asked } = counting();
    outlines.note(reference("web"), manifest("noted"));
    await of("noted", "api");
    expect(asked()).toBe(1);
  });

  it("are kept for no more images than are under way at the same time", async () => {
    const { outlines, of, asked } = counting();
    for (let at = 0; at < 65; at += 1) outlines.note(reference("web"), manifest(`${at}`));
    for (let at = 1; at < 65; at += 1) await of(`${at}`);
    expect(asked()).toBe(0);
    await of("0");
    expect(asked()).toBe(1);
  });
});
