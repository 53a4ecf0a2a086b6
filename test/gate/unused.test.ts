import { describe, expect, it } from "@jest/globals";
import { unusedIn } from "../../src/gate/index.ts";
import { finding, readPolicyObject, type PolicyDocument } from "../../src/policy/index.ts";
import { unusedFindings } from "../../src/report/index.ts";
import { digest, verdictOn, verdictOnUnknown } from "../report/verdicts.ts";

const NOW = Date.parse("2026-11-27T12:00:00Z");
const TERMS = { because: "signed from next year on", owner: "team-legacy", until: "2027-01-31" };
const APP = { image: "quay.io/legacy/app", rule: "image-signed", ...TERMS };

function policyWith(exemptions: readonly object[], more: object = {}): PolicyDocument {
  const images = [{ match: "quay.io/**", signature: "not-required", because: "nobody signs these" }];
  return readPolicyObject({ version: 1, images, exemptions, ...more }, "/", "test");
}

const found = (rule: Parameters<typeof finding>[0]) => finding(rule, "some-reason", "It is so.");
const app = `quay.io/legacy/app@${digest}`;

function told(policy: PolicyDocument, ...verdicts: Parameters<typeof unusedIn>[0]): readonly string[] {
  return unusedFindings(unusedIn(verdicts, { policy, now: NOW })).map(({ message }) => message);
}

const UNUSED =
  "The exemption from image-signed for quay.io/legacy/app by team-legacy until 2027-01-31 lifted nothing: " +
  "the rule found nothing. Where that is so in every stack, it can be removed.";

describe("an exemption that lifted nothing is told", () => {
  it("where its images were judged and its rule found nothing, once", () => {
    const accepted = verdictOn(app, "accepted", { digest });
    expect(told(policyWith([APP]), accepted, accepted)).toEqual([UNUSED]);
    expect(told(policyWith([APP]), verdictOn(app, "rejected", { findings: [found("image-pinned")] }))).toEqual([
      UNUSED,
    ]);
  });

  it("where it has ended: it can be removed", () => {
    const ended = policyWith([{ ...APP, until: "2026-11-26" }]);
    const words =
      "The exemption from image-signed for quay.io/legacy/app by team-legacy until 2026-11-26 lifted nothing: it ended, and can be removed.";
    for (const findings of [[], [found("image-signed")], [found("image-checked")]])
      expect(told(ended, verdictOn(app, "rejected", { findings }))).toEqual([words]);
  });

  it("where it is void: why", () => {
    const isVoid = policyWith([APP], { longestExemption: "30d" });
    expect(told(isVoid, verdictOn(app, "accepted"))).toEqual([
      expect.stringMatching(
        /lifted nothing\. An exemption by team-legacy is void: .*at most 30 days ahead are allowed\.$/,
      ),
    ]);
  });

  it("by the resource where it is for what nobody can see", () => {
    const hidden = policyWith([{ ...TERMS, rule: "image-inspectable", resource: "apps/v1*" }]);
    const [text] = told(hidden, { ...verdictOnUnknown(), status: "accepted" });
    expect(text).toContain("The exemption from image-inspectable in apps/v1 Deployment web by team-legacy");
  });
});

describe("an inline exemption", () => {
  const markers = [{ path: "metadata", value: { text: JSON.stringify(APP) } }];
  const use = { ...verdictOn(app, "accepted").use, markers };
  const marked = verdictOn(app, "accepted", { use });

  it("that lifted nothing is told by its resource", () => {
    expect(told(policyWith([APP], { inline: "allowed", exemptions: undefined }), marked, marked)).toEqual([
      UNUSED.replace("exemption from", "inline exemption from").replace("app by", "app in apps/v1 Deployment web by"),
    ]);
  });

  describe("that names none of its resource's images", () => {
    const policy = policyWith([APP], { inline: "allowed", exemptions: undefined });
    const other = (rest: string) => {
      const verdict = verdictOn(`quay.io/legacy/other${rest}`, "rejected", { findings: [found("image-signed")] });
      return { ...verdict, use: { ...verdict.use, markers } };
    };

    it("is told: a document covers many stacks, and a marker one resource", () => {
      expect(told(policy, other(`@${digest}`), other(`@${digest}`))).toEqual([
        "The inline exemption from image-signed for quay.io/legacy/app in apps/v1 Deployment web by team-legacy until 2027-01-31 " +
          "lifted nothing. It names none of that resource's images.",
      ]);
    });

    it("is not told where one of these is not known, where another one is meant, or where it has no effect anyway", () => {
      const unknown = verdictOnUnknown();
      const [open, secret] = [
        { ...unknown, use: { ...unknown.use, markers } },
        { ...other(`@${digest}`), use: { ...other(`@${digest}`).use, secret: true as const } },
      ];
      expect(told(policy, other(`@${digest}`), open)).toEqual([]);
      expect(told(policy, other(":1"))).toEqual([]);
      expect(told(policy, secret)).toEqual([]);
      const needed = verdictOn(app, "rejected", { use, findings: [found("image-signed")] });
      expect(told(policy, other(`@${digest}`), needed)).toEqual([]);
      expect(told(policyWith([APP], { exemptions: undefined }), other(`@${digest}`))).toEqual([]);
    });
  });

  it("that has no effect is told where it would have had one, and not here", () => {
    expect(told(policyWith([APP], { exemptions: undefined }), marked)).toEqual([]);
  });
});

describe("an exemption is not told", () => {
  const policy = policyWith([APP]);
  const [exemption] = policy.exemptions;
  if (exemption === undefined) throw new Error("there is one");
  const lifted = [{ finding: found("image-signed"), exemption }];

  it("that lifted something", () => {
    expect(told(policy, verdictOn(app, "exempt", { lifted }), verdictOn(app, "accepted"))).toEqual([]);
  });

  it("that met no image: a document covers many stacks", () => {
    expect(told(policy, verdictOn(`quay.io/legacy/api@${digest}`, "accepted"))).toEqual([]);
    expect(told(policyWith([{ ...APP, resource: "urn:other*" }]), verdictOn(app, "accepted"))).toEqual([]);
    expect(told(policy)).toEqual([]);
  });

  it.each(["image-signed", "image-checked", "image-registry", "image-reference", "image-known"] as const)(
    "whose rule found something, or may have: %s",
    (rule) => {
      expect(told(policy, verdictOn(app, "rejected", { findings: [found(rule)] }))).toEqual([]);
    },
  );

  it("that stands behind another one for the same rule, which lifted what it would have lifted", () => {
    const both = policyWith([APP, { ...APP, image: "quay.io/legacy/*" }]);
    const [first] = both.exemptions;
    if (first === undefined) throw new Error("there is one");
    expect(
      told(both, verdictOn(app, "exempt", { lifted: [{ finding: found("image-signed"), exemption: first }] })),
    ).toEqual([]);
  });

  it("where only an image that is a secret would show it (law 10)", () => {
    const open = verdictOn(app, "accepted");
    const secret = { ...open, use: { ...open.use, secret: true as const } };
    expect(told(policy, secret)).toEqual([]);
    expect(told(policy, secret, open)).toEqual([UNUSED]);
  });
});
