import { describe, expect, it } from "@jest/globals";
import type { Verdict } from "../../src/gate/index.ts";
import { everyRuleMandatory, finding, type LevelsNow, type Status } from "../../src/policy/index.ts";
import { rules, type RuleId } from "../../src/rules/index.ts";
import { exitCode, jsonReport, PLAIN, prettyReport, type Report } from "../../src/report/index.ts";
import { reportOf, verdictOn, verdictOnUnknown } from "./verdicts.ts";

type Set = Partial<Record<RuleId, "advisory" | "mandatory" | "disabled" | { readonly blocksFrom: string }>>;

const levelled =
  (set: Set): LevelsNow =>
  (rule) => {
    const level = set[rule] ?? "mandatory";
    return typeof level === "string" ? { level } : { level: "advisory", ...level };
  };
const under = (set: Set, ...verdicts: readonly Verdict[]): Report => ({
  ...reportOf(...verdicts),
  levels: levelled(set),
});
const on = (status: Status, ...those: readonly RuleId[]) =>
  verdictOn("r.example/a:1", status, { findings: those.map((rule) => finding(rule, "reason", "It is wrong.")) });

const UNSIGNED = on("rejected", "image-signed");
const BOTH = on("rejected", "image-pinned", "image-signed");
const UNCHECKED = on("undetermined", "image-checked");
const ALL_ADVISORY = Object.fromEntries(rules.map(({ id }) => [id, "advisory"])) as Set;
const ALL_DISABLED = Object.fromEntries(rules.map(({ id }) => [id, "disabled"])) as Set;

const OWN: Set = { "image-lock": "advisory" };
const noticed = (status: Status, reason: string, more: object = {}) =>
  verdictOn("r.example/a:1", status, { findings: [{ ...finding("image-lock", reason, "It is so."), ...more }] });
const FROZEN_OUT = noticed("rejected", "not-locked", { blocks: true });
const LOCKED = noticed("accepted", "locked-digest");

describe("the exit code", () => {
  it.each<[string, Set, readonly Verdict[], number]>([
    ["a mandatory rejection", {}, [UNSIGNED], 1],
    ["an advisory rejection", { "image-signed": "advisory" }, [UNSIGNED], 0],
    ["a rejection whose date is ahead", { "image-signed": { blocksFrom: "2027-01-31" } }, [UNSIGNED], 0],
    ["a rejection that is switched off", { "image-signed": "disabled" }, [UNSIGNED], 0],
    ["one of two rules advisory", { "image-signed": "advisory" }, [BOTH], 1],
    ["one of two rules switched off", { "image-pinned": "disabled" }, [BOTH], 1],
    ["an advisory rejection beside a mandatory one", { "image-signed": "advisory" }, [UNSIGNED, BOTH], 1],
    [
      "an advisory rejection beside what could not be checked",
      { "image-signed": "advisory" },
      [UNSIGNED, UNCHECKED],
      3,
    ],
    ["unchecked, and image-checked advisory", { "image-checked": "advisory" }, [UNCHECKED], 3],
    ["unchecked, and image-checked switched off", { "image-checked": "disabled" }, [UNCHECKED], 3],
    ["unchecked, and every rule advisory", ALL_ADVISORY, [UNCHECKED], 0],
    ["unchecked, and every rule switched off", ALL_DISABLED, [UNCHECKED], 0],
    ["unknown", {}, [verdictOnUnknown(finding("image-known", "unknown", "Not yet."))], 3],
    ["unknown and advisory", ALL_ADVISORY, [verdictOnUnknown(finding("image-known", "unknown", "Not yet."))], 0],
    ["unknown without a finding", {}, [verdictOnUnknown()], 3],
    ["unknown without a finding, and advisory", { "image-known": "advisory" }, [verdictOnUnknown()], 0],
    ["a rejection without a reason blocks whatever the levels are (law 3)", ALL_DISABLED, [on("rejected")], 1],
    ["an indecision without a reason blocks as well (law 3)", ALL_DISABLED, [on("undetermined")], 3],
    ["accepted", {}, [on("accepted")], 0],
    ["accepted, with something noticed beside it", OWN, [on("accepted", "image-lock")], 0],
    ["the same where the policy makes that mandatory", {}, [on("accepted", "image-lock")], 1],
    ["the same of an exempt image", {}, [on("exempt", "image-lock")], 1],
    ["that something frozen blocks, whatever the levels are", ALL_DISABLED, [FROZEN_OUT], 1],
    ["which digest is locked: no fault, whatever the level is", {}, [LOCKED], 0],
  ])("%s", (_, set, verdicts, code) => {
    expect(exitCode(under(set, ...verdicts))).toBe(code);
  });

  it("for whoever is not concerned with levels no rule is advisory", () => {
    for (const { id } of rules) expect(everyRuleMandatory(id)).toEqual({ level: "mandatory" });
  });
});

