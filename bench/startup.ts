import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const RUNS = 15;
const MAIN = join(__dirname, "../src/cli/main.js");
const PINNED = `nginx@sha256:${"1".repeat(64)}`;
const DOCUMENT = {
  version: 1,
  images: [{ match: "docker.io/library/*", signature: "not-required", because: "Docker signs nothing of these" }],
};

interface Subject {
  readonly name: string;
  readonly args: readonly string[];
  /** How many times as long as an empty program of Node it may take. */
  readonly most?: number;
}

/** The program of an installed package. */
function programOf(name: string, bin: string): string {
  const manifest = createRequire(__filename).resolve(`${name}/package.json`);
  return join(dirname(manifest), bin);
}

const EMPTY: Subject = { name: "node -e 0", args: ["-e", "0"] };
const SUBJECTS: readonly Subject[] = [
  EMPTY,
  { name: "digestbound --help", args: [MAIN, "--help"], most: 5 },
  { name: "digestbound verify --offline IMAGE", args: [MAIN, "verify", "--offline", PINNED], most: 11 },
  { name: "prettier --help", args: [programOf("prettier", "bin/prettier.cjs"), "--help"] },
  { name: "eslint --help", args: [programOf("eslint", "bin/eslint.js"), "--help"] },
  { name: "tsc --help", args: [programOf("typescript", "bin/tsc"), "--help"] },
];

/** Whole processes, by turns, so that whatever else this machine does is in all of them: the ratios are what counts. */
export function benchStartup(): void {
  const cwd = mkdtempSync(join(tmpdir(), "digestbound-startup-"));
  writeFileSync(join(cwd, "digestbound.yaml"), JSON.stringify(DOCUMENT));
  const times = new Map(SUBJECTS.map((subject) => [subject, [] as number[]]));
  for (let run = 0; run < RUNS; run += 1)
    for (const [{ name, args }, taken] of times) taken.push(timed(name, args, cwd));
  rmSync(cwd, { recursive: true });
  const empty = median(times.get(EMPTY) ?? []);
  console.log(`startup: whole processes, median of ${RUNS}, by turns`);
  for (const [{ name, most }, taken] of times) {
    const [middle, ratio] = [median(taken), median(taken) / empty];
    const budget = most === undefined ? "" : `, at most ${most}`;
    console.log(`${name.padEnd(36)} ${middle.toFixed(0).padStart(5)} ms, ratio ${ratio.toFixed(1)}${budget}`);
    if (most !== undefined && ratio > most) process.exitCode = 1;
  }
}

function timed(name: string, args: readonly string[], cwd: string): number {
  const began = performance.now();
  const { status } = spawnSync(process.execPath, args, { cwd, stdio: "ignore", timeout: 60_000 });
  if (status !== 0) throw new Error(`${name} exited ${String(status)}`);
  return performance.now() - began;
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}
