import { exitCode, jsonReport, prettyReport } from "../../report/index.ts";
import { judge, policyFor, type JudgeFlags } from "../judge.ts";
import { gateLockFor, type GateLockFlags } from "../lock/gate-lock.ts";
import { isOffline, type OfflineFlags } from "../offline.ts";
import { wantsColour, type Terminal } from "../terminal.ts";

export interface VerifyFlags extends JudgeFlags, GateLockFlags, OfflineFlags {
  readonly format: "pretty" | "json";
  readonly color: boolean;
}

/** `digestbound verify IMAGE…`: the verdicts on stdout, the exit code of the contract. */
export async function verifyImages(
  images: readonly string[],
  flags: VerifyFlags,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const policy = policyFor(flags.policy, terminal);
  const lock = gateLockFor(flags, policy, terminal);
  const judged = { ...flags, lock, offline: isOffline(flags, terminal) };
  const report = await judge(images, policy, judged, terminal, signal);
  const text = flags.format === "json" ? jsonReport(report) : prettyReport(report, wantsColour(terminal, flags.color));
  terminal.stdout.write(text);
  return exitCode(report);
}
