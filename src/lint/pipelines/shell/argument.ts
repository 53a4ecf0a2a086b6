import { literalOf, type Value } from "../value.ts";

/** A word of a command that is about to run. */
export interface Argument {
  readonly value: Value;
  /** All of it, where that is known. */
  readonly text: string | undefined;
  /** Where it stands in its script; none where it was read from elsewhere. */
  readonly start: number;
  readonly end: number;
}

export function argumentOf(value: Value, start: number, end: number): Argument {
  return { value, text: literalOf(value), start, end };
}

/** A program without its folder, its platform and its version: `/usr/local/bin/cosign`, `gcr.io/projectsigstore/cosign:v3`. */
export function programOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const name = text.slice(0, 300).replace(/(?<=[^/])[@:][^/]*$/, "");
  return name
    .slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\"), name.lastIndexOf("#")) + 1)
    .replace(/\.exe$/i, "")
    .replace(/[-_](?:linux|darwin|windows)(?:[-_][\w.-]*)?$/i, "");
}

/** The words that are no options, and no value of one; `--` ends nothing. */
export function operandsOf(all: readonly Argument[], takesNone: ReadonlySet<string>): readonly Argument[] {
  const operands: Argument[] = [];
  for (let index = 0; index < all.length; index += 1) {
    const one = all[index];
    const text = one?.text ?? startOf(one);
    if (one === undefined || text === "--") continue;
    if (!text.startsWith("-") || text === "-") operands.push(one);
    else if (!text.includes("=") && !takesNone.has(text) && text.length > 1) index += 1;
  }
  return operands;
}

/** The value of an option, in one word with it or in the next. */
export function optionOf(all: readonly Argument[], ...names: readonly string[]): Argument | undefined {
  for (const [index, one] of all.entries()) {
    const start = startOf(one);
    if (one.text !== undefined && names.includes(one.text)) return all[index + 1];
    const name = names.find((name) => start.startsWith(`${name}=`));
    if (name !== undefined)
      return argumentOf(
        one.value.map((text) => withoutStart(text, name.length + 1)),
        one.start,
        one.end,
      );
  }
  return undefined;
}

/** What a word begins with, as far as that is known. */
export function startOf(one: Argument | undefined): string {
  const first = one?.value[0]?.[0];
  return typeof first === "string" ? first : "";
}

function withoutStart(text: Value[number], length: number): Value[number] {
  const [first, ...others] = text;
  const rest = typeof first === "string" ? first.slice(length) : "";
  return rest === "" ? others : [rest, ...others];
}
