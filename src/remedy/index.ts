export { type Pin, verifiedPin } from "./pin.ts";
export { readOwn } from "./read-own.ts";
export { type Write, writesFor } from "./writes.ts";
