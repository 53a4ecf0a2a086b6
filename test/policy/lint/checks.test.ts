import { afterAll, describe, expect, it } from "@jest/globals";
import { LINT_CHECKS } from "../../../src/policy/index.ts";
import { after, KEYED, REF, RULE, SIGNERS, waiver, WEB, WORKFLOW, type Case } from "./case.ts";
import { edgeCases, silentCases } from "./edge-cases.ts";
import { fieldCases, silentFieldCases } from "./field-cases.ts";
import { exemptionCases } from "./exemption-cases.ts";
import { CLEAN, createLinted } from "./linted.ts";
import { levelCases } from "./level-cases.ts";
import { ruleCases } from "./rule-cases.ts";
import { signerCases } from "./signer-cases.ts";

const cases: readonly Case[] = [
  ...signerCases,
  ...ruleCases,
  ...exemptionCases,
  ...levelCases,
  ...edgeCases,
  ...fieldCases,
];

const linted = createLinted();
afterAll(() => {
  linted.remove();
});

function changed(changes: Case["bad"]): string {
  return changes.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, () => to);
  }, CLEAN);
}

const told = (check: string, text: string, images: Case["images"]) =>
  linted
    .lint(text, images)
    .filter((finding) => finding.check === check)
    .map(({ path, line, message }) => `${path}:${line ?? ""} ${message}`);

describe("each check finds what it is for, and nothing where that is mended (law 7)", () => {
  it.each(cases)("$check: $what", ({ check, bad, good, images, found }) => {
    expect(told(check, changed(bad), images)).toEqual([found]);
    expect(told(check, changed(good), images)).toEqual([]);
  });

  it.each([...silentCases, ...silentFieldCases])("$check finds nothing in $what", ({ check, good, images }) => {
    expect(told(check, changed(good), images)).toEqual([]);
  });

  it("and has a case here", () => {
    expect(new Set(cases.map(({ check }) => check))).toEqual(new Set(LINT_CHECKS.map(({ id }) => id)));
  });
});

it("finds nothing in a document that is bound to what it means", () => {
  expect(linted.lint(CLEAN)).toEqual([]);
  expect(linted.lint(CLEAN, [WEB])).toEqual([]);
});

it("leaves a publisher's preset alone: whom it names is nothing that the document's author chose", () => {
  const preset = "  talos: { preset: talos }\n";
  const rule = "  - { match: ghcr.io/siderolabs/**, signedBy: [talos] }\n";
  expect(linted.lint(CLEAN.replace(SIGNERS, SIGNERS + preset).replace(RULE, RULE + rule))).toEqual([]);
});

it("tells findings in the order of the document's lines, printable, each with what to do", () => {
  const text = changed([
    [REF, ""],
    [WORKFLOW, ""],
    after(SIGNERS, KEYED),
    after(RULE, `${waiver("docker.io/**")}registries: [{ host: mirror.example, privateNetwork: true }]\n`),
  ]);
  const findings = linted.lint(text);
  expect(findings.map(({ check, line }) => [check, line])).toEqual([
    ["unused-signer", 3],
    ["any-pull-request", 5],
    ["any-workflow", 5],
    ["unsigned-anybody", 11],
    ["unused-registry", 12],
  ]);
  for (const { message, remedy } of findings) expect(`${message} ${remedy}`).toMatch(/^[ -~…]+\.$/);
});

it("the images of a document are needed by the checks that say so alone", () => {
  const needing = LINT_CHECKS.filter(({ needsImages }) => needsImages).map(({ id }) => id);
  const withImages = new Set(cases.filter(({ images }) => images !== undefined).map(({ check }) => check));
  expect(new Set(needing)).toEqual(withImages);
  for (const { check, bad, images } of cases.filter((one) => one.images !== undefined)) {
    expect([check, told(check, changed(bad), undefined), images?.length]).toEqual([check, [], images?.length]);
  }
});
