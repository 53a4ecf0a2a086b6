import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { packageTarball } from "./tarball.ts";

export interface Published {
  readonly bytes: Buffer;
  /** As npm reports it. */
  readonly integrity: string;
}

export interface NpmRegistry {
  readonly url: string;
  readonly publish: (name: string, version: string, files: Readonly<Record<string, string>>) => Published;
  readonly close: () => Promise<void>;
}

/** A registry on loopback that has what is published to it, and nothing else. */
export async function startNpmRegistry(): Promise<NpmRegistry> {
  const tarballs = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "").slice(1);
    const tarball = tarballs.get(path);
    const versions = [...tarballs].filter(([file]) => file.startsWith(`${path}/-/`));
    if (tarball !== undefined) response.end(tarball);
    else if (versions.length === 0) response.writeHead(404).end("{}");
    else response.end(JSON.stringify(document(path, versions, `http://${request.headers.host ?? ""}/`)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    publish: (name, version, files) => {
      const bytes = packageTarball({
        ...files,
        "package.json": JSON.stringify({ name, version, scripts: { prepack: "exit 9", postinstall: "exit 9" } }),
      });
      tarballs.set(`${name}/-/${version}.tgz`, bytes);
      return { bytes, integrity: integrityOf(bytes) };
    },
    close: async () => {
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function document(name: string, files: readonly (readonly [file: string, bytes: Buffer])[], base: string): object {
  const versions = files.map(([file, bytes]) => {
    const version = file.replace(/^.*\/-\/|\.tgz$/g, "");
    return [version, { name, version, dist: { tarball: `${base}${file}`, integrity: integrityOf(bytes) } }] as const;
  });
  return { name, "dist-tags": { latest: versions.at(-1)?.[0] }, versions: Object.fromEntries(versions) };
}

function integrityOf(bytes: Buffer): string {
  return `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
}
