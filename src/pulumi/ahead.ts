import type { ImageUse } from "../discover/index.ts";
import type { Run } from "./run.ts";

const begun = new WeakSet<Run>();

/**
 * Begins to verify what the last run of this stack judged, before the engine shows it: the engine waits for one resource
 * after the other. Names only; what they stand for is found out again, and the policy is asked before any registry (law 9).
 */
export function verifyAhead(run: Run): void {
  if (begun.has(run) || run.document() === undefined) return;
  begun.add(run);
  const uses = run.record()?.references().map(useOf) ?? [];
  // The gate never rejects, and it remembers each answer for whoever asks next.
  void run.gate().check(uses, { noticesTags: false });
}

/** Keeps the names of the images that this run has seen, secret ones left out. */
export function rememberForNextRun(run: Run): void {
  // Without a document nothing is ever verified ahead.
  if (run.document() === undefined) return;
  const uses = run.recorder.all().flatMap((entry) => entry.uses);
  const images = uses.flatMap((use) => (use.kind === "image" && use.secret !== true ? [use.image] : []));
  run.record()?.rememberReferences([...new Set([...run.replaced, ...images])]);
}

function useOf(image: string): ImageUse {
  return { kind: "image", image, place: { resource: "", path: "" }, role: "run", pinForm: "name@digest" };
}
