import { execFileSync } from "node:child_process";

/**
 * Kills a process and all that descends from it. The engine puts its language hosts into process groups of their own,
 * so a group's end is not enough: they would live on for minutes.
 */
export function killTree(pid: number): void {
  const doomed = [...descendantsOf(pid, processTable()), pid];
  kill(-pid);
  for (const process of doomed) kill(process);
}

/** Descendants of a process, from lines of `PID PPID`. */
export function descendantsOf(pid: number, table: string): number[] {
  const children = new Map<number, number[]>();
  for (const [, child, parent] of table.matchAll(/^\s*(\d+)\s+(\d+)\s*$/gm)) {
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
