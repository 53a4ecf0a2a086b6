import { everyRuleMandatory, type LevelsNow } from "../../policy/index.ts";
import { exitCode } from "../../report/index.ts";
import type { Fixed } from "./fix-file.ts";
import { isKept } from "./wanted.ts";

/**
 * 1 where something is still to be written, could not be, or is rejected as the files are now; else what `check` would say of them.
 * @param isDone whether what changed was written
 */
export function exitOf(fixed: readonly Fixed[], levels: LevelsNow, isDone: boolean): 0 | 1 | 3 {
  const left = fixed.flatMap((one) => one.left);
  const isPending = !isDone && fixed.some(({ after }) => after !== undefined && after.changes.length > 0);
  if (isPending || left.some(({ why }) => why !== undefined)) return 1;
  const verdicts = left.map(({ intent }) => intent.verdict);
  const tags = left.flatMap(({ intent }) => (isKept(intent) && intent.tag ? [intent.tag] : []));
  const codes = [exitCode({ verdicts, levels }), exitCode({ verdicts: tags, levels: everyRuleMandatory })];
  return codes.find((code) => code === 1) ?? codes.find((code) => code === 3) ?? 0;
}
