import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { discoverImageUses, UNKNOWN } from "../../src/discover/index.ts";
import { createGate, type Verdict } from "../../src/gate/index.ts";
import { readPolicyObject } from "../../src/policy/index.ts";
import { pushImage } from "../fixtures/index.ts";
import { reasons, startSetting, type Setting } from "./setting.ts";

let setting: Setting;
let digest: string;
const NOW = Date.parse("2026-11-27T12:00:00Z");
const PLACE = 'metadata.annotations["digestbound/exempt"]';

beforeAll(async () => {
  setting = await startSetting();
  ({ digest } = pushImage(setting.registry, "team/web", "1", { text: "web" }));
  pushImage(setting.registry, "team/api", "1", { text: "api" });
});
afterAll(() => setting.close());

const image = (rest = "", repository = "team/web") => `${setting.registry.host}/${repository}${rest}`;
const marker = (more: object = {}) => ({
  ...{ image: image(), rule: "image-signed", because: "signed from next year on" },
  ...{ owner: "team-legacy", until: "2027-01-31", ...more },
});

interface Case {
  /** The annotation's value; an object is written as JSON. */
  readonly marked?: unknown;
  readonly images?: readonly string[];
  readonly rest?: object;
  readonly limits?: object;
}

/** The verdicts on the containers of a marked pod, and on one beside it that is not marked. */
async function judged({ marked = marker(), images = [image(`@${digest}`)], rest = {}, limits = {} }: Case = {}) {
  const { host } = setting.registry;
  const policy = readPolicyObject(
    {
      version: 1,
      signers: { ci: { cosign: { key: setting.trusted.publicKeyPem, transparencyLog: "not-required" } } },
      images: [{ match: `${host}/team/*`, signedBy: ["ci"] }],
      registries: [{ host, plainHttp: true }],
      ...rest,
    },
    "/",
    "test",
  );
  const value = typeof marked === "object" ? JSON.stringify(marked) : marked;
  const spec = { containers: images.map((one) => ({ image: one })) };
  const annotations = { "digestbound/exempt": value };
  const uses = [{ metadata: { annotations }, spec }, { spec }].flatMap((props, index) =>
    discoverImageUses({ type: "kubernetes:core/v1:Pod", name: "", urn: `urn:pod${index}`, props }),
  );
  const gate = createGate(policy, { environment: {}, now: () => NOW, limits: { retryDelay: 1, ...limits } });
  const verdicts = await gate.check(uses);
  await gate.close();
  return { marked: verdicts.slice(0, images.length), others: verdicts.slice(images.length) };
}

const ALLOWED = { inline: "allowed" };
const first = async (one: Case): Promise<Verdict> => {
  const [verdict] = (await judged(one)).marked;
  if (verdict === undefined) throw new Error("there is no verdict");
  return verdict;
};
const said = (verdict: Verdict) => verdict.findings.map(({ message }) => message).join("\n");

