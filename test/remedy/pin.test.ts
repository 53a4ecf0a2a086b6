import { describe, expect, it } from "@jest/globals";
import type { Verdict } from "../../src/gate/index.ts";
import { decide, finding, type Evidence, type Resolution } from "../../src/policy/index.ts";
import { digestOf, parseImageReference, type PinForm } from "../../src/reference/index.ts";
import { verifiedPin } from "../../src/remedy/index.ts";
import { signer } from "../report/verdicts.ts";
import { digest } from "./pins.ts";

const slot = { steps: ["spec", "containers", 0, "image"] };
const place = { resource: "urn", path: "spec.containers[0].image" };
const resolved: Resolution = { kind: "resolved", digest, platforms: [] };
const failed = { kind: "failed", error: { reason: "timeout", message: "m", remedy: "r" } } as const;
const signed: Evidence = { kind: "signed", signer };

/** What the gate decides about an image with these facts. */
function verdictOn(image: string, resolution: Resolution, evidence: Evidence, pinForm: PinForm = "name:tag@digest") {
  const { tag, digest: named, ...repository } = parseImageReference(image);
  const facts = { repository, resolution, evidence, attested: [], signers: ["release-key"] };
  const decision = decide({ ...facts, ...(tag && { tag }), ...(named && { named }) });
  return { use: { kind: "image", image, slot, place, role: "run", pinForm }, image, ...decision } satisfies Verdict;
}

describe("a verified digest is pinned as the field takes it", () => {
  it.each<[string, PinForm, string]>([
    ["nginx:1", "name:tag@digest", `nginx:1@${digest}`],
    ["nginx:1", "name@digest", `nginx@${digest}`],
    ["nginx", "name:tag@digest", `nginx@${digest}`],
  ])("%s as %s", (image, pinForm, pinned) => {
    expect(verifiedPin(verdictOn(image, resolved, signed, pinForm))).toEqual({ slot, image, pinned });
  });
});

describe("only a digest that was itself verified is pinned (law 4)", () => {
  const image = "nginx:1";
  it.each<[string, Resolution, Evidence]>([
    ["no signature is required, so nobody vouches for it", resolved, { kind: "not-required" }],
    ["it is not signed", resolved, { kind: "unsigned" }],
    [
      "its signatures are not trusted",
      resolved,
      { kind: "untrusted", failures: [{ verified: false, reason: "untrusted-key", message: "m" }] },
    ],
    ["its signatures could not be fetched", resolved, failed],
    ["the tag could not be resolved", failed, { kind: "unasked" }],
    ["the tag could not be resolved, whatever else is claimed", failed, signed],
  ])("none where %s", (_, resolution, evidence) => {
    expect(verifiedPin(verdictOn(image, resolution, evidence))).toBeUndefined();
  });

  const verdict = verdictOn(image, resolved, signed);
  it.each<[string, Partial<Verdict>]>([
    ["the image is named by its digest", verdictOn(`nginx@${digest}`, { kind: "pinned", digest }, signed)],
    [
      "something is wrong that a digest does not cure",
      { findings: [...verdict.findings, finding("image-signed", "x", "m")] },
    ],
    ["the verdict is about another digest (law 1)", { digest: digestOf(Buffer.from("other")) }],
    ["the verdict is about no digest", { findings: verdict.findings, digest: undefined as never }],
    [
      "nothing can be written, as on the command line",
      { use: { kind: "image", image, place, role: "run", pinForm: "name@digest" } },
    ],
    ["the value is unknown", { use: { kind: "unknown", place, role: "run", pinForm: "name@digest" }, image: null }],
  ])("none where %s", (_, parts) => {
    expect(verifiedPin({ ...verdict, ...parts })).toBeUndefined();
  });
});
