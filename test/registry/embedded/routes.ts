import { RegistryRefusal } from "./answer.ts";
import { blobHandler } from "./blobs.ts";
import type { Handler } from "./exchange.ts";
import { referrersHandler, tagsHandler } from "./listings.ts";
import { manifestHandler } from "./manifests.ts";
import { uploadHandler } from "./uploads.ts";

/** distribution-spec 1.1 "Pulling manifests": the grammar of `<name>`. */
const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;

const ENDPOINTS: readonly (readonly [RegExp, (method: string) => Handler | undefined])[] = [
  [/^\/v2\/(.+)\/manifests\/([^/]+)$/, manifestHandler],
  [/^\/v2\/(.+)\/blobs\/uploads\/?([^/]*)$/, uploadHandler],
  [/^\/v2\/(.+)\/blobs\/([^/]+)$/, blobHandler],
  [/^\/v2\/(.+)\/tags\/list$/, tagsHandler],
  [/^\/v2\/(.+)\/referrers\/([^/]+)$/, referrersHandler],
];

export interface Route {
  readonly name: string;
  readonly reference: string;
  readonly handler: Handler;
}

/** Throws a refusal for a path that is no endpoint, a name outside the grammar, and a method that is not offered. */
export function findRoute(method: string, path: string): Route {
  for (const [pattern, handlerOf] of ENDPOINTS) {
    const [, name, reference = ""] = pattern.exec(path) ?? [];
    if (name === undefined) continue;
    if (!NAME.test(name)) throw new RegistryRefusal("NAME_INVALID", `not a repository name: ${name}`);
    const handler = handlerOf(method);
    if (handler === undefined) throw new RegistryRefusal("UNSUPPORTED", `${method} is not offered here`);
    return { name, reference, handler };
  }
  throw new RegistryRefusal("NOT_FOUND", `no endpoint at ${path}`);
}
