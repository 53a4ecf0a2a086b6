export { GateFailure } from "./ask-gate.ts";
export { ImagePolicy, type ImagePolicyOptions } from "./image-policy.ts";
export { PinImages } from "./pin-images.ts";
export type { GateOptions } from "./messages.ts";
