import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";

const folder = mkdtempSync(join(tmpdir(), "digestbound-catalog-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const FACT = {
  platform: "pulumi",
  type: "aws:new/thing:Thing",
  path: "image",
  confidence: "sure",
  source: "@pulumi/aws@9.0.0",
  role: "run",
};

/** Only ever with --check, which writes nothing. */
function check(facts: readonly object[]): { status: number | null; output: string } {
  const file = join(folder, "facts.json");
  writeFileSync(file, JSON.stringify(facts));
  const script = join(__dirname, "../../scripts/catalog.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, "--facts", file, "--check"], {
    encoding: "utf8",
  });
  return { status, output: stdout + stderr };
}

describe("npm run catalog -- --facts", () => {
  it("refuses a format that nobody has decided about", () => {
    const { status, output } = check([{ ...FACT, format: "novel:format" }]);
    expect(status).toBe(1);
    expect(output).toContain("no format novel:format is known: pulumi aws:new/thing:Thing image");
  });

  it("refuses a decision that is about no fact any more", () => {
    const { status, output } = check([{ ...FACT, format: "ref" }]);
    expect(status).toBe(1);
    expect(output).toContain("decisions about nothing: ");
  });
});
