export { type Pin, verifiedPin } from "./pin.ts";
export { readOwn } from "./read-own.ts";
export { type Write, writesFor } from "./writes.ts";
export { approveAtPreview, approveAtUpdate, type Approval } from "./approval.ts";
