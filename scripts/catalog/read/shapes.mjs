// The leaves of a type, whatever package describes it: paths as the catalog writes them, `[]` for an element of a list and
// `{}` for a value of a map.
import { isCandidate } from "./candidate.mjs";

const DEPTH = 24;
const LEAVES = 200_000;

/**
 * @typedef {{ kind: "string" | "document" | "other" } | { kind: "list" | "map", of: Shape } | { kind: "union", of: Shape[] }
 *   | { kind: "object", id: string, properties: () => { name: string, doc?: string, shape: Shape }[] }} Shape
 *   What stands at a place. A document is text or an object that no type describes. The `id` of an object ends recursion.
 * @typedef {{ path: string, doc?: string, kind: "text" | "any" | "other" }} Leaf
 */

/**
 * @param {Shape} root an object: what a resource's inputs are
 * @returns {{ leaves: Leaf[], cut: boolean }} `cut` where a limit left leaves out. A type inside itself is entered once.
 */
export function leavesOf(root) {
  const found = new Map();
  let cut = false;
  const add = (leaf) => {
    const before = found.get(leaf.path);
    if (before === undefined || before.kind === "other") found.set(leaf.path, leaf);
  };
  const visit = (shape, at, ids) => {
    if (ids.length > DEPTH || found.size >= LEAVES) return void (cut = true);
    if (shape.kind === "union") for (const one of shape.of) visit(one, at, ids);
    else if (shape.kind === "list") visit(shape.of, { ...at, path: `${at.path}[]` }, ids);
    else if (shape.kind === "map") visit(shape.of, { ...at, path: `${at.path}{}` }, ids);
    else if (shape.kind !== "object") add({ ...at, kind: KINDS[shape.kind] });
    else if (!ids.includes(shape.id))
      for (const { name, doc, shape: inner } of shape.properties())
        visit(inner, { path: at.path === "" ? name : `${at.path}.${name}`, doc }, [...ids, shape.id]);
  };
  visit(root, { path: "" }, []);
  return { leaves: [...found.values()], cut };
}

const KINDS = { string: "text", document: "any", other: "other" };

/**
 * What a reader of a package returns.
 *
 * @param {{ type: string, shape: Shape }[]} resources
 * @returns {{ types: string[], candidates: { type: string, path: string, doc?: string }[],
 *   leaves: Map<string, Set<string>>, cut: string[] }} `leaves` are the paths of everything, a candidate or not; `cut` the types
 *   of which a limit left leaves out
 */
export function readResult(resources) {
  const result = { types: [], candidates: [], leaves: new Map(), cut: [] };
  for (const { type, shape } of [...resources].sort((a, b) => (a.type < b.type ? -1 : 1))) {
    const { leaves, cut } = leavesOf(shape);
    result.types.push(type);
    result.leaves.set(type, new Set(leaves.map(({ path }) => path)));
    if (cut) result.cut.push(type);
    for (const { path, kind, doc } of leaves)
      if (isCandidate({ type, path, kind, doc })) result.candidates.push({ type, path, doc });
  }
  return result;
}
