import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The repository's folder, seen from the sources and from the compiled copy in dist/ alike. */
export function repositoryRoot(from: string = __dirname): string {
  if (existsSync(join(from, "test/tools/go"))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error("test/tools/go was not found: the test tools run inside the repository only.");
  return repositoryRoot(parent);
}
