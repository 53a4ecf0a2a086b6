import { exitCode } from "../../report/index.ts";
import { judge, policyFor, type JudgeFlags } from "../judge.ts";
import { gateLockFor, type GateLockFlags } from "../lock/gate-lock.ts";
import { isOffline, type OfflineFlags } from "../offline.ts";
import type { ReportFlags } from "../report-options.ts";
import { prepareReports } from "../reporting.ts";
import type { Terminal } from "../terminal.ts";

export interface VerifyFlags extends JudgeFlags, GateLockFlags, OfflineFlags, ReportFlags {}

/** `digestbound verify IMAGE…`: the verdicts on stdout, the exit code of the contract. */
export async function verifyImages(
  images: readonly string[],
  flags: VerifyFlags,
  terminal: Terminal,
  { version, signal }: { readonly version: string; readonly signal: AbortSignal },
): Promise<number> {
  const writeReports = prepareReports(flags, terminal, version);
  const policy = policyFor(flags.policy, terminal);
  const lock = gateLockFor(flags, policy, terminal);
  const judged = { ...flags, lock, offline: isOffline(flags, terminal) };
  const report = await judge(images, policy, judged, terminal, signal);
  writeReports(report);
  return exitCode(report);
}
