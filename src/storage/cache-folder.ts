import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * The folder that keeps what one run remembers for the next: `$DIGESTBOUND_CACHE`, else `$XDG_CACHE_HOME/digestbound`,
 * else `~/.cache/digestbound`. A relative XDG path is ignored (XDG Base Directory Specification). Our own variable is not:
 * set to something else than an absolute path it names no folder, and nothing is kept (law 7). Undefined where no folder can be named.
 */
export function cacheFolder(environment: NodeJS.ProcessEnv): string | undefined {
  const { DIGESTBOUND_CACHE: own, XDG_CACHE_HOME: caches, HOME: home } = environment;
  if (own !== undefined && own !== "") return isAbsolute(own) ? own : undefined;
  if (isAbsolutePath(caches)) return join(caches, "digestbound");
  const folder = isAbsolutePath(home) ? home : accountHome();
  return isAbsolutePath(folder) ? join(folder, ".cache", "digestbound") : undefined;
}

function isAbsolutePath(path: string | undefined): path is string {
  return path !== undefined && isAbsolute(path);
}

/** Throws in Node for a user that the system does not know, as in many containers. */
function accountHome(): string | undefined {
  try {
    return homedir();
  } catch {
    return undefined;
  }
}
