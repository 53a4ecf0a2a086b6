import { shapeOf } from "../data.ts";
import { printable } from "../../reference/index.ts";
import type { Members } from "./refused.ts";

/** Why the value of a resource's attribute is unknown, in words that follow "it". */
export type Reasons = (address: string, path: string) => string;

const PLAIN = "is known only after apply.";
const INDEX = /\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g;
/** Always known, wherever they are named. */
const COUNTERS: ReadonlySet<string> = new Set(["count.index", "each.key"]);
const LONGEST_ADDRESS = 4096;
const MOST_NAMED = 3;

/** What the configuration says that attributes are computed from. Only words: whatever is odd there is left out. */
export function reasonsIn(configuration: unknown): Reasons {
  let resources: ReadonlyMap<string, unknown> | undefined;
  return (address, path) => {
    resources ??= expressionsIn(configuration);
    const references = referencesOf(resources.get(withoutIndexes(address)), path);
    if (references.length === 0) return PLAIN;
    const shown = references.slice(0, MOST_NAMED).map(printable).join(", ");
    return `is known only after apply: it is computed from ${shown}${references.length > MOST_NAMED ? ", …" : ""}.`;
  };
}

/** The expressions of each resource, by its address without indexes. */
function expressionsIn(configuration: unknown): ReadonlyMap<string, unknown> {
  const resources = new Map<string, unknown>();
  const open = [{ prefix: "", module: memberOf(configuration, "root_module") }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { prefix, module } = next;
    const own = memberOf(module, "resources");
    for (const resource of Array.isArray(own) ? (own as unknown[]) : []) {
      const address = memberOf(resource, "address");
      if (typeof address === "string") resources.set(prefix + address, memberOf(resource, "expressions"));
    }
    const calls = memberOf(module, "module_calls");
    for (const [name, call] of shapeOf(calls) === "object" ? Object.entries(calls as object) : [])
      open.push({ prefix: `${prefix}module.${name}.`, module: memberOf(call, "module") });
  }
  return resources;
}

/** An instance's address without the keys and numbers of its modules and of itself, as the configuration has it. */
function withoutIndexes(address: string): string {
  return address.length > LONGEST_ADDRESS ? "" : address.replace(INDEX, "");
}

/** Of `aws_x.y.id` and `aws_x.y` the configuration names both, and the first says more. */
function referencesOf(expressions: unknown, path: string): readonly string[] {
  const [attribute = ""] = /^\w+/.exec(path) ?? [];
  const references = memberOf(memberOf(expressions, attribute), "references");
  const texts = (Array.isArray(references) ? (references as unknown[]) : []).filter(
    (one): one is string => typeof one === "string" && !COUNTERS.has(one),
  );
  const all = [...new Set(texts)].slice(0, 100);
  return all.filter((one) => !all.some((other) => other.startsWith(`${one}.`) || other.startsWith(`${one}[`)));
}

function memberOf(value: unknown, name: string): unknown {
  return shapeOf(value) === "object" && Object.hasOwn(value as object, name) ? (value as Members)[name] : undefined;
}
