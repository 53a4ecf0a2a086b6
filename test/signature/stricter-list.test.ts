import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { difference } from "./differential/case.ts";
import { TABLES } from "./differential/tables.ts";

const page = readFileSync(join(__dirname, "../../docs/stricter-than-cosign.md"), "utf8");
const [, stricterPart = "", widerPart = ""] = page.split(/^## /m);
const CASES = TABLES.flatMap(([, cases]) => cases);
const POINTS = { stricter: pointsIn(stricterPart), wider: pointsIn(widerPart) };

interface Point {
  readonly id: string;
  readonly lines: readonly string[];
}

function pointsIn(part: string): readonly Point[] {
  return part
    .split(/^### /m)
    .slice(1)
    .map((text) => ({ id: /^[a-z0-9-]+(?=: )/.exec(text)?.[0] ?? "", lines: text.match(/^- .*$/gm) ?? [] }));
}

describe("docs/stricter-than-cosign.md", () => {
  it.each([...POINTS.stricter, ...POINTS.wider])("$id says what both do, why, and how to live with it", ({ lines }) => {
    const asked = ["cosign", "digestbound", "Why", "To live with it"];
    expect(lines.map((line) => /^- \*\*(.*?)\*\*: \S.*\.$/.exec(line)?.[1])).toEqual(asked);
  });

  it.each(["stricter", "wider"] as const)("lists what the oracle shows and nothing else: %s", (way) => {
    const shown = CASES.filter((one) => difference(one) === way).map(({ point }) => point);
    const listed = POINTS[way].map(({ id }) => id);
    expect([...new Set(shown)].sort()).toEqual([...listed].sort());
    expect(new Set(listed).size).toBe(listed.length);
  });

  it("explains no case in which all three agree", () => {
    expect(CASES.filter((one) => difference(one) === "none" && one.point !== undefined)).toEqual([]);
  });

  it("names reasons that are there", () => {
    const reasons = readFileSync(join(__dirname, "../../docs/reasons.md"), "utf8");
    const said = CASES.map(({ verdicts }) => verdicts.ours).filter((ours) => ours !== "accepted");
    for (const reason of new Set(said)) expect(reasons).toContain(`| ${reason} `);
    const quoted = POINTS.stricter.flatMap(({ lines }) => lines[1]?.match(/"[a-z0-9-]+"/g) ?? []);
    for (const reason of quoted) expect(said).toContain(reason.slice(1, -1));
  });
});
