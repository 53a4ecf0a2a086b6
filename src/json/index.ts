export { lookalikeIn } from "./lookalike.ts";
export { MalformedJson } from "./malformed-json.ts";
export type { JsonReason } from "./malformed-json.ts";
export { outlineOf } from "./outline.ts";
export { parseStrictJson } from "./parse.ts";
export type { JsonLimits } from "./parse.ts";
export { peekText } from "./peek.ts";
