import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { lockLines } from "../../../src/cli/explain/lock-text.ts";
import { lockText, type LockReport } from "../../../src/cli/lock/report.ts";
import { describeChange, entryLines, readLockFile, type LockEntry } from "../../../src/lock/index.ts";
import { parseDigest } from "../../../src/reference/index.ts";
import { readLock } from "../../../src/pulumi/lock.ts";
import { conforming } from "../../schema/schema.ts";

const page = readFileSync(join(__dirname, "../../../docs/lock.md"), "utf8");

/** The code blocks below a heading, each with its language. */
function blocks(heading: string): readonly (readonly [language: string, text: string])[] {
  const section = (page.split(`\n## ${heading}\n`)[1] ?? "").split("\n## ")[0] ?? "";
  return Array.from(section.matchAll(/```(\w*)\n([^]*?)```/g), ([, language = "", text = ""]) => [language, text]);
}
const block = (heading: string, index = 0) => blocks(heading)[index]?.[1] ?? "";

const IMAGE = "ghcr.io/acme/web:1.4";
const text = block("The file");
const lock = readLockFile(Buffer.from(text), "docs/lock.md");
const [entry] = [...lock.values()];
if (entry === undefined) throw new Error("docs/lock.md shows no entry");
const next: LockEntry = {
  ...{ mediaType: entry.mediaType, platforms: entry.platforms, locked: entry.locked, evidence: [] },
  digest: parseDigest("sha256:58be4b7e9804764846488c5015c7f484273bc16311a60082877198b1b65a7b50"),
  signers: [{ signer: "release-key", system: "cosign", identity: "key rMKCLJt1RKBqzFmTMeTdJT1o9oVMSlsVMhlBLUQD5mo=" }],
};

function reportOf(compared: LockReport["compared"][number]): string {
  const counts = { unchanged: 0, kept: 0, notes: [], outcomes: [], isWritten: true, dryRun: false };
  return lockText({ file: "digestbound.lock", before: lock, compared: [compared], ...counts }, false);
}

/** What a page shows, where … stands for anything. */
const shown = (example: string) =>
  new RegExp(
    `^${example
      .split("…")
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  );

const folder = mkdtempSync(join(tmpdir(), "digestbound-docs-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("docs/lock.md shows what is printed", () => {
  it("of an image that is locked", () => {
    const added = {
      change: { image: IMAGE, kind: "added", now: entry },
      lines: entryLines("now", entry),
      warnings: [],
    } as const;
    expect(`$ digestbound lock ${IMAGE}\n${reportOf(added)}`).toBe(block("Writing it"));
  });

  it("of one that changed", () => {
    const change = { image: IMAGE, kind: "changed", old: { image: IMAGE, entry }, now: next } as const;
    expect(`$ digestbound lock\n${reportOf({ change, ...describeChange(entry, next) })}`).toMatch(
      shown(block("What changed")),
    );
  });

  it("as JSON", () => {
    const [, json = ""] = blocks("What changed").find(([language]) => language === "json") ?? [];
    conforming("lock-1.json", json.replaceAll("sha256:…", entry.digest));
  });

  it("by explain", () => {
    const lines = lockLines({ source: "digestbound.lock", kind: "locked", entry });
    expect(block("In a pack", 1)).toBe(`$ digestbound explain ${IMAGE}\n...${lines.join("\n")}\n...\n`);
  });

  it("and a file that its schema takes", () => {
    conforming("lock-file-1.json", text);
  });
});

describe("docs/lock.md shows settings that do what it says", () => {
  const environment = {};
  it.each([
    ["In a pack", false],
    ["Frozen", true],
  ])("%s", (heading, frozen) => {
    mkdirSync(join(folder, "pack"), { recursive: true });
    writeFileSync(join(folder, "digestbound.lock"), text);
    const { digestbound: config } = JSON.parse(block(heading)) as { digestbound: Record<string, unknown> };
    expect(readLock({ config, options: {}, environment, packFolder: join(folder, "pack") })).toMatchObject({
      kind: "read",
      lock: { source: "digestbound.lock", frozen },
    });
  });

  it("and steps of a workflow that are YAML", () => {
    const [, yaml = ""] = blocks("Stored evidence").find(([language]) => language === "yaml") ?? [];
    expect((parse(yaml) as object[]).map((step) => Object.keys(step))).toEqual([["uses"], ["uses", "with"], ["run"]]);
  });
});
