export { GateFailure } from "./ask-gate.ts";
export { ImagePolicy, type ImagePolicyOptions } from "./image-policy.ts";
export type { GateOptions } from "./messages.ts";
