import { type Bounds, TOO_MUCH } from "../cloudformation/bounds.ts";
import { isList } from "../cloudformation/source.ts";
import { isOutsideOfWords, severalOf, splitText } from "../cloudformation/texts.ts";
import { UNKNOWN } from "../image-use.ts";
import { JsonObject, parseJsonText } from "../json-text.ts";
import { ABSENT, hasHole, HOLES } from "../partial.ts";
import { LONGEST_TEXT } from "../yaml-text.ts";
import { decidedBy, empty, equals, not } from "./conditions.ts";
import { isCounted, knownText, object, type Pure, textOf } from "./values.ts";

/** More than any template makes, and little enough that doubling them is no way to spend what the others need. */
const MOST_ELEMENTS = 4096;

function joined(texts: readonly string[], delimiter: string, bounds: Bounds): unknown {
  const length = texts.reduce((sum, text) => sum + text.length + delimiter.length, 0);
  return length <= LONGEST_TEXT && bounds.characters(length) ? texts.join(delimiter) : TOO_MUCH;
}

/** What a list is joined with that nobody knows is an element that nobody knows. */
const concat: Pure = (args, bounds) => {
  if (!args.some(isList)) return joined(args.map(textOf), "", bounds);
  const elements = args.flatMap((one) => (isList(one) ? one : [HOLES.anything]));
  return elements.length <= MOST_ELEMENTS && bounds.steps(elements.length) ? elements : TOO_MUCH;
};

const format: Pure = ([pattern, ...values], bounds) => {
  const known = knownText(pattern);
  if (known === undefined) return HOLES.anything;
  const pieces = known.match(/\{\{|\}\}|\{\d+\}|\{[^{}]*\}|[^{}]+|[{}]/g) ?? [];
  const texts = pieces.map((piece) => {
    if (piece === "{{" || piece === "}}") return piece.slice(1);
    if (!/^[{}]/.test(piece)) return piece;
    const [, index] = /^\{(\d+)\}$/.exec(piece) ?? [];
    return index === undefined ? HOLES.anything : textOf(values[Number(index)]);
  });
  return joined(texts, "", bounds);
};

const replace: Pure = ([text, old, by], bounds) => {
  const [wanted, replacement] = [knownText(old), textOf(by)];
  if (typeof text !== "string" || wanted === undefined || wanted === "") return HOLES.anything;
  // What is left open may hold it, or a part of it.
  if (hasHole(text) && !isOutsideOfWords(text, wanted)) return HOLES.anything;
  return joined(text.split(wanted), replacement, bounds);
};

const split: Pure = ([text, delimiter], bounds) => {
  const known = knownText(delimiter);
  if (typeof text !== "string" || known === undefined) return HOLES.anything;
  const found = splitText(bounds, known, text);
  return found === UNKNOWN ? HOLES.anything : found;
};

/** A part of a list or of a text that is known whole. */
function sliced(value: unknown, start: number, end?: number): unknown {
  if (isList(value)) return isCounted(value) ? value.slice(start, end) : HOLES.anything;
  return knownText(value)?.slice(start, end) ?? HOLES.anything;
}

function sliceBy(cut: (value: unknown, ...counts: number[]) => unknown): Pure {
  return ([value, ...counts]) => {
    const known = counts.every((count) => Number.isSafeInteger(count) && Number(count) >= 0);
    return known ? cut(value, ...(counts as number[])) : HOLES.anything;
  };
}

function element(index: 0 | -1): Pure {
  return ([value]) => {
    if (isList(value) && !isCounted(value))
      return severalOf([...value.filter((one) => one !== ABSENT), HOLES.anything]);
    return (isList(value) ? value : knownText(value))?.at(index) ?? HOLES.anything;
  };
}

const join: Pure = ([list, delimiter], bounds) =>
  isList(list) && typeof delimiter === "string" ? joined(list.map(textOf), delimiter, bounds) : HOLES.anything;

const union: Pure = (args, bounds) => {
  // An element that is there twice counts once.
  if (args.some(isList)) return concat([...args, [ABSENT]], bounds);
  const all = args.flatMap((one) =>
    one instanceof JsonObject ? one.members : [{ key: HOLES.anything, value: HOLES.anything, span: undefined }],
  );
  if (all.length > MOST_ELEMENTS || !bounds.steps(all.length)) return TOO_MUCH;
  const made = new JsonObject();
  for (const member of all) made.members.push(member);
  return made;
};

const createObject: Pure = (args) => {
  const made = new JsonObject();
  for (let index = 0; index < args.length; index += 2)
    made.members.push({ key: textOf(args[index]), value: args[index + 1] ?? null, span: undefined });
  return made;
};

const json: Pure = ([text], bounds) => {
  const known = knownText(text);
  if (known === undefined || !bounds.steps(known.length)) return HOLES.anything;
  const parsed = parseJsonText(known);
  return "why" in parsed ? HOLES.anything : parsed.value;
};

const ENVIRONMENT = object({ suffixes: object({ acrLoginServer: ".azurecr.io" }) });
const word: Pure = () => HOLES.word;
const name: Pure = () => HOLES.name;

/** By name in lower case. A function that is not here is a hole. */
export const FUNCTIONS: ReadonlyMap<string, Pure> = new Map<string, Pure>([
  ["concat", concat],
  ["format", format],
  ["string", ([value]) => textOf(value)],
  ["tolower", ([text]) => textOf(text).toLowerCase()],
  ["toupper", ([text]) => textOf(text).toUpperCase()],
  ["trim", ([text]) => textOf(text).trim()],
  ["replace", replace],
  ["join", join],
  ["split", split],
  ["first", element(0)],
  ["last", element(-1)],
  ["take", sliceBy((value, count = 0) => sliced(value, 0, count))],
  ["skip", sliceBy((value, count = 0) => sliced(value, count))],
  ["substring", sliceBy((value, start = 0, count?: number) => sliced(value, start, count && start + count))],
  ["equals", equals],
  ["empty", empty],
  ["not", not],
  ["and", decidedBy(false)],
  ["or", decidedBy(true)],
  ["true", () => true],
  ["false", () => false],
  ["null", () => null],
  ["createarray", (args) => args],
  ["array", ([value]) => (isList(value) ? value : [value])],
  ["createobject", createObject],
  ["union", union],
  ["json", json],
  ["environment", () => ENVIRONMENT],
  ["copyindex", word],
  ["uniquestring", word],
  ["guid", word],
  ["newguid", word],
  ["resourceid", name],
  ["subscriptionresourceid", name],
  ["tenantresourceid", name],
  ["extensionresourceid", name],
]);
