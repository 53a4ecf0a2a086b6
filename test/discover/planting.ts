import { UNKNOWN } from "../../src/discover/index.ts";

/** Puts a value at a path of the catalog, `spec.list[].map{}.image`: the first element of each list, one key of each map. */
export function plantAt(tree: Record<string, unknown>, path: string, value: unknown): void {
  const steps = stepsIn(path);
  let at: Record<string | number, unknown> = tree;
  for (const [index, step] of steps.entries()) {
    const next = steps[index + 1];
    if (next === undefined) at[step] = value;
    else {
      at[step] ??= typeof next === "number" ? [] : {};
      at = at[step] as Record<string | number, unknown>;
    }
  }
}

/** The steps of such a path as they stand in the tree. */
export function stepsIn(path: string): (string | number)[] {
  const key = /^(.*)\{([^}]+)\}$/.exec(path);
  const plain = (key?.[1] ?? path).match(/\[\]|\{\}|[^.[\]{}]+/g) ?? [];
  const steps = plain.map((step) => (step === "[]" ? 0 : step === "{}" ? "some.key" : step));
  return key === null ? steps : [...steps, (key[2] ?? "").replaceAll(/<[^>]*>/g, "word")];
}

/** A copy in which every object and every list has an unknown member more, before the others and after them. */
export function withUnknowns(tree: unknown): unknown {
  if (Array.isArray(tree)) return [...tree.map(withUnknowns), UNKNOWN];
  if (typeof tree !== "object" || tree === null) return tree;
  const members = Object.entries(tree).map(([name, value]) => [name, withUnknowns(value)]);
  return Object.fromEntries([["aUnknown", UNKNOWN], ...members, ["zUnknown", UNKNOWN]]) as unknown;
}

/** A copy in Terraform's shape: a block that may stand once is a list of one, and null stands for what is not set. */
export function asBlocks(tree: unknown, isTop = true): unknown {
  if (Array.isArray(tree)) return tree.map((element) => asBlocks(element));
  if (typeof tree !== "object" || tree === null) return tree;
  const members = Object.entries(tree).map(([name, value]) => [name, asBlocks(value, false)]);
  const block: unknown = Object.fromEntries([...members, ["unset", null]]);
  return isTop ? block : [block];
}
