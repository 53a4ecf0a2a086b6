export { openPreviewRecord } from "./preview-record.ts";
export type { PreviewRecord } from "./preview-record.ts";
export type { StackIdentity } from "./keys.ts";
export { InvalidLock, loadLockFile, lockFileText, readLockFile } from "./lock-file.ts";
export { LockIndex } from "./locked.ts";
export type { Locked } from "./locked.ts";
export type { LockedEvidence, LockedSigner, LockedSource, LockEntry, LockFile } from "./lock-entry.ts";
