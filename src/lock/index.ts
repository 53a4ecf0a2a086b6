export { openPreviewRecord } from "./preview-record.ts";
export type { PreviewRecord } from "./preview-record.ts";
export type { StackIdentity } from "./keys.ts";
