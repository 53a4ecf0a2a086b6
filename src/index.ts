export { createGate, type Gate, type GateLock, type GateOptions, type Verdict } from "./gate/index.ts";
export type { ImageUse, Place } from "./discover/index.ts";
export {
  InvalidPolicy,
  loadPolicyFile,
  readPolicyObject,
  type Finding,
  type PolicyDocument,
  type Status,
} from "./policy/index.ts";
export { InvalidLock, loadLockFile, LockIndex } from "./lock/index.ts";
export { imagePolicies, type PackOptions } from "./pulumi/index.ts";
export { InvalidImageReference, parseImageReference, type Digest, type ImageReference } from "./reference/index.ts";
