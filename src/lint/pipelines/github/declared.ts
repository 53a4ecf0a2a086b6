import { either, literal, type Value } from "../value.ts";
import type { YamlFile } from "../yaml-file.ts";

/** What a job's matrix makes of each name. */
export function matrixOf(yaml: YamlFile, job: unknown): ReadonlyMap<string, Value> {
  const all = new Map<string, Value>();
  const add = (key: string, node: unknown) => {
    const text = yaml.text(node);
    if (text === undefined) return;
    const before = all.get(key);
    all.set(key, before === undefined ? literal(text) : either(before, literal(text)));
  };
  for (const { key, node: list } of yaml.entries(yaml.get(job, "strategy", "matrix")))
    for (const { node: item } of yaml.entries(list).slice(0, 50))
      if (key !== "include") add(key, item);
      else for (const one of yaml.entries(item)) add(one.key, one.node);
  return all;
}

/** What an action or a reusable workflow says of an input that was not given. */
export function defaultOf(yaml: YamlFile, name: string): Value | undefined {
  const [root] = yaml.roots;
  const paths = [["inputs"], ["on", "workflow_call", "inputs"]];
  const text = paths
    .map((path) => yaml.text(yaml.get(root, ...path, name, "default")))
    .find((found) => found !== undefined);
  return text === undefined ? undefined : literal(text);
}
