// Real registries beside the embedded one, so that src/registry is held to what servers do and not to what we think they
// do. The programs are built once from their Go modules (test/tools/tool.ts has the versions); each runs on a random port
// of the loopback interface and is killed when its test file ends.
import { join } from "node:path";
import { containerRegistry, startServer, type ServerProcess } from "../../tools/index.ts";
import { startEmbeddedRegistry } from "../embedded/index.ts";
import { startDistribution } from "./distribution.ts";

export interface RealServer {
  readonly name: string;
  /** Anonymous, over plain HTTP. `folder` is the server's own. */
  readonly start: (folder: string) => Promise<Pick<ServerProcess, "host" | "close">>;
  readonly referrersApi: boolean;
  /** Whether it takes a manifest under its sha512 digest. */
  readonly sha512: boolean;
}

export const SERVERS: readonly RealServer[] = [
  { name: "the embedded registry", referrersApi: true, sha512: true, start: () => startEmbeddedRegistry() },
  {
    name: "the embedded registry without referrers",
    referrersApi: false,
    sha512: true,
    start: () => startEmbeddedRegistry({ referrersApi: false }),
  },
  { name: "distribution", referrersApi: false, sha512: false, start: (folder) => startDistribution(folder) },
  {
    name: "go-containerregistry with referrers",
    referrersApi: true,
    sha512: true,
    start: () => startContainerRegistry("-referrers"),
  },
  {
    name: "go-containerregistry without referrers",
    referrersApi: false,
    sha512: true,
    start: () => startContainerRegistry(),
  },
];

async function startContainerRegistry(...args: readonly string[]): Promise<ServerProcess> {
  const { path } = await containerRegistry();
  return startServer(join(path, "registry"), args);
}
