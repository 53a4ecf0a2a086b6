import {
  deploys,
  eachOf,
  type EngineDocument,
  FAILED,
  gap,
  isObject,
  type Members,
  stateOf,
  together,
} from "./document.ts";

/** What `pulumi preview --json` prints. A secret stands in it as `[secret]`, and what stays as it is only with --show-sames. */
export function readPreview({ steps, diagnostics, changeSummary }: Members): EngineDocument {
  const failed = Array.isArray(diagnostics) && diagnostics.some((one) => isObject(one) && one["severity"] === "error");
  const found = together([
    eachOf(steps, ["steps"], (step, at) => stepOf(step, at)),
    ...(failed ? [gap(FAILED, ["diagnostics"])] : []),
  ]);
  const left = samesIn(changeSummary) - (Array.isArray(steps) ? steps.filter(isSame).length : 0);
  const note = `leaves out ${left} ${left === 1 ? "resource that stays" : "resources that stay"} as before; pulumi preview --json --show-sames lists all`;
  return left > 0 ? { ...found, notes: [note] } : found;
}

function samesIn(summary: unknown): number {
  const count = isObject(summary) ? summary["same"] : undefined;
  return Number.isSafeInteger(count) ? Number(count) : 0;
}

function isSame(step: unknown): boolean {
  return isObject(step) && step["op"] === "same";
}

function stepOf({ op, newState }: Members, at: readonly (string | number)[]): EngineDocument {
  if (!deploys(op) || newState === undefined || newState === null) return { resources: [], gaps: [] };
  const here = [...at, "newState"];
  return isObject(newState) ? stateOf(newState, here) : gap("is no object, as the engine writes it", here);
}
