import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";

export interface EmbeddedRegistryOptions {
  /** Default true; false answers 404 on the referrers endpoint and sends no OCI-Subject, as GHCR does. */
  readonly referrersApi?: boolean;
  /** Descriptors per page of the referrers answer and tags per page of the list. Default: all on one page. */
  readonly pageSize?: number;
  readonly auth?: "none" | "basic" | "bearer";
  readonly username?: string;
  readonly password?: string;
  /** With auth "bearer" and a username: a token that was asked for without credentials may pull. Default false. */
  readonly anonymousPull?: boolean;
  /** With auth "bearer": the path of the token service. Default `/token`. */
  readonly tokenPath?: string;
  /** With auth "bearer": what the service calls itself. Default: the registry's host. */
  readonly service?: string;
  /** With auth "bearer": this identity token is exchanged for tokens by POST. Without one, POST is answered 405. */
  readonly identityToken?: string;
  /** With auth "bearer": how long a token says that it lives, in seconds. Default 300. */
  readonly expiresIn?: number;
  /** A bearer token is worth this many requests, then it has expired. Default: no end. */
  readonly tokenUses?: number;
  /** Milliseconds before every answer; a function is asked for each request. */
  readonly delayMs?: number | (() => number);
  readonly port?: number;
  /** Sees every request first; true means that it has answered, or will, or never does. */
  readonly intercept?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}
