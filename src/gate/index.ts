export { createGate, createRefusingGate, type Gate, type GateOptions } from "./gate.ts";
export type { Verifier } from "./evidence.ts";
export { suggestedImage } from "./suggested-image.ts";
export type { Verdict } from "./verdict.ts";
