import { afterAll, describe, expect, it } from "@jest/globals";
import { finding, levelOf, levelsWithoutUpdate, loadPolicyFile, told, type Finding } from "../../src/policy/index.ts";
import { rules, type RuleId } from "../../src/rules/index.ts";
import { createWorkspace, documentText } from "./workspace.ts";

const workspace = createWorkspace();
afterAll(() => {
  workspace.remove();
});

const BEFORE = Date.parse("2027-01-30T23:59:59.999Z");
const FROM = Date.parse("2027-01-31T00:00:00.000Z");

const textWith = (levels: string) => documentText({ rest: `levels: { ${levels} }` });
const documentWith = (levels: string) => loadPolicyFile(workspace.write("digestbound.yaml", textWith(levels)));

describe("the level of a rule", () => {
  it.each(rules)("$id: is its own where no document says one", ({ id, level }) => {
    expect(levelOf(undefined, id, FROM)).toEqual({ level });
    expect(levelOf(loadPolicyFile(workspace.write("digestbound.yaml", documentText({}))), id, FROM)).toEqual({ level });
  });

  it.each(rules)("$id: is what the document says, and no other rule's", ({ id }) => {
    const document = documentWith(`${id}: disabled`);
    const disabled = rules.filter((rule) => levelOf(document, rule.id, FROM).level === "disabled");
    expect(disabled.map((rule) => rule.id)).toEqual([id]);
  });

  it.each(["advisory", "mandatory", "disabled", "remediate"])("%s is taken for image-pinned", (level) => {
    expect(levelOf(documentWith(`image-pinned: ${level}`), "image-pinned", FROM)).toEqual({ level });
  });

  it.each<[string, RuleId, number, object]>([
    ["mandatory", "image-signed", BEFORE, { level: "advisory", blocksFrom: "2027-01-31" }],
    ["mandatory", "image-signed", FROM, { level: "mandatory" }],
    ["remediate", "image-pinned", BEFORE, { level: "advisory", blocksFrom: "2027-01-31" }],
    ["remediate", "image-pinned", FROM, { level: "remediate" }],
  ])("%s of %s has a date: at %d it is %j", (level, rule, now, expected) => {
    expect(levelOf(documentWith(`${rule}: { level: ${level}, from: 2027-01-31 }`), rule, now)).toEqual(expected);
  });

  it.each([
    ["image-sign: advisory", 'Did you mean "image-signed"?'],
    ["image-signed: advisry", 'Did you mean "advisory"?'],
    ["registry-imutable: disabled", 'Did you mean "registry-immutable"?'],
  ])("%s: the nearest name is told", (levels, hint) => {
    expect(workspace.problems(textWith(levels)).map(({ remedy }) => remedy)).toEqual([expect.stringContaining(hint)]);
  });
});

describe("where no update follows", () => {
  it("remediate is mandatory, and its date is kept", () => {
    const document = documentWith("image-pinned: { level: remediate, from: 2027-01-31 }");
    expect(levelsWithoutUpdate(document, BEFORE)("image-pinned")).toEqual({
      level: "advisory",
      blocksFrom: "2027-01-31",
    });
    expect(levelsWithoutUpdate(document, FROM)("image-pinned")).toEqual({ level: "mandatory" });
  });

  it.each([
    ["image-signed: mandatory", "mandatory"],
    ["image-known: advisory", "advisory"],
    ["image-known: disabled", "disabled"],
    ["image-known: mandatory", "mandatory"],
  ])("an unknown image under %s is %s", (levels, level) => {
    expect(levelsWithoutUpdate(documentWith(levels), FROM)("image-known")).toEqual({ level });
  });
});

it("what a frozen lock file rejects is told although image-lock is switched off, and so is what is locked, which is no fault", () => {
  const found = finding("image-lock", "not-locked", "It is not locked.");
  const locked = finding("image-lock", "locked-digest", "It is locked.");
  const levels = levelsWithoutUpdate(documentWith("image-lock: disabled"), FROM);
  const tell = (one: Finding) => {
    const { findings, switchedOff } = told({ findings: [one] }, levels);
    return [findings.map(({ reason, level }) => `${level} ${reason}`), switchedOff];
  };
  expect(tell({ ...found, blocks: true })).toEqual([["mandatory not-locked"], []]);
  expect(tell(locked)).toEqual([["advisory locked-digest"], []]);
  expect(tell(found)).toEqual([[], ["image-lock"]]);
});

describe("what is told of a decision", () => {
  const of = (...those: readonly RuleId[]) => those.map((rule) => finding(rule, `r-${rule}`, "Something is wrong."));
  const tell = (levels: string, findings: readonly RuleId[], mustBeAttested?: true) => {
    const decision = { findings: of(...findings), ...(mustBeAttested && { mustBeAttested }) };
    const { findings: shown, switchedOff } = told(decision, levelsWithoutUpdate(documentWith(levels), FROM));
    return [shown.map(({ rule, reason, level }) => `${level} ${rule}/${reason}`), switchedOff];
  };

  it.each<[string, RuleId[], true | undefined, string[], RuleId[]]>([
    ["image-pinned: advisory", ["image-pinned"], undefined, ["advisory image-pinned/r-image-pinned"], []],
    ["image-pinned: disabled", ["image-pinned"], undefined, [], ["image-pinned"]],
    [
      "image-pinned: disabled",
      ["image-pinned", "image-signed"],
      undefined,
      ["mandatory image-signed/r-image-signed"],
      ["image-pinned"],
    ],
    [
      "image-reference: disabled",
      ["image-reference"],
      undefined,
      ["mandatory image-pinned/r-image-reference", "mandatory image-signed/r-image-reference"],
      ["image-reference"],
    ],
    [
      "image-registry: disabled, image-signed: advisory",
      ["image-registry"],
      undefined,
      ["advisory image-signed/r-image-registry"],
      ["image-registry"],
    ],
    ["image-registry: disabled, image-signed: disabled", ["image-registry"], undefined, [], ["image-registry"]],
    [
      "image-checked: disabled",
      ["image-checked"],
      undefined,
      ["mandatory image-signed/r-image-checked"],
      ["image-checked"],
    ],
    [
      "image-checked: advisory",
      ["image-checked"],
      undefined,
      ["advisory image-checked/r-image-checked", "mandatory image-signed/r-image-checked"],
      [],
    ],
    ["image-signed: disabled", ["image-checked"], undefined, ["mandatory image-checked/r-image-checked"], []],
    [
      "image-checked: disabled, image-signed: disabled",
      ["image-checked"],
      true,
      ["mandatory image-attested/r-image-checked"],
      ["image-checked"],
    ],
    ["image-checked: disabled, image-signed: disabled", ["image-checked"], undefined, [], ["image-checked"]],
    ["image-registry: advisory", ["image-registry"], undefined, ["advisory image-registry/r-image-registry"], []],
  ])("under %s, of %j (attested: %p): %j", (levels, findings, attested, shown, off) => {
    expect(tell(levels, findings, attested)).toEqual([shown, off]);
  });
});
