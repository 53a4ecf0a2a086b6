import { describe, expect, it } from "@jest/globals";
import { decide, noticesOf, withNotices, type Facts } from "../../src/policy/index.ts";
import { digestOf, parseImageReference } from "../../src/reference/index.ts";

const [digest, other, third] = ["image", "other", "third"].map((text) => digestOf(Buffer.from(text)));
const signer = { signer: "ci", system: "cosign", identity: "key x", format: "legacy" } as const;
if (digest === undefined || other === undefined || third === undefined) throw new Error("there are three");
const { registry, repository, tag } = parseImageReference("ghcr.io/acme/web:1");

const facts = (more: Partial<Facts> = {}): Facts => ({
  repository: { registry, repository },
  ...(tag !== undefined && { tag }),
  named: digest,
  resolution: { kind: "pinned", digest },
  evidence: { kind: "signed", signer },
  attested: [],
  signers: ["ci"],
  tagged: { digest: other },
  ...more,
});
const reasonsOf = (given: Facts, around = {}) => noticesOf(given, around).map(({ reason }) => reason);

describe("what is noticed beside a decision", () => {
  it("never changes its status (law 3)", () => {
    const notices = noticesOf(facts(), { platform: "linux/arm64", listed: ["linux/amd64"] });
    expect(notices.map(({ rule, reason }) => `${rule}/${reason}`)).toEqual([
      "image-lock/platform-missing",
      "image-lock/tag-disagrees",
    ]);
    const failed = { kind: "failed", error: { reason: "timeout", message: "No.", remedy: "Wait." } } as const;
    for (const evidence of [facts().evidence, { kind: "unsigned" }, failed] as const) {
      const decision = decide(facts({ evidence }));
      const noticed = withNotices(decision, notices);
      expect(noticed).toEqual({ ...decision, findings: [...decision.findings, ...notices] });
    }
  });

  it("offers nothing (law 4)", () => {
    const among = { platforms: ["linux/amd64"], others: 3 };
    const notices = [...noticesOf(facts(), {}), ...noticesOf(facts({ tagged: { digest: other, among } }), {})];
    expect(notices.map(({ reason }) => reason)).toEqual(["tag-disagrees", "single-platform"]);
    expect(notices.filter((one) => "suggestion" in one)).toEqual([]);
  });

  it("says that one platform is pinned, unless the document accepts the image for just that index", () => {
    const tagged = { digest: other, among: { platforms: ["linux/amd64"], others: 1 } };
    const through = (index: typeof other) =>
      facts({ tagged, evidence: { kind: "signed", signer, through: { kind: "index", digest: index } } });
    expect(reasonsOf(through(other))).toEqual([]);
    expect(reasonsOf(through(third))).toEqual(["single-platform"]);
  });

  it("says nothing of a tag where the digest itself was not found, or another came in its place", () => {
    const failed = { kind: "failed", error: { reason: "not-found", message: "Gone.", remedy: "Check." } } as const;
    expect(reasonsOf(facts({ resolution: failed }))).toEqual([]);
    expect(reasonsOf(facts({ resolution: { kind: "pinned", digest: third } }))).toEqual([]);
  });

  it("names at most eight platforms, and counts the rest", () => {
    const listed = Array.from({ length: 1_000 }, (_, at) => `linux/a${at}`);
    const [notice] = noticesOf(facts(), { platform: "linux/arm64", listed });
    expect(notice?.message).toMatch(/lists linux\/a0, .* linux\/a7 and 992 more only\.$/);
  });

  it("says of an index of attestations that it has nothing to run", () => {
    const [notice] = noticesOf(facts(), { platform: "linux/arm64", listed: [] });
    expect(notice?.message).toBe("the resource runs it on linux/arm64, and its index lists no image for any platform.");
  });
});
