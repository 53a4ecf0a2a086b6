import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as send, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOf, parseDigest, type Digest } from "../../../src/reference/index.ts";
import {
  generateKeyPair,
  imageManifest,
  legacySignature,
  signWithBundle,
  type Descriptor,
} from "../../fixtures/index.ts";
import { startEmbeddedRegistry, type EmbeddedRegistry } from "../embedded/index.ts";
import { startHostileServer, type Handler, type HostileServer } from "../hostile-server.ts";
import type { Row } from "./row.ts";

export const REPOSITORY = "team/web";
export const PASSWORD = "canary-password";
export const trusted = generateKeyPair("p256");

/** A registry that behaves as a row says, and everything around it. */
export interface Scene {
  /** The one that is asked. */
  readonly server: HostileServer;
  /** Another origin, which remembers what it was sent. */
  readonly elsewhere: HostileServer;
  /** The registry in good faith that stands behind `server`. */
  readonly honest: EmbeddedRegistry;
  /** The image's. */
  readonly digest: Digest;
  /** A folder with a Docker config.json that holds a login for the server. */
  readonly dockerConfig: string;
  /** Answers as the honest registry does. */
  readonly forward: Handler;
  readonly close: () => Promise<void>;
}

export async function stage(row: Row): Promise<Scene> {
  const honest = await startEmbeddedRegistry();
  const elsewhere = await startHostileServer((request, response) => {
    if (row.elsewhere?.(request, response, scene) === true) return;
    response.writeHead(401, { "www-authenticate": "Basic" }).end();
  });
  const forward = forwardTo(honest.host);
  const digest = prepare(honest, row);
  const server = await startHostileServer((request, response) => {
    if (row.act?.(request, response, scene) !== true) forward(request, response);
  }, row.tls);
  const dockerConfig = mkdtempSync(join(tmpdir(), "digestbound-hostile-"));
  const auth = Buffer.from(`ci:${PASSWORD}`).toString("base64");
  writeFileSync(join(dockerConfig, "config.json"), JSON.stringify({ auths: { [server.host]: { auth } } }));
  const close = async () => {
    rmSync(dockerConfig, { recursive: true });
    await Promise.all([server.close(), elsewhere.close(), honest.close()]);
  };
  const scene: Scene = { server, elsewhere, honest, digest, dockerConfig, forward, close };
  return scene;
}

/** Pushes the image and its signatures; a strange document is signed like any other. */
function prepare(honest: EmbeddedRegistry, row: Row): Digest {
  const { signed = ["legacy", "bundle"] } = row;
  const image = push(honest, row);
  if (signed.includes("legacy")) legacySignature(honest, REPOSITORY, image.digest, { keyPair: trusted });
  if (signed.includes("bundle")) signWithBundle(honest, REPOSITORY, image, { keyPair: trusted });
  row.furnish?.(honest, image);
  return parseDigest(image.digest);
}

function push(honest: EmbeddedRegistry, { image, algorithm }: Row): Descriptor {
  const { bytes, mediaType } = image ?? ordinary();
  const digest = digestOf(bytes, algorithm);
  honest.putManifest(REPOSITORY, digest, bytes, mediaType);
  honest.tag(REPOSITORY, "1", digest);
  return { digest, mediaType, size: bytes.byteLength };
}

function ordinary(): { readonly bytes: Buffer; readonly mediaType: string } {
  const { bytes, descriptor } = imageManifest("linux/amd64", { text: "web" });
  return { bytes, mediaType: descriptor.mediaType };
}

function forwardTo(host: string): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const { url = "/", method = "GET" } = request;
    const asked = send(
      `http://${host}${url}`,
      { method, agent: false, headers: { ...request.headers, host } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    asked.on("error", () => response.destroy());
    asked.end();
  };
}
