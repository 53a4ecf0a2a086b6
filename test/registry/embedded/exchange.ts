import type { IncomingMessage, ServerResponse } from "node:http";
import type { EmbeddedRegistryOptions } from "./options.ts";
import type { RegistryStore } from "./store.ts";

/** One request that was routed, with all that a handler needs to answer it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly store: RegistryStore;
  readonly options: EmbeddedRegistryOptions;
  readonly name: string;
  /** The last path segment: a tag, a digest or an upload id; empty where the endpoint has none. */
  readonly reference: string;
  readonly query: URLSearchParams;
}

export type Handler = (exchange: Exchange) => void | Promise<void>;
