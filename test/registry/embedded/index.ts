export { startEmbeddedRegistry } from "./server.ts";
export type { EmbeddedRegistry } from "./server.ts";
export type { EmbeddedRegistryOptions, RecordedRequest } from "./options.ts";
export type { StoredManifest } from "./store.ts";
