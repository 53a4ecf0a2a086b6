import { EMPTY, either, essence, joined, joinedAll, literal, type Value, UNKNOWN } from "../value.ts";

/** What a context such as `steps.build.outputs.digest` holds; undefined where nobody knows. */
export type LookUp = (path: readonly string[]) => Value | undefined;

const PATH = /^[A-Za-z_][\w-]*(?:\.(?:[\w-]+|\*)|\[(?:'[^']*'|\d+)\])*$/;
const STEP = /\.([\w-]+|\*)|\['([^']*)'\]|\[(\d+)\]/g;
const CONTEXT = /\b(?:env|steps|needs|inputs|matrix|github|vars|secrets|jobs|parameters)(?:\.[\w-]+|\['[^']*'\])+/g;
const DEEPEST = 6;

/** A text with expressions in it: `ghcr.io/acme/web:${{ github.ref_name }}`. */
export function interpolated(text: string, lookUp: LookUp): Value {
  const pieces: Value[] = [];
  let at = 0;
  for (let begin = text.indexOf("${{"); begin >= 0 && pieces.length < 200; begin = text.indexOf("${{", at)) {
    const end = text.indexOf("}}", begin);
    if (end < 0) break;
    pieces.push(literal(text.slice(at, begin)), evaluated(text.slice(begin + 3, end), lookUp));
    at = end + 2;
  }
  return joinedAll([...pieces, literal(text.slice(at))]);
}

/** An expression, as far as where its text comes from goes. */
export function evaluated(expression: string, lookUp: LookUp, depth = 0): Value {
  const text = expression.trim();
  if (depth > DEEPEST || text.length > 2000) return UNKNOWN;
  const quoted = /^'((?:[^']|'')*)'$/.exec(text);
  if (quoted !== null) return literal((quoted[1] ?? "").replaceAll("''", "'"));
  if (/^-?\d[\d.]*$/.test(text)) return literal(text);
  if (PATH.test(text)) return lookUp(pathOf(text)) ?? UNKNOWN;
  const inner = (part: string) => evaluated(part, lookUp, depth + 1);
  const choices = split(text, "||");
  if (choices.length > 1) return choices.map(inner).reduce(either);
  const conditions = split(text, "&&");
  if (conditions.length > 1) return inner(conditions.at(-1) ?? "");
  const call = /^(\w+)\(([\s\S]*)\)$/.exec(text);
  return call === null
    ? partsOf(text, lookUp)
    : called(call[1] ?? "", split(call[2] ?? "", ",").map(inner), text, lookUp);
}

function called(name: string, values: readonly Value[], text: string, lookUp: LookUp): Value {
  const [first = UNKNOWN, ...others] = values;
  if (name === "format") return formatted(first, others);
  if (name === "join" || name === "trim") return first;
  return partsOf(text, lookUp);
}

function formatted(format: Value, values: readonly Value[]): Value {
  const [pattern = ""] = format[0] ?? [];
  if (typeof pattern !== "string") return [[essence([...format, ...values.flat()])]];
  return pattern
    .split(/(\{\d\})/)
    .reduce<Value>(
      (all, part) => joined(all, /^\{\d\}$/.test(part) ? (values[Number(part[1])] ?? UNKNOWN) : literal(part)),
      EMPTY,
    );
}

/** Of anything else: what it is made from. */
function partsOf(text: string, lookUp: LookUp): Value {
  const found = [...text.matchAll(CONTEXT)].slice(0, 20).flatMap(([path]) => lookUp(pathOf(path)) ?? []);
  return found.length === 0 ? UNKNOWN : [[essence(found)]];
}

function pathOf(text: string): readonly string[] {
  const first = /^[\w-]+/.exec(text)?.[0] ?? "";
  return [first, ...[...text.matchAll(STEP)].map(([, name, quoted, index]) => name ?? quoted ?? index ?? "")];
}

/** Outside of parentheses and quotes. */
function split(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === "'") {
      const end = text.indexOf("'", at + 1);
      at = end < 0 ? text.length : end;
    } else if (character === "(") depth += 1;
    else if (character === ")") depth -= 1;
    else if (depth === 0 && text.startsWith(separator, at)) {
      parts.push(text.slice(start, at));
      at += separator.length - 1;
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}
