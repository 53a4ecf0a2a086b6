import type { IncomingMessage, ServerResponse } from "node:http";
import type { TlsOptions } from "node:tls";
import type { Limits, RegistryOptions, RegistryReason } from "../../../src/registry/index.ts";
import type { Descriptor } from "../../fixtures/index.ts";
import type { EmbeddedRegistry } from "../embedded/index.ts";
import type { Handler } from "../hostile-server.ts";
import type { Scene } from "./scene.ts";

/** Answers a request in the scene's registry; false leaves it to the honest one. */
export type Act = (request: IncomingMessage, response: ServerResponse, scene: Scene) => boolean;

/** `accepted`: the untouched signature is found all the same. `no-signature`: the registry credibly has none. */
export type Outcome = "accepted" | "no-signature" | RegistryReason;

/** One behaviour of a registry, and what must come of it. */
export interface Row {
  /** In the table of 44 that the project was designed by: 1 to 40, and 41 to 44 beyond registries. */
  readonly row: number;
  readonly does: string;
  readonly outcome: Outcome;
  /** The gate's `status rule/reason …` where it does not follow from the outcome. */
  readonly verdict?: string;
  readonly act?: Act;
  /** What the other origin does; it says 401 to everything where this is left out. */
  readonly elsewhere?: Act;
  /** The image itself, signed by the trusted key whatever it is; an ordinary manifest where it is left out. */
  readonly image?: { readonly bytes: Buffer; readonly mediaType: string };
  /** By which algorithm the image is named; `sha256` where it is left out. */
  readonly algorithm?: "sha512";
  /** Which signatures by the trusted key the honest registry holds; both where it is left out. */
  readonly signed?: readonly ("legacy" | "bundle")[];
  /** What else the honest registry holds. */
  readonly furnish?: (honest: EmbeddedRegistry, image: Descriptor) => void;
  readonly limits?: Partial<Limits>;
  readonly tls?: TlsOptions;
  /** Resolves names for the client; the gate, which takes no such thing, is then not asked. */
  readonly lookup?: NonNullable<RegistryOptions["lookup"]>;
  /** By which name the client asks, where that is not the server's address. */
  readonly name?: (host: string) => string;
  /** What else must hold afterwards. */
  readonly check?: (scene: Scene) => void;
}

/** What is done with a request, whatever comes back from it. */
type Deed = (request: IncomingMessage, response: ServerResponse, scene: Scene) => unknown;

/** Acts on these paths and on nothing else. */
export function on(isMeant: (path: string, scene: Scene) => boolean, deed: Deed): Act {
  return (request, response, scene) => {
    if (!isMeant(request.url ?? "", scene)) return false;
    deed(request, response, scene);
    return true;
  };
}

export const onImage = (deed: Deed) => on((path, { digest }) => path.endsWith(`/manifests/${digest}`), deed);
export const onReferrers = (deed: Deed) => on((path) => path.includes("/referrers/"), deed);
export const onBlobs = (deed: Deed) => on((path) => path.includes("/blobs/"), deed);
export const onAnything = (deed: Deed) => on((path) => path.startsWith("/v2/"), deed);

export function status(code: number, headers: Record<string, string | string[]> = {}, body = ""): Handler {
  return (_, response) => {
    response.writeHead(code, headers).end(body);
  };
}

export function redirect(to: (scene: Scene) => string): Act {
  return (_, response, scene) => {
    response.writeHead(307, { location: to(scene) }).end();
    return true;
  };
}
