import { nodeVersionProblem } from "../../node-version.ts";
import { LAST_TYPESCRIPT, reachableTypeScript } from "../reachable-typescript.ts";
import type { Check } from "./check.ts";

/** The Node that runs this, which is the first on PATH and therefore the one that Pulumi starts a pack with. */
export function checkNode(version: string): Check {
  const problem = nodeVersionProblem(version);
  return problem === undefined
    ? { name: "Node", status: "ok", detail: version }
    : { name: "Node", status: "problem", detail: version, remedy: problem.trim() };
}

/** The TypeScript that Pulumi's boot of a pack would load for the pack in this folder. */
export function checkTypeScript(folder: string): Check {
  const found = reachableTypeScript(folder);
  const name = "TypeScript";
  if (found === undefined) {
    return { name, status: "ok", detail: "none is reachable from here; a pack that is installed brings its own" };
  }
  const detail = `${found.version} in ${found.folder}`;
  if (found.isUsable) return { name, status: "ok", detail };
  return {
    name,
    status: "warning",
    detail: `${detail} would keep Pulumi from starting a pack in this folder`,
    remedy: `Install the pack, which brings TypeScript ${LAST_TYPESCRIPT} of its own, or alias the other one (typescript7: npm:typescript@7).`,
  };
}
