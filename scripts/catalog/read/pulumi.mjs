// Reads a Pulumi SDK of npm: which resources it has, and which of their inputs might name container images.
import { setImmediate } from "node:timers/promises";
import { isCandidate } from "./candidate.mjs";
import { Declarations } from "./declarations.mjs";
import { leavesOf } from "./leaves.mjs";
import { resourcesOf } from "./resources.mjs";
import { filesOf } from "./tarball.mjs";

/**
 * @param {string} tgzPath
 * @returns {Promise<{ types: string[], candidates: { type: string, path: string, doc?: string }[],
 *   leaves: Map<string, Set<string>> }>} `leaves` has every input of every type, a candidate or not
 */
export async function read(tgzPath) {
  const files = filesOf(tgzPath);
  const declarations = new Declarations(files);
  const leaves = new Map();
  const candidates = new Map();
  for (const { token, args } of resourcesOf(files, declarations)) {
    // An interrupt is heard between two resources.
    await setImmediate();
    const paths = leaves.get(token) ?? new Set();
    leaves.set(token, paths);
    for (const { type, scope } of args)
      for (const { path, kind, doc } of leavesOf(declarations, type, scope).values()) {
        paths.add(path);
        if (isCandidate({ type: token, path, kind, doc }))
          candidates.set(`${token} ${path}`, { type: token, path, doc });
      }
  }
  return { types: [...leaves.keys()].sort(), candidates: [...candidates.values()], leaves };
}