describe("as text", () => {
  it("a finding is an error or an advice, and the verdict keeps its word", () => {
    const text = prettyReport(under({ "image-signed": "advisory" }, BOTH), PLAIN);
    expect(text).toContain("✗ rejected  r.example/a:1");
    expect(text).toContain("  error[image-pinned] (high) ");
    expect(text).toContain("  advisory[image-signed] (");
    expect(text).toContain("1 checked: 1 rejected.\n");
  });

  it("what a frozen lock file rejects is an error though its rule is switched off, and a locked digest advice though it is mandatory", () => {
    expect(prettyReport(under(ALL_DISABLED, FROZEN_OUT), PLAIN)).toContain("  error[image-lock] (medium) ");
    expect(prettyReport(under({}, LOCKED), PLAIN)).toContain("  advisory[image-lock] (medium) ");
    expect(prettyReport(under({}, noticed("accepted", "tag-moved")), PLAIN)).toContain("  error[image-lock] (medium) ");
  });

  it("a date that is ahead is told once a run, with its rule", () => {
    const set: Set = { "image-signed": { blocksFrom: "2027-01-31" } };
    const text = prettyReport(under(set, UNSIGNED, BOTH, UNSIGNED), PLAIN);
    expect(text.match(/By the policy document this rule is mandatory from 2027-01-31 on\./g)).toHaveLength(1);
    expect(text.indexOf("mandatory from 2027-01-31")).toBeGreaterThan(text.indexOf("advisory[image-signed]"));
    expect(text.indexOf("mandatory from 2027-01-31")).toBeLessThan(text.indexOf("error[image-pinned]"));
    expect(prettyReport(under({}, BOTH), PLAIN)).not.toContain("By the policy document");
  });

  it("where nothing is mandatory the last line says why all is well", () => {
    const line = "1 checked: 1 rejected. By the levels of the policy none of that is mandatory.\n";
    expect(prettyReport(under({ "image-signed": "advisory" }, UNSIGNED), PLAIN)).toContain(line);
    expect(prettyReport(under({}, on("accepted")), PLAIN)).toContain("1 checked: 1 accepted.\n");
  });

  it("a rule that is switched off is not told, and never makes a rejected image an accepted one (law 3)", () => {
    const text = prettyReport(under({ "image-pinned": "disabled" }, BOTH), PLAIN);
    expect(text).not.toContain("[image-pinned]");
    expect(text).toContain("✗ rejected  r.example/a:1");
    expect(text).toContain("\n  not shown, because the policy switches it off: image-pinned\n");
  });

  it("the moment as of which was judged stands first", () => {
    const at = new Date("2027-01-31T00:00:00Z");
    expect(prettyReport({ ...reportOf(on("accepted")), at }, PLAIN)).toMatch(
      /^As of 2027-01-31T00:00:00\.000Z, and not of this moment:\n\n✓ accepted/,
    );
  });
});

describe("as JSON", () => {
  const parsed = (report: Report) =>
    JSON.parse(jsonReport(report)) as { at?: string; uses: readonly Record<string, unknown>[] };

  it("each finding has its level", () => {
    const [use] = parsed(under({ "image-signed": "advisory" }, BOTH)).uses;
    expect(use).toMatchObject({
      verdict: "rejected",
      findings: [
        { rule: "image-pinned", level: "mandatory" },
        { rule: "image-signed", level: "advisory" },
      ],
    });
    expect(use).not.toHaveProperty("switchedOff");
  });

  it("rules that are switched off are named, and the verdict is what it is (law 3)", () => {
    const { uses } = parsed(under({ "image-pinned": "disabled" }, BOTH));
    expect(uses).toMatchObject([
      { verdict: "rejected", findings: [{ rule: "image-signed" }], switchedOff: ["image-pinned"] },
    ]);
  });

  it("holds the moment as of which was judged, where there is one", () => {
    const at = new Date("2027-01-31T00:00:00Z");
    expect(parsed({ ...reportOf(UNSIGNED), at }).at).toBe("2027-01-31T00:00:00.000Z");
    expect(parsed(reportOf(UNSIGNED))).not.toHaveProperty("at");
  });
});
