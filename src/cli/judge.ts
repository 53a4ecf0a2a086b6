import { relative } from "node:path";
import type { ImageUse } from "../discover/index.ts";
import { createGate, type GateLock } from "../gate/index.ts";
import { findPolicyFile, loadPolicyFile, type PolicyDocument } from "../policy/index.ts";
import { noPolicy, oldRootFindings, type Report } from "../report/index.ts";
import { cacheFolder } from "../storage/index.ts";
import { nowOf, type Terminal } from "./terminal.ts";

/** The document named on the command line, or the nearest digestbound.yaml; a file that is named and missing is an error. */
export function policyFor(file: string | undefined, terminal: Terminal): PolicyDocument | undefined {
  if (file !== undefined) return loadPolicyFile(file);
  const found = findPolicyFile(terminal.cwd());
  // As the user sees it from here: a report must not tell where somebody's checkout lies.
  return found === undefined ? undefined : { ...loadPolicyFile(found), source: relative(terminal.cwd(), found) };
}

/** What `verify` and `resolve` are told alike. */
export interface JudgeFlags {
  readonly policy?: string;
  /** False: nothing that earlier runs read is used, and nothing is kept. */
  readonly cache: boolean;
}

/** What a gate that judges by a document goes by besides. */
export interface JudgeOptions extends JudgeFlags {
  readonly lock?: GateLock | undefined;
  /** Nothing may be asked. */
  readonly offline?: boolean;
}

/** Judges references as if each stood in a resource. */
export async function judge(
  images: readonly string[],
  policy: PolicyDocument | undefined,
  { cache, lock, offline = false }: JudgeOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Report> {
  const folder = cache ? cacheFolder(terminal.env) : undefined;
  const gate = createGate(policy, {
    environment: terminal.env,
    signal,
    ...(folder !== undefined && { cacheFolder: folder }),
    ...(lock && { lock }),
    offline,
  });
  const done = progress(images.length, terminal);
  try {
    const verdicts = await gate.check(images.map(useOf));
    return { policy, verdicts, findings: policy === undefined ? [noPolicy] : oldRootFindings(policy, nowOf(terminal)) };
  } finally {
    done();
    await gate.close();
  }
}

function useOf(image: string, index: number): ImageUse {
  const place = { resource: "command line", path: `argument ${index + 1}` };
  return { kind: "image", image, place, role: "run", pinForm: "name:tag@digest" };
}

/** One line on a terminal's stderr while the registry answers; nothing in a pipe or a log. */
export function progress(count: number, { stderr }: Terminal): () => void {
  if (stderr.isTTY !== true) return () => undefined;
  stderr.write(`Checking ${count} ${count === 1 ? "image" : "images"}…`);
  return () => stderr.write("\r\u001b[2K");
}