describe("where the document says inline: allowed, a marker", () => {
  it("lifts its rule in its own resource and in no other, and is marked as inline", async () => {
    const { marked, others } = await judged({ rest: ALLOWED });
    expect(marked).toMatchObject([
      { status: "exempt", findings: [], lifted: [{ finding: { rule: "image-signed" }, exemption: { inline: true } }] },
    ]);
    expect(others.map(reasons)).toEqual([["image-signed/no-signature"]]);
  });

  it("lifts one rule for one repository, and no other of either (GHSA-gg4x-fgg2-h9w9)", async () => {
    const { marked } = await judged({ rest: ALLOWED, images: [image(":1"), image(":1", "team/api")] });
    expect(marked.map(reasons)).toEqual([
      ["image-pinned/mutable-tag"],
      ["image-pinned/mutable-tag", "image-signed/no-signature"],
    ]);
    expect(marked[0]?.findings[0]?.suggestion).toMatchObject({ digest, verified: false });
  });

  it("warns two weeks before its end", async () => {
    expect((await first({ rest: ALLOWED, marked: marker({ until: "2026-12-05" }) })).lifted).toMatchObject([
      { endsIn: 8 },
    ]);
  });

  it("lets the document's own exemption speak first", async () => {
    const own = { ...marker(), owner: "platform" };
    const verdict = await first({ rest: { ...ALLOWED, exemptions: [own] } });
    expect(verdict.lifted).toMatchObject([{ exemption: { owner: "platform" } }]);
    expect(verdict.lifted?.[0]?.exemption.inline).toBeUndefined();
  });

  it.each<[string, object | string, RegExp]>([
    [
      "has ended",
      { until: "2026-11-26" },
      /An inline exemption by team-legacy ended: it was valid until 2026-11-26\.$/,
    ],
    [
      "ends later than 90 days ahead",
      { until: "2027-02-26" },
      /is void: it is valid until 2027-02-26, and at most 90 days ahead are allowed\.$/,
    ],
    [
      "cannot be read",
      { owner: undefined },
      /The exemption in metadata\.annotations\["digestbound\/exempt"\] has no effect: owner: is missing; expected who answers for it\.$/,
    ],
    ["breaks the glass", { rule: "image-checked", reasons: ["undetermined"] }, /has no effect: rule: expected one of /],
    ["is no exemption", "please", /has no effect: expected an exemption in a resource, found a text\.$/],
  ])("that %s has no effect, and the finding says so", async (_, marked, words) => {
    const verdict = await first({ rest: ALLOWED, marked: typeof marked === "string" ? marked : marker(marked) });
    expect([verdict.status, reasons(verdict), verdict.lifted]).toEqual([
      "rejected",
      ["image-signed/no-signature"],
      undefined,
    ]);
    expect(said(verdict)).toMatch(words);
  });

  it.each([
    ["another repository", () => marker({ image: image("", "team/other") })],
    ["another digest", () => marker({ image: image(`@sha256:${"0".repeat(64)}`) })],
    ["another rule", () => marker({ rule: "image-pinned" })],
  ])("that is for %s has no effect", async (_, marked) => {
    expect((await first({ rest: ALLOWED, marked: marked() })).status).toBe("rejected");
  });

  it("that is unknown has no effect, and the finding says so (law 6)", async () => {
    const policy = readPolicyObject(
      {
        version: 1,
        images: [{ match: "quay.io/**", signature: "not-required", because: "nobody signs these" }],
        ...ALLOWED,
      },
      "/",
      "test",
    );
    const props = {
      metadata: { annotations: { "digestbound/exempt": UNKNOWN } },
      spec: { containers: [{ image: "ghcr.io/acme/web:1" }] },
    };
    const [verdict] = await createGate(policy).check(
      discoverImageUses({ type: "kubernetes:core/v1:Pod", name: "", urn: "", props }),
    );
    expect(
      verdict?.findings.map(({ message }) =>
        message.includes(`The exemption in ${PLACE} has no effect: it is not known yet, or a secret.`),
      ),
    ).toEqual([true, false]);
  });

  it("counts by each name of the image's registry, and for no other image at an alias", async () => {
    const { host } = setting.registry;
    const registries = [{ host, plainHttp: true, aliases: ["mirror.internal:5000"] }];
    const status = async (named: string) =>
      (await first({ rest: { ...ALLOWED, registries }, marked: marker({ image: named }) })).status;
    expect(await status("mirror.internal:5000/team/web")).toBe("exempt");
    expect(await status("mirror.internal:5000/team/api")).toBe("rejected");
    expect(await status("mirror.internal/team/web")).toBe("rejected");
    expect(await status("other.internal:5000/team/web")).toBe("rejected");
  });

  it("never lifts what could not be found out, nor hides it", async () => {
    const unreached = await first({ rest: ALLOWED, limits: { requests: 0 } });
    expect(unreached.status).toBe("undetermined");
  });

  it.each([
    ["shorter", "10d", "2026-12-08", "rejected"],
    ["shorter and kept", "10d", "2026-12-06", "exempt"],
    ["longer", "120d", "2027-03-01", "exempt"],
  ])("is bound by longestExemption where that is set: %s", async (_, longestExemption, until, status) => {
    expect((await first({ rest: { ...ALLOWED, longestExemption }, marked: marker({ until }) })).status).toBe(status);
  });
});

describe("an option of a marker flips the verdict (law 7)", () => {
  it.each([
    ["image", { image: "quay.io/legacy/app" }],
    ["rule", { rule: "image-pinned" }],
    ["because", { because: undefined }],
    ["owner", { owner: undefined }],
    ["until", { until: "2001-01-31" }],
  ])("%s in a resource", async (_, more) => {
    expect((await first({ rest: ALLOWED })).status).toBe("exempt");
    expect((await first({ rest: ALLOWED, marked: marker(more) })).status).toBe("rejected");
  });
});

describe("a marker has no effect, and the finding says so (law 8)", () => {
  const NOT_ALLOWED = "has no effect: the policy document does not say inline: allowed.";
  it.each([
    ["without inline", {}],
    ["with inline: rejected", { inline: "rejected" }],
  ])("%s", async (_, rest) => {
    const verdict = await first({ rest });
    expect([verdict.status, reasons(verdict)]).toEqual(["rejected", ["image-signed/no-signature"]]);
    expect(said(verdict)).toContain(`An inline exemption by team-legacy ${NOT_ALLOWED}`);
    expect(said(await first({ rest, marked: "nonsense" }))).toContain(`The exemption in ${PLACE} ${NOT_ALLOWED}`);
    expect((await judged({ rest })).others.map(said).join("\n")).toMatch(/^(?!.*inline)./);
  });

  it("without a document", async () => {
    const props = {
      metadata: {
        annotations: { "digestbound/exempt": JSON.stringify(marker({ image: image(), rule: "image-pinned" })) },
      },
      spec: { containers: [{ image: image(":1") }] },
    };
    const uses = discoverImageUses({ type: "kubernetes:core/v1:Pod", name: "", urn: "", props });
    const [verdict] = await createGate(undefined).check(uses);
    expect(verdict?.status).toBe("rejected");
    expect(verdict?.findings[0]?.message).toContain(`An inline exemption by team-legacy ${NOT_ALLOWED}`);
  });
});
