import { parseJsonText } from "../json-text.ts";
import { parseYamlText } from "../yaml-text.ts";

/** `!Sub` stands for `Fn::Sub`, but for two that have no prefix. */
const BARE = new Set(["Ref", "Condition"]);

/** What a short tag stands for. */
export function longForm(tag: string): string | undefined {
  const [, name] = /^!(\w+)$/.exec(tag) ?? [];
  return name === undefined || BARE.has(name) ? name : `Fn::${name}`;
}

/** A template is JSON or YAML with short tags, one document. */
export function parseTemplate(text: string): { readonly value: unknown } | { readonly why: string } {
  if (/^\s*\{/.test(text)) {
    const parsed = parseJsonText(text);
    if ("value" in parsed) return parsed;
  }
  const parsed = parseYamlText(text, longForm);
  if ("why" in parsed) return parsed;
  if (parsed.values.length !== 1) return { why: `is a YAML text of ${parsed.values.length} documents, not of one` };
  return { value: parsed.values[0] };
}
