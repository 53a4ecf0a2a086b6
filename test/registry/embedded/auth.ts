import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { answerJson, RegistryRefusal } from "./answer.ts";
import type { EmbeddedRegistryOptions } from "./options.ts";

interface Grant {
  readonly scopes: ReadonlySet<string>;
  uses: number;
}

/** Decides whether a request may do what it asks, and hands out tokens: Basic (RFC 7617) or the Docker token scheme. */
export class Authority {
  readonly #options: EmbeddedRegistryOptions;
  readonly #grants = new Map<string, Grant>();

  constructor(options: EmbeddedRegistryOptions) {
    this.#options = options;
  }

  /** Throws a refusal with the challenge; `name` is undefined for the version check, which any login may do. */
  check(request: IncomingMessage, name: string | undefined): void {
    const scheme = this.#options.auth ?? "none";
    if (scheme === "none") return;
    if (scheme === "basic") {
      if (!this.#loggedIn(request)) throw unauthorized(`Basic realm="${hostOf(request)}"`);
      return;
    }
    const scope = name === undefined ? undefined : `repository:${name}:${actionOf(request.method)}`;
    const grant = this.#spend(request);
    if (grant !== undefined && (scope === undefined || grant.scopes.has(scope))) return;
    throw unauthorized(bearerChallenge(hostOf(request), scope, grant !== undefined));
  }

  answerToken(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): void {
    if (this.#options.auth !== "bearer") throw new RegistryRefusal("NOT_FOUND", "no tokens here");
    if (request.method !== "GET") throw new RegistryRefusal("UNSUPPORTED", "ask for a token with GET");
    const known = this.#loggedIn(request);
    const mayPull = this.#options.anonymousPull === true && request.headers.authorization === undefined;
    if (!known && !mayPull) throw unauthorized(`Basic realm="${hostOf(request)}"`);
    const scopes = query.getAll("scope").flatMap((text) => scopesOf(text));
    const granted = known ? scopes : scopes.filter((scope) => scope.endsWith(":pull"));
    const token = randomBytes(24).toString("base64url");
    this.#grants.set(token, { scopes: new Set(granted), uses: this.#options.tokenUses ?? Infinity });
    answerJson(response, { token, access_token: token, expires_in: 300, issued_at: new Date().toISOString() });
  }

  #loggedIn(request: IncomingMessage): boolean {
    const { password = "", username } = this.#options;
    if (username === undefined) return this.#options.auth === "bearer";
    const expected = Buffer.from(`${username}:${password}`).toString("base64");
    return request.headers.authorization === `Basic ${expected}`;
  }

  #spend(request: IncomingMessage): Grant | undefined {
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
    const grant = this.#grants.get(token ?? "");
    if (grant === undefined || grant.uses <= 0) return undefined;
    grant.uses -= 1;
    return grant;
  }
}

function hostOf(request: IncomingMessage): string {
  return request.headers.host ?? "";
}

function actionOf(method: string | undefined): "pull" | "push" | "delete" {
  if (method === "GET" || method === "HEAD") return "pull";
  return method === "DELETE" ? "delete" : "push";
}

/** `repository:team/app:pull,push` → one entry an action; several scopes may be separated by spaces. */
function scopesOf(text: string): string[] {
  return text.split(" ").flatMap((scope) => {
    const [, resource, actions] = /^(.+):([^:]+)$/.exec(scope) ?? [];
    return resource === undefined ? [] : (actions ?? "").split(",").map((action) => `${resource}:${action}`);
  });
}

function bearerChallenge(host: string, scope: string | undefined, insufficient: boolean): string {
  const asked = scope?.replace(/:push$/, ":pull,push");
  const parts = [`realm="http://${host}/token"`, `service="${host}"`];
  if (asked !== undefined) parts.push(`scope="${asked}"`);
  if (insufficient) parts.push(`error="insufficient_scope"`);
  return `Bearer ${parts.join(",")}`;
}

function unauthorized(challenge: string): RegistryRefusal {
  return new RegistryRefusal("UNAUTHORIZED", "authentication required", { "www-authenticate": challenge });
}
