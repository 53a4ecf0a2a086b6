import { everyRuleMandatory } from "../../policy/index.ts";
import { suggestedImage, type Verdict } from "../../gate/index.ts";
import type { Finding } from "../../policy/index.ts";
import { exitCode, lockText, Narrator } from "../../report/index.ts";
import { judge, policyFor, type JudgeFlags } from "../judge.ts";
import { gateLockFor, type GateLockFlags } from "../lock/gate-lock.ts";
import { isOffline, type OfflineFlags } from "../offline.ts";
import { packBelow } from "../pack-below.ts";
import { UsageError, type Terminal } from "../terminal.ts";

export interface ResolveFlags extends JudgeFlags, GateLockFlags, OfflineFlags {
  readonly acceptUnverified?: boolean;
}

/**
 * `digestbound resolve IMAGE…`: one pinned reference a line on stdout, in the order asked; what cannot be offered is
 * explained on stderr. Only a digest that is verified, locked already or accepted by the user as it is, is printed (law 4).
 */
export async function resolveImages(
  images: readonly string[],
  flags: ResolveFlags,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const policy = policyFor(flags.policy, terminal);
  if (policy === undefined) {
    throw new UsageError(
      "resolve asks registries, and only those that a policy names: give --policy FILE or write digestbound.yaml." +
        packBelow(terminal),
    );
  }
  const lock = gateLockFor(flags, policy, terminal);
  const judged = { ...flags, lock, offline: isOffline(flags, terminal) };
  const report = await judge(images, policy, judged, terminal, signal);
  if (report.at !== undefined) terminal.stderr.write(`As of ${report.at.toISOString()}, and not of this moment:\n`);
  const narrator = new Narrator();
  const refused = report.verdicts.filter((verdict) => {
    const resolved = resolvedImage(verdict, flags.acceptUnverified === true);
    if (resolved !== undefined) {
      terminal.stdout.write(`${resolved}\n`);
      for (const found of verdict.findings.filter(isNotice)) terminal.stderr.write(`${lockText(verdict, found)}\n`);
    } else terminal.stderr.write(`${explanation(verdict, narrator)}\n`);
    return resolved === undefined;
  });
  // Whatever the levels are: an image is offered or it is not (law 4).
  return exitCode({ verdicts: refused, levels: everyRuleMandatory });
}

/** What is printed, and yet not as it was locked. That all is as it was locked is no news. */
function isNotice({ rule, reason }: Finding): boolean {
  return rule === "image-lock" && reason !== "locked-digest";
}

function resolvedImage(verdict: Verdict, acceptUnverified: boolean): string | undefined {
  if (verdict.status === "accepted") return verdict.image ?? undefined;
  const offered = verdict.findings.find(({ suggestion }) => suggestion !== undefined);
  if (offered?.suggestion === undefined) return undefined;
  const mayBeWritten = offered.suggestion.verified || verdict.locked !== undefined || acceptUnverified;
  return mayBeWritten ? suggestedImage(verdict, offered) : undefined;
}

function explanation(verdict: Verdict, narrator: Narrator): string {
  const unverified =
    verdict.locked === undefined && verdict.findings.some(({ suggestion }) => suggestion?.verified === false);
  const hint = unverified ? ["  To print it all the same, add --accept-unverified."] : [];
  return [...verdict.findings.map((found) => narrator.tell(verdict, found)), ...hint].join("\n");
}
