import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { distributionRegistry, startServer, type ServerProcess } from "../../tools/index.ts";
import type { Identity } from "../certificate.ts";

/** How distribution lets somebody in (its configuration, `auth`); nobody is asked anything where it is left out. */
export type Auth =
  | { readonly htpasswd: { readonly realm: string; readonly path: string } }
  | {
      readonly token: {
        readonly realm: string;
        readonly service: string;
        readonly issuer: string;
        readonly jwks: string;
      };
    };

export interface DistributionOptions {
  readonly auth?: Auth;
  /** Plain HTTP without it. */
  readonly tls?: Identity;
}

/** The CNCF's registry over `<folder>/storage`, which several of them may serve at once while nothing is pushed. */
export async function startDistribution(
  folder: string,
  { auth, tls }: DistributionOptions = {},
): Promise<ServerProcess> {
  const { path } = await distributionRegistry();
  const own = join(folder, randomUUID());
  mkdirSync(own);
  const file = write(own, "config.yml", JSON.stringify(configuration(folder, auth, tls && tlsFiles(own, tls))));
  // Without a collector of traces to look for.
  const env = { PATH: process.env["PATH"], OTEL_TRACES_EXPORTER: "none" };
  return startServer(join(path, "registry"), ["serve", file], { cwd: own, env });
}

/** JSON is YAML, too. */
function configuration(folder: string, auth: Auth | undefined, tls: object | undefined): object {
  return {
    version: 0.1,
    log: { level: "info", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, "storage") } },
    http: { addr: "127.0.0.1:0", ...(tls === undefined ? {} : { tls }) },
    ...(auth === undefined ? {} : { auth }),
  };
}

function tlsFiles(folder: string, { cert, key }: Identity): object {
  return { certificate: write(folder, "cert.pem", cert), key: write(folder, "key.pem", key) };
}

function write(folder: string, name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}
