export { createGate, createRefusingGate, type Gate } from "./gate.ts";
export type { GateOptions } from "./open-registry.ts";
export { probeRegistries } from "./probe.ts";
export type { Verifier } from "./evidence.ts";
export { suggestedImage } from "./suggested-image.ts";
export type { Verdict } from "./verdict.ts";
export { createExaminer, type Examination, type Examiner } from "./examine.ts";
export type { Examined, Via } from "./examine-candidate.ts";
export type { Difference, Maker } from "./who-signed.ts";
