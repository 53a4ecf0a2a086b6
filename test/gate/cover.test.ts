import { describe, expect, it } from "@jest/globals";
import { covered, type CoverPorts, type Deployed } from "../../src/gate/cover.ts";
import { Outlines, type Outline } from "../../src/gate/outlines.ts";
import type { Evidence } from "../../src/policy/index.ts";
import { parseImageReference } from "../../src/reference/index.ts";
import { OCI_INDEX, OCI_MANIFEST } from "../fixtures/index.ts";
import { budget, digest, failure, manifest, reference } from "./fake-registry.ts";

const OFF = { childOfSignedIndex: false, allChildren: false };
const BOTH = { childOfSignedIndex: true, allChildren: true };
const signer = { signer: "release", system: "cosign", identity: "key x", format: "legacy" } as const;
const signed: Evidence = { kind: "signed", signer };
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
      Promise.resolve(isSigned.some((outline) => outline.digest === one) ? signed : { kind: "unsigned" })
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
    expect(await covered(own, deployed, BOTH, ports)).toBe(own);
    expect(asked).toEqual([]);
  });

  it("where the rule says nothing of them", async () => {
    const { asked, ports } = world();
    expect(await covered({ kind: "unsigned" }, deployed, OFF, ports)).toEqual({ kind: "unsigned" });
    expect(asked).toEqual([]);
  });

  it("for a single image that no digest names, as its tag points at it and not at an index", async () => {
    const { asked, ports } = world();
    const { digest: of } = deployed;
    expect(await covered({ kind: "unsigned" }, { digest: of, isPinned: false }, BOTH, ports)).toEqual({
      kind: "unsigned",
    });
    expect(asked).toEqual(["outline"]);
  });
});

it.each<Evidence>([
  { kind: "unsigned" },
  { kind: "untrusted", failures: [{ verified: false, reason: "untrusted-key", message: "no" }] },
  { kind: "unbound", why: "another run built it" },
])("an image on which nothing is trusted may be covered: $kind", async (own) => {
  const { ports } = world();
  expect(await covered(own, deployed, BOTH, ports)).toMatchObject({ kind: "signed", through: { kind: "index" } });
  expect(await covered(own, { ...deployed, digest: index.digest }, BOTH, ports)).toMatchObject({
    kind: "signed",
    through: { kind: "children", children: [{ digest: image.digest }] },
  });
});

it.each<[string, Evidence, string]>([
  ["unsigned", { kind: "unsigned" }, "carries no signature."],
  ["not bound", { kind: "unbound", why: "another run built it" }, "is not bound to its build: another run built it."],
  ["not asked about", { kind: "unasked" }, "was not judged."],
  ["in need of no signature", { kind: "not-required" }, "was not judged."],
])("an index or a child that is %s covers nothing (law 3)", async (_, other, words) => {
  const { ports } = world({ judge: () => Promise.resolve(other) });
  const own: Evidence = { kind: "unsigned" };
  for (const deployedDigest of [image.digest, index.digest]) {
    const evidence = await covered(own, { ...deployed, digest: deployedDigest }, BOTH, ports);
    expect(evidence).toEqual({ kind: "unsigned", uncovered: expect.stringContaining(words) });
  }
});

it("what the manifest is could not be found out: nor whether something covers it (law 3)", async () => {
  const error = failure("timeout");
  const { ports } = world({ outline: () => Promise.resolve({ kind: "failed", error }) });
  expect(await covered({ kind: "unsigned" }, deployed, BOTH, ports)).toEqual({ kind: "failed", error });
});

it("what the index is could not be found out", async () => {
  const error = failure("timeout");
  const outline = (of: string) => Promise.resolve(of === image.digest ? image : ({ kind: "failed", error } as const));
  const { ports } = world({ outline });
  expect(await covered({ kind: "unsigned" }, deployed, BOTH, ports)).toEqual({ kind: "failed", error });
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
