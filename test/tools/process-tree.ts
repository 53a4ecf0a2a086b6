import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";

/** A process, and what it was started with. */
export interface Process {
  readonly pid: number;
  readonly commandLine: string;
}

/**
 * Kills a process and all that descends from it. The engine puts its language hosts into process groups of their own,
 * so a group's end is not enough: they would live on for minutes.
 */
export function killTree(pid: number): void {
  const doomed = [...descendantsOf(pid, processTable()), pid];
  kill(-pid);
  for (const process of doomed) kill(process);
}

/** What descends from a process now; nothing on a machine without ps. */
export async function processesBelow(pid: number): Promise<Process[]> {
  try {
    const { stdout } = await promisify(execFile)("ps", ["-A", "-ww", "-o", "pid=,ppid=,args="], { maxBuffer: 1 << 26 });
    return commandsOf(descendantsOf(pid, stdout), stdout);
  } catch {
    return [];
  }
}

/** Descendants of a process, from lines of `PID PPID` or `PID PPID COMMAND`. */
export function descendantsOf(pid: number, table: string): number[] {
  const children = new Map<number, number[]>();
  for (const [, child, parent] of table.matchAll(/^ *(\d+) +(\d+)(?: .*)?$/gm)) {
    children.set(Number(parent), [...(children.get(Number(parent)) ?? []), Number(child)]);
  }
  const found = new Set<number>();
  const waiting = [pid];
  for (let parent = waiting.pop(); parent !== undefined; parent = waiting.pop()) {
    for (const child of children.get(parent) ?? []) {
      if (found.has(child) || child === pid) continue;
      found.add(child);
      waiting.push(child);
    }
  }
  return [...found];
}

/** The rows of `PID PPID COMMAND` that are about these processes. */
export function commandsOf(pids: readonly number[], table: string): Process[] {
  const rows = [...table.matchAll(/^ *(\d+) +\d+ (.*)$/gm)];
  return rows
    .map(([, pid = "", commandLine = ""]) => ({ pid: Number(pid), commandLine }))
    .filter(({ pid }) => pids.includes(pid));
}

function processTable(): string {
  try {
    return execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    // A machine without ps: the process group is killed, and the rest ends when it misses its engine.
    return "";
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself in the meantime.
  }
}
