import { closingBrace } from "./closing.ts";
import type { Found } from "./templates.ts";

const NAME = /[A-Za-z_]\w*|[\d@*#?!-]/y;
const BRACED = /^([#!]?)(?:env:)?(\w+|[@*#?])(\[[@*\w]*\])?([\s\S]*)$/;

/** `$NAME`, and `$env:NAME` of PowerShell. */
export function variableAt(text: string, at: number, quoted: boolean): Found | undefined {
  const name = nameAt(text, at + 1);
  if (name === undefined) return undefined;
  const inner = name === "env" && text[at + 4] === ":" ? nameAt(text, at + 5) : undefined;
  const length = 1 + name.length + (inner === undefined ? 0 : 1 + inner.length);
  return { part: { kind: "variable", name: inner ?? name, operation: "", quoted }, length };
}

/** `${NAME}`, with what is done to it. A length or a name of a name is nothing that can be followed. */
export function bracedAt(text: string, at: number, quoted: boolean): Found | undefined {
  const end = closingBrace(text, at + 2);
  const found = end === undefined ? null : BRACED.exec(text.slice(at + 2, end));
  if (end === undefined || found === null) return undefined;
  const [, prefix = "", name = "", index = "", operation = ""] = found;
  const how = prefix === "" ? operation || index : "!";
  return { part: { kind: "variable", name, operation: how, quoted }, length: end + 1 - at };
}

function nameAt(text: string, at: number): string | undefined {
  NAME.lastIndex = at;
  return NAME.exec(text)?.[0];
}
