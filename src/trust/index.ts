export { RefreshFailure } from "./refresh-failure.ts";
export type { RefreshReason } from "./refresh-failure.ts";
export { refreshTrustedRoot } from "./refresh.ts";
export type { Refreshed, RefreshOptions } from "./refresh.ts";
export type { RootFile } from "./root-file.ts";
export { PUBLIC_GOOD_MIRROR } from "./tuf.ts";
export type { TrustSource } from "./tuf.ts";
