import { readdirSync } from "node:fs";
import { join } from "node:path";
import { policyFileIn } from "../policy/index.ts";
import { printable } from "../reference/index.ts";
import type { Terminal } from "./terminal.ts";

/**
 * For whoever stands beside the pack that `init --pack policies` made: a sentence that begins with a blank and names its folder, printable.
 * Empty where there is none. It is told and never used: a folder that somebody adds must not become the policy (law 8).
 */
export function packBelow(terminal: Terminal): string {
  const folder = packIn(terminal.cwd());
  return folder === undefined
    ? ""
    : ` A policy pack with a document is in ${printable(folder)}: run this in that folder.`;
}

function packIn(folder: string): string | undefined {
  return namesIn(folder)
    .sort()
    .find((name) => namesIn(join(folder, name)).includes("PulumiPolicy.yaml") && policyFileIn(join(folder, name)));
}

/** No names of what is no folder, or cannot be looked into. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
