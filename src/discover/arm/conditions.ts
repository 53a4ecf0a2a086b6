import { members } from "../cloudformation/source.ts";
import { shapeOf } from "../data.ts";
import { JsonObject } from "../json-text.ts";
import { ABSENT, HOLES, literalOf } from "../partial.ts";
import { knownText, type Pure } from "./values.ts";

/** True, false, or a hole where nobody can tell yet. */
function truth(value: boolean | undefined): unknown {
  return value ?? HOLES.word;
}

/** Texts that differ in case only are told apart by some and not by others. */
export const equals: Pure = ([one, other]) => {
  if (!isDecided(one) || !isDecided(other)) return truth(undefined);
  if (one === other) return true;
  if (typeof one === "string" && typeof other === "string")
    return truth(one.toLowerCase() === other.toLowerCase() ? undefined : false);
  return truth(typeof one === typeof other || one === null || other === null ? false : undefined);
};

function isDecided(value: unknown): boolean {
  return value === null || ["number", "boolean"].includes(typeof value) || knownText(value) !== undefined;
}

export const empty: Pure = ([value]) => {
  if (value === null) return true;
  if (typeof value === "string") return truth(literalOf(value) === "" && value !== "" ? undefined : value === "");
  if (shapeOf(value) !== "list" && !(value instanceof JsonObject)) return truth(undefined);
  // Of what is put together with something that nobody knows, that may be nothing.
  const all = members(value);
  const isSure = all.some((one) => one.value !== HOLES.anything) && !all.some((one) => one.value === ABSENT);
  return truth(isSure ? false : all.length === 0 ? true : undefined);
};

export const not: Pure = ([value]) => truth(typeof value === "boolean" ? !value : undefined);

export function decidedBy(decisive: boolean): Pure {
  return (args) => {
    if (args.includes(decisive)) return decisive;
    return truth(args.every((one) => one === !decisive) ? !decisive : undefined);
  };
}
