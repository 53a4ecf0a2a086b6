import { relative } from "node:path";
import {
  findPolicyFile,
  lintPolicy,
  loadWrittenPolicy,
  type PolicyDocument,
  type WrittenPolicy,
} from "../../policy/index.ts";
import type { ImageReference } from "../../reference/index.ts";
import { imagesOf } from "../first-document/images.ts";
import { usesNamed } from "../first-document/inputs.ts";
import { momentAt } from "../at.ts";
import { packBelow } from "../pack-below.ts";
import { nowOf, UsageError, wantsColour, type Terminal } from "../terminal.ts";
import { lintJson, lintText } from "./report.ts";

export interface LintFlags {
  readonly policy?: string;
  /** As of when to look: a day to come, or a moment. */
  readonly at?: string;
  readonly format: "pretty" | "json";
  readonly color: boolean;
}

/**
 * `digestbound policy lint [IMAGE or PATH…]`: what a valid document says and hardly means. Asks no registry. Exit code 0 where
 * nothing of it is an error, else 1.
 * @throws InvalidPolicy where the document is not valid
 * @throws UsageError where there is no document, `--at` is no moment to come, or an argument names no image
 */
export async function lint(
  names: readonly string[],
  flags: LintFlags,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const at = momentAt(flags.at, terminal);
  const policy = policyNamed(flags.policy, terminal);
  const images = names.length === 0 ? undefined : await imagesNamed(names, policy.document, terminal, signal);
  if (at !== undefined) terminal.stderr.write(`As of ${at.toISOString()}, and not of this moment:\n`);
  const findings = lintPolicy(policy, { now: (at ?? nowOf(terminal)).getTime(), ...(images && { images }) });
  const report = { policy: policy.document, findings };
  terminal.stdout.write(
    flags.format === "json" ? lintJson(report) : lintText(report, wantsColour(terminal, flags.color)),
  );
  return findings.some(({ severity }) => severity === "error") ? 1 : 0;
}

function policyNamed(file: string | undefined, terminal: Terminal): WrittenPolicy {
  if (file !== undefined) return loadWrittenPolicy(file);
  const found = findPolicyFile(terminal.cwd());
  if (found === undefined) {
    throw new UsageError(
      "there is no digestbound.yaml from here up to the repository root; name a document: --policy FILE, " +
        `or write a first one: digestbound init IMAGE or PATH….${packBelow(terminal)}`,
    );
  }
  const { document, placeOf, ...others } = loadWrittenPolicy(found);
  // As the user sees it from here: a report must not tell where somebody's checkout lies.
  const shown = <T extends { readonly source: string }>(one: T): T => ({
    ...one,
    source: relative(terminal.cwd(), one.source),
  });
  return { document: shown(document), placeOf: (path) => shown(placeOf(path)), ...others };
}

async function imagesNamed(
  names: readonly string[],
  { corrections }: PolicyDocument,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<readonly ImageReference[]> {
  const { images, notes } = imagesOf(await usesNamed(names, terminal, signal, corrections));
  for (const note of notes) terminal.stderr.write(`Passed over: ${note}\n`);
  return images;
}
