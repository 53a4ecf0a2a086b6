import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeRepository } from "./check-repository.ts";

const RUNS = 3;
const main = join(__dirname, "../src/cli/main.js");
/** Told by the process itself, when it ends. */
const TELL = `process.on("exit", () => require("node:fs").writeFileSync(process.env.BENCH_TELL, JSON.stringify(process.resourceUsage())))`;

/** `digestbound check --offline` over a repository of 10,000 files. */
export function benchCheck(): void {
  const folder = mkdtempSync(join(tmpdir(), "digestbound-check-"));
  const [repository, preload, told] = ["repository", "tell.cjs", "told"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  try {
    const files = writeRepository(repository);
    writeFileSync(preload, TELL);
    const runs = Array.from({ length: RUNS }, () => measured(repository, preload, told));
    const [median] = runs.toSorted((one, other) => one.seconds - other.seconds).slice(Math.floor(RUNS / 2));
    console.log(
      `check --offline: ${files} files, ${median?.uses} image uses in ${median?.read} files: ${median?.seconds.toFixed(2)} s, ${median?.cpu.toFixed(2)} s of processor time, ${median?.mib.toFixed(0)} MiB at most`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function measured(cwd: string, preload: string, told: string) {
  const begin = performance.now();
  const { stdout } = spawnSync(process.execPath, ["-r", preload, main, "check", "--offline", "--format", "json"], {
    cwd,
    env: { ...process.env, BENCH_TELL: told, DIGESTBOUND_CACHE: "off" },
    maxBuffer: 256 * 1024 * 1024,
  });
  const seconds = (performance.now() - begin) / 1000;
  const { uses, inputs } = JSON.parse(stdout.toString()) as { uses: unknown[]; inputs: { read: number } };
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(readFileSync(told, "utf8")) as NodeJS.ResourceUsage;
  const cpu = (userCPUTime + systemCPUTime) / 1e6;
  return { seconds, cpu, mib: maxRSS / 1024, uses: uses.length, read: inputs.read };
}
