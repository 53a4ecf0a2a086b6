export type { DiagnosticEvent, EngineEvents, PolicyEvent } from "./events.ts";
export { runEngine } from "./preview.ts";
export { publishPack, type Published } from "./publish.ts";
export { startProvider, type StandInProvider } from "./provider.ts";
export { openStack, type EngineResult, type RunOptions, type Stack, type StackOptions } from "./stack.ts";
export { writeTrivialPack, type TrivialPack } from "./trivial-pack.ts";
