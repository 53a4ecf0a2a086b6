import { discoverImageUses, type ImageUse, type Resource } from "../../src/discover/index.ts";

export const URN = "urn:pulumi:dev::shop::some:type::web";

export function resource(type: string, props: unknown): Resource {
  return { type, name: "web", urn: URN, props };
}

/** A tree that holds `value` at `path`; lists are as long as the index asks, `items[0].spec`. */
export function planted(path: string, value: unknown): unknown {
  const step = /^(?:\[(\d+)\]|\.?([^.[]+))(.*)$/.exec(path);
  if (step === null) return value;
  const [, index, name = "", rest = ""] = step;
  const inner = planted(rest, value);
  return index === undefined ? { [name]: inner } : [...Array.from({ length: Number(index) }, () => ({})), inner];
}

/** The steps of such a path: names, and indexes as numbers. */
export function stepsOf(path: string): (string | number)[] {
  return path.split(/\.|(?=\[)/).map((step) => (step.startsWith("[") ? Number(step.slice(1, -1)) : step));
}

/** One line a use: `image nginx at spec.containers[0].image`, `unknown at spec`, `unreadable at spec: is a text, not an object`. */
export function told(type: string, props: unknown): string[] {
  return discoverImageUses(resource(type, props)).map(tell);
}

export function tell(use: ImageUse): string {
  if (use.kind === "image") return `image ${use.image} at ${use.place.path}`;
  return use.kind === "unknown" ? `unknown at ${use.place.path}` : `${use.kind} at ${use.place.path}: ${use.why}`;
}
