import { everyRuleMandatory } from "../policy/index.ts";
import { suggestedImage, type Verdict } from "../gate/index.ts";
import { exitCode, Narrator } from "../report/index.ts";
import { judge, policyFor } from "./judge.ts";
import type { ResolveFlags } from "./run.ts";
import { UsageError, type Terminal } from "./terminal.ts";

/**
 * `digestbound resolve IMAGE…`: one pinned reference a line on stdout, in the order asked; what cannot be offered is
 * explained on stderr. Only a verified digest is printed, or one without a required signature that the user accepts (law 4).
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
      "resolve asks registries, and only those that a policy names: give --policy FILE or write digestbound.yaml.",
    );
  }
  const report = await judge(images, policy, flags, terminal, signal);
  if (report.at !== undefined) terminal.stderr.write(`As of ${report.at.toISOString()}, and not of this moment:\n`);
  const narrator = new Narrator();
  const refused = report.verdicts.filter((verdict) => {
    const resolved = resolvedImage(verdict, flags.acceptUnverified === true);
    if (resolved !== undefined) terminal.stdout.write(`${resolved}\n`);
    // Of an accepted image, too, there may be something to tell.
    const isTold = resolved === undefined || (verdict.status === "accepted" && verdict.findings.length > 0);
    if (isTold) terminal.stderr.write(`${explanation(verdict, narrator)}\n`);
    return resolved === undefined;
  });
  // Whatever the levels are: an image is offered or it is not (law 4).
  return exitCode({ verdicts: refused, levels: everyRuleMandatory });
}

function resolvedImage(verdict: Verdict, acceptUnverified: boolean): string | undefined {
  if (verdict.status === "accepted") return verdict.image ?? undefined;
  const offered = verdict.findings.find(({ suggestion }) => suggestion !== undefined);
  if (offered?.suggestion === undefined) return undefined;
  return offered.suggestion.verified || acceptUnverified ? suggestedImage(verdict, offered) : undefined;
}

function explanation(verdict: Verdict, narrator: Narrator): string {
  const unverified = verdict.findings.some(({ suggestion }) => suggestion?.verified === false);
  const hint = unverified ? ["  To print it all the same, add --accept-unverified."] : [];
  return [...verdict.findings.map((found) => narrator.tell(verdict, found)), ...hint].join("\n");
}
