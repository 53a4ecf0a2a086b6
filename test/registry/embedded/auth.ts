import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { answerJson, readBody, RegistryRefusal } from "./answer.ts";
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
    const realm = `http://${hostOf(request)}${this.tokenPath}`;
    throw unauthorized(bearerChallenge(realm, this.#serviceOf(request), scope, grant !== undefined));
  }

  /** The path at which tokens are had. */
  get tokenPath(): string {
    return this.#options.tokenPath ?? "/token";
  }

  async answerToken(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): Promise<void> {
    if (this.#options.auth !== "bearer") throw new RegistryRefusal("NOT_FOUND", "no tokens here");
    const exchanges = request.method === "POST" && this.#options.identityToken !== undefined;
    if (request.method !== "GET" && !exchanges) throw new RegistryRefusal("UNSUPPORTED", "ask for a token with GET");
    const asked = exchanges ? new URLSearchParams((await readBody(request)).toString()) : query;
    const known = exchanges ? this.#isRefreshToken(request, asked) : this.#loggedIn(request);
    const mayPull = !exchanges && this.#options.anonymousPull === true && request.headers.authorization === undefined;
    if (!known && !mayPull) throw unauthorized(`Basic realm="${hostOf(request)}"`);
    if (asked.get("service") !== this.#serviceOf(request) && this.#options.service !== undefined) {
      throw new RegistryRefusal("UNSUPPORTED", "another service was asked for");
    }
    const scopes = asked.getAll("scope").flatMap((text) => scopesOf(text));
    this.#grant(response, known ? scopes : scopes.filter((scope) => scope.endsWith(":pull")));
  }

  #grant(response: ServerResponse, scopes: readonly string[]): void {
    const { tokenUses: uses = Infinity, expiresIn = 300 } = this.#options;
    const token = randomBytes(24).toString("base64url");
    this.#grants.set(token, { scopes: new Set(scopes), uses });
    answerJson(response, { token, access_token: token, expires_in: expiresIn, issued_at: new Date().toISOString() });
  }

  /** OAuth 2 as distribution's token specification has it. */
  #isRefreshToken(request: IncomingMessage, form: URLSearchParams): boolean {
    return (
      request.headers["content-type"] === "application/x-www-form-urlencoded" &&
      form.get("grant_type") === "refresh_token" &&
      form.get("client_id") !== null &&
      form.get("refresh_token") === this.#options.identityToken
    );
  }

  #serviceOf(request: IncomingMessage): string {
    return this.#options.service ?? hostOf(request);
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

function bearerChallenge(realm: string, service: string, scope: string | undefined, insufficient: boolean): string {
  const asked = scope?.replace(/:push$/, ":pull,push");
  const parts = [`realm="${realm}"`, `service="${service}"`];
  if (asked !== undefined) parts.push(`scope="${asked}"`);
  if (insufficient) parts.push(`error="insufficient_scope"`);
  return `Bearer ${parts.join(",")}`;
}

function unauthorized(challenge: string): RegistryRefusal {
  return new RegistryRefusal("UNAUTHORIZED", "authentication required", { "www-authenticate": challenge });
}
