export { fixedText, type FixedText, type Wanted } from "./files/fixed-text.ts";
export { type Offered, type Pin, verifiedPin, verifiedReference } from "./pin.ts";
export { readOwn } from "./read-own.ts";
export { type Write, writesFor } from "./writes.ts";
export { approveAtPreview, approveAtUpdate, type Approval } from "./approval.ts";
