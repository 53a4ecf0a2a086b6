import { type Bounds, TOO_DEEP, TOO_MUCH } from "../cloudformation/bounds.ts";
import { isList, members } from "../cloudformation/source.ts";
import { shapeOf } from "../data.ts";
import { UNKNOWN } from "../image-use.ts";
import { HOLES, isUnread } from "../partial.ts";

const DEEPEST = 64;

/** The JSON text of an evaluated value, in which a hole stands for what is unknown, of whatever shape; unknown where all of it is. */
export function jsonOf(value: unknown, bounds: Bounds): unknown {
  if (value === UNKNOWN || isUnread(value)) return value;
  try {
    return written(value, bounds, 0);
  } catch (error) {
    if (error instanceof Refused) return error.message === "deep" ? TOO_DEEP : TOO_MUCH;
    throw error;
  }
}

class Refused extends Error {}

/** What variables share is written as often as it stands there: each time it costs. */
function written(value: unknown, bounds: Bounds, depth: number): string {
  if (!bounds.steps(1)) throw new Refused("much");
  if (depth > DEEPEST) throw new Refused("deep");
  const text = textOf(value, bounds, depth);
  if (!bounds.characters(text.length)) throw new Refused("much");
  return text;
}

function textOf(value: unknown, bounds: Bounds, depth: number): string {
  if (isList(value)) return `[${value.map((element) => written(element, bounds, depth + 1)).join(",")}]`;
  const shape = shapeOf(value);
  if (shape === "foreign" || isUnread(value)) return JSON.stringify(HOLES.anything);
  if (shape !== "object") return JSON.stringify(value ?? null);
  const inside = members(value).map(
    ({ key, value: inner }) => `${JSON.stringify(String(key))}:${written(inner, bounds, depth + 1)}`,
  );
  return `{${inside.join(",")}}`;
}
