import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parse } from "yaml";
import { discoverImageUses } from "../../src/discover/index.ts";
import { readMarkers } from "../../src/policy/index.ts";

const PATH = 'metadata.annotations["digestbound/exempt"]';
const ENTRY = {
  ...{ image: "quay.io/legacy/app", rule: "image-signed", because: "signed from next year on" },
  ...{ owner: "team-legacy", until: "2027-01-31" },
};
const DIGEST = `sha256:${"a".repeat(64)}`;

const read = (text: string) => readMarkers([{ path: PATH, value: { text } }]);
const entry = (more: object) => JSON.stringify({ ...ENTRY, ...more });

describe("a marker holds", () => {
  const yaml =
    "image: quay.io/legacy/app\nrule: image-signed\nbecause: signed from next year on\nowner: team-legacy\nuntil: 2027-01-31\n";
  it.each([
    ["one exemption as JSON", JSON.stringify(ENTRY), 1],
    ["one exemption as YAML", yaml, 1],
    ["a list of them as JSON", JSON.stringify([ENTRY, { ...ENTRY, rule: "image-pinned" }]), 2],
    ["a list of them as YAML", `- { ${yaml.trim().replaceAll("\n", ", ")} }\n`, 1],
    ["as many as 16", JSON.stringify(Array.from({ length: 16 }, () => ENTRY)), 16],
    ["an exemption for one digest", entry({ image: `quay.io/legacy/app@${DIGEST}` }), 1],
  ])("%s", (_, text, many) => {
    const { exemptions, unread } = read(text);
    expect(unread).toEqual([]);
    expect(exemptions).toHaveLength(many);
    for (const one of exemptions) {
      expect(one).toMatchObject({ inline: true, because: ENTRY.because, owner: ENTRY.owner, until: ENTRY.until });
      expect(one.image?.text).toMatch(/^quay\.io\/legacy\/app/);
    }
  });

  it("what several say together", () => {
    const { exemptions, unread } = readMarkers([
      { path: "a", value: { text: JSON.stringify(ENTRY) } },
      { path: "b", value: { why: "is a number, not a text" } },
      { path: "c", value: { text: "[]" } },
    ]);
    expect(exemptions).toHaveLength(1);
    expect(unread).toEqual([
      { path: "b", why: "it is a number, not a text." },
      { path: "c", why: "it holds 0 exemptions, and 1 to 16 are read." },
    ]);
  });
});

describe("a marker is read whole or not at all, and one sentence says why", () => {
  it.each<[string, string, RegExp]>([
    ["no repository", entry({ image: undefined }), /^image: is missing; expected a repository/],
    ["a whole registry", entry({ image: "quay.io/**" }), /^image: names no repository\.$/],
    ["every registry", entry({ image: "*/legacy/app" }), /^image: /],
    [
      "a broken glass",
      entry({ rule: "image-checked", reasons: ["undetermined"] }),
      /^rule: expected one of image-pinned, /,
    ],
    ["what nobody can see", entry({ rule: "image-inspectable" }), /^rule: expected one of image-pinned, /],
    ["another rule", entry({ rule: "image-known" }), /^rule: expected one of image-pinned, /],
    ["other resources", entry({ resource: "*" }), /^resource: is not for a resource/],
    ["reasons", entry({ reasons: ["undetermined"] }), /^reasons: only counts in the policy document\.$/],
    ["an unknown key", entry({ ticket: 1 }), /^ticket: "ticket" is not a key of an exemption in a resource\.$/],
    ["no owner", entry({ owner: undefined }), /^owner: is missing/],
    ["no reason", entry({ because: "legacy" }), /^because: expected one line of 10 to 300 characters/],
    ["no end", entry({ until: undefined }), /^until: is missing/],
    ["no day", entry({ until: "2027-02-30" }), /^until: expected a day such as 2027-01-31/],
    [
      "a digest of what names none",
      entry({ rule: "image-pinned", image: `quay.io/a/b@${DIGEST}` }),
      /^image: names a digest/,
    ],
    ["one wrong entry of two", `[${entry({})},${entry({ owner: "" })}]`, /^\[1\]\.owner: /],
    [
      "17 entries",
      JSON.stringify(Array.from({ length: 17 }, () => ({}))),
      /^it holds 17 exemptions, and 1 to 16 are read\.$/,
    ],
    ["a text", "please", /^expected an exemption in a resource, found a text\.$/],
    ["nothing", "", /^expected an exemption in a resource, found nothing\.$/],
    ["two documents", `${entry({})}\n---\n${entry({})}`, /a second YAML document begins here/],
    ["a key twice", `{"owner":"a","owner":"b"}`, /^owner: is written twice/],
    ["a merge key", entry({ "<<": {} }), /is not a key of an exemption in a resource\.$/],
    ["broken YAML", "image: [", /./],
    ["a hidden character", entry({ owner: "team\u202e" }), /^holds the invisible character U\+202E\.$/],
    ["4097 bytes", entry({ because: "x".repeat(4096) }), /^it is longer than 4096 bytes\.$/],
    ["4097 bytes of fewer characters", "é".repeat(2049), /^it is longer than 4096 bytes\.$/],
    ["2000 levels", "[".repeat(2000), /nests deeper than 64 levels/],
  ])("%s", (_, text, why) => {
    const { exemptions, unread } = read(text);
    expect(exemptions).toEqual([]);
    expect(unread).toEqual([{ path: PATH, why: expect.stringMatching(why) as unknown }]);
  });
});

it("docs/policy.md shows one that counts", () => {
  const page = readFileSync(join(__dirname, "../../docs/policy.md"), "utf8");
  const [, example = ""] = /```yml\n([^]*?)```/.exec(page) ?? [];
  const props: unknown = parse(example);
  const [use] = discoverImageUses({ type: "kubernetes:apps/v1:Deployment", name: "", urn: "", props });
  const { exemptions, unread } = readMarkers(use?.markers ?? []);
  expect([exemptions.length, unread]).toEqual([1, []]);
  expect(use).toMatchObject({
    kind: "image",
    image: expect.stringContaining(exemptions[0]?.image?.text ?? "?") as unknown,
  });
});

describe("whatever stands in a marker", () => {
  const valid = fc.constantFrom(JSON.stringify(ENTRY), JSON.stringify([ENTRY, ENTRY]));
  const cut = fc
    .tuple(valid, fc.nat(200), fc.string())
    .map(([text, at, more]) => text.slice(0, at) + more + text.slice(at));

  it("reading it never throws, and gives exemptions of repositories or one printable sentence", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 5000, unit: "binary" }), cut, fc.json()), (text) => {
        const { exemptions, unread } = read(text);
        expect(exemptions.length > 0).toBe(unread.length === 0);
        for (const { why } of unread) expect(why).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]+\.$/u);
        for (const one of exemptions) expect([one.inline, one.image !== undefined]).toEqual([true, true]);
      }),
      { numRuns: 300 },
    );
  });

  it("many anchors cost no more than its length: a laughing text is refused", () => {
    const levels = Array.from(
      { length: 60 },
      (_, index) => `a${index + 1}: &a${index + 1} [${"*a".concat(String(index), ",").repeat(9)}]`,
    );
    const { exemptions, unread } = read(["a0: &a0 x", ...levels].join("\n"));
    expect(exemptions).toEqual([]);
    expect(unread).toHaveLength(1);
  });
});
