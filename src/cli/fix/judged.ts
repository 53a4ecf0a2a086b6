import type { PolicyDocument } from "../../policy/index.ts";
import type { Report } from "../../report/index.ts";
import { judgeUses } from "../judge.ts";
import type { GateLock } from "../../gate/index.ts";
import { isOffline } from "../offline.ts";
import type { Terminal } from "../terminal.ts";
import type { FixFlags } from "./flags.ts";
import type { UsesAt } from "./files.ts";
import { byItsTag, intentOf, type Intent } from "./wanted.ts";

/** A file and what is to become of its uses, in their order. */
export interface JudgedFile {
  readonly at: UsesAt;
  readonly intents: readonly Intent[];
}

/** What is decided about the files, before any of them is touched. */
export interface Judged extends Pick<Report, "levels"> {
  readonly files: readonly JudgedFile[];
}

/** In one run, so that what a tag answered counts all through it (law 1). */
export async function judgedFiles(
  found: readonly UsesAt[],
  policy: PolicyDocument,
  flags: Omit<FixFlags, "lock"> & { readonly lock: GateLock | undefined },
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Judged> {
  const uses = found.flatMap((one) => one.uses);
  const tags = uses.map((use) => (flags.update === true ? byItsTag(use) : undefined));
  const asked = tags.filter((use) => use !== undefined);
  const options = { ...flags, offline: isOffline(flags, terminal) };
  const { verdicts, levels } = await judgeUses([...uses, ...asked], policy, options, terminal, signal);
  let answered = uses.length;
  const intents = verdicts.slice(0, uses.length).map((verdict, index) => {
    const answer = tags[index] === undefined ? undefined : verdicts[answered++];
    return intentOf(verdict, answer, flags.acceptUnverified === true);
  });
  let next = 0;
  const files = found.map((at) => {
    const first = next;
    next += at.uses.length;
    return { at, intents: intents.slice(first, next) };
  });
  return { files, levels };
}
