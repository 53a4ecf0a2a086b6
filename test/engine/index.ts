export type { Boot } from "./cli.ts";
export type { DiagnosticEvent, EngineEvents, PolicyEvent, Remediation } from "./events.ts";
export type { PackOptions, PackRun } from "./packs.ts";
export { runEngine } from "./preview.ts";
export { startProvider, type StandInProvider } from "./provider.ts";
export { openStack, type EngineResult, type RunOptions, type Stack, type StackOptions } from "./stack.ts";
export { writeTrivialPack, type TrivialPack } from "./trivial-pack.ts";
