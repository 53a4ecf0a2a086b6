import { describe, expect, it } from "@jest/globals";
import type { Verdict } from "../../src/gate/index.ts";
import { finding } from "../../src/policy/index.ts";
import { digestOf } from "../../src/reference/index.ts";
import { approveAtPreview, approveAtUpdate } from "../../src/remedy/index.ts";

const shown = digestOf(Buffer.from("shown"));
const other = digestOf(Buffer.from("other"));

/** What the gate says of a tag that points at `shown`: its digest signed, or needing no signature, or neither. */
function verdict(offer: "verified" | "unverified" | "none", locked?: string): Verdict {
  const suggestion = { digest: shown, verified: offer === "verified", platforms: [] };
  const pinned = finding("image-pinned", "mutable-tag", "It can be moved.", offer === "none" ? undefined : suggestion);
  const place = { resource: "urn:web", path: "image" };
  const use = {
    kind: "image",
    image: "r.example/web:1",
    place,
    role: "run",
    pinForm: "name:tag@digest",
    slot: { steps: ["image"] },
  } as const;
  const since = locked === undefined ? {} : { locked };
  return { use, image: use.image, status: "rejected", digest: shown, findings: [pinned], signers: [], ...since };
}

const WRITE = { kind: "write", pin: { image: "r.example/web:1", pinned: `r.example/web:1@${shown}` } };

describe("remediation at preview", () => {
  it.each([
    ["verified", WRITE],
    ["unverified", { kind: "refuse", reason: "unverified-digest" }],
    ["none", { kind: "nothing" }],
  ] as const)("of a digest that is %s (law 4)", (offer, expected) => {
    expect(approveAtPreview(verdict(offer))).toMatchObject(expected);
  });
});

describe("remediation at update", () => {
  it.each([
    ["verified", shown, false, WRITE],
    ["verified", shown, true, WRITE],
    ["verified", undefined, false, { kind: "refuse", reason: "no-approved-digest" }],
    ["verified", undefined, true, WRITE],
    ["verified", other, false, { kind: "refuse", reason: "tag-moved" }],
    ["verified", other, true, { kind: "refuse", reason: "tag-moved" }],
    ["unverified", shown, true, { kind: "refuse", reason: "unverified-digest" }],
    ["unverified", other, true, { kind: "refuse", reason: "tag-moved" }],
    ["none", shown, true, { kind: "nothing" }],
    ["none", other, true, { kind: "refuse", reason: "tag-moved" }],
  ] as const)(
    "of a %s digest, approved %s, resolveAtUpdate %p (laws 4 and 5)",
    (offer, candidate, resolve, expected) => {
      expect(approveAtUpdate(verdict(offer), candidate, resolve)).toMatchObject(expected);
    },
  );

  it("names both digests of a tag that moved", () => {
    const approval = approveAtUpdate(verdict("verified"), other, false);
    expect(approval).toMatchObject({
      message: expect.stringContaining(`showed ${other}, and now the tag points at ${shown}`),
    });
  });

  it("says nothing of a tag that could not be resolved: the findings do", () => {
    const { use, image, status, findings, signers } = verdict("none");
    expect(approveAtUpdate({ use, image, status, findings, signers }, other, false)).toEqual({ kind: "nothing" });
  });
});

describe("remediation of a locked digest", () => {
  const locked = (offer: "verified" | "unverified" | "none") => verdict(offer, "2026-11-01T10:00:00Z");

  it.each(["verified", "unverified"] as const)(
    "writes it at preview and, without any preview, at update: %s",
    (offer) => {
      expect(approveAtPreview(locked(offer))).toMatchObject(WRITE);
      expect(approveAtUpdate(locked(offer), undefined, false)).toMatchObject(WRITE);
      expect(approveAtUpdate(locked(offer), shown, false)).toMatchObject(WRITE);
    },
  );

  it("writes nothing where it is not offered, because it is not trusted (law 4)", () => {
    expect(approveAtPreview(locked("none"))).toEqual({ kind: "nothing" });
    expect(approveAtUpdate(locked("none"), undefined, true)).toEqual({ kind: "nothing" });
  });

  it.each(["verified", "unverified", "none"] as const)(
    "refuses it where a preview showed another digest: %s",
    (offer) => {
      for (const resolveAtUpdate of [true, false])
        expect(approveAtUpdate(locked(offer), other, resolveAtUpdate)).toMatchObject({
          kind: "refuse",
          reason: "lock-changed",
          message: expect.stringContaining(`showed ${other}, and the lock file has ${shown}`),
        });
    },
  );

  it("is not held up by what the lock file notices, and is by what blocks", () => {
    const { findings, ...rest } = locked("verified");
    const notice = finding("image-lock", "tag-moved", "It moved.");
    expect(approveAtPreview({ ...rest, findings: [...findings, notice] })).toMatchObject(WRITE);
    expect(approveAtPreview({ ...rest, findings: [...findings, { ...notice, blocks: true }] })).toEqual({
      kind: "nothing",
    });
  });
});

it("a verified digest at a place that cannot be written is not called unverified", () => {
  const { use, ...rest } = verdict("verified");
  const { kind, image, place, role, pinForm } = use as Extract<Verdict["use"], { kind: "image" }>;
  const unwritable = { ...rest, use: { kind, image, place, role, pinForm } };
  expect(approveAtPreview(unwritable)).toEqual({ kind: "nothing" });
});
