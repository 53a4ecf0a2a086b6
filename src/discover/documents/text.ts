import type { Format, Inside, Reading } from "../format.ts";
import { parseJsonText } from "../json-text.ts";
import { parseYamlText } from "../yaml-text.ts";

/** A document that is a text of JSON or of YAML, or stands in the resource as it is. */
export function document(inside: Inside): Format {
  return { inside, mayBeEmpty: true, read: (text) => readDocument(text, inside) };
}

export function readDocument(text: string, inside: Inside): readonly Reading[] {
  const json = /^\s*[[{]/.test(text) ? parseJsonText(text) : undefined;
  if (json !== undefined && "value" in json) return [{ kind: "document", value: json.value, inside }];
  const parsed = parseYamlText(text);
  if ("why" in parsed) return [{ kind: "unreadable", why: json?.why ?? parsed.why }];
  return parsed.values.map((value) => ({ kind: "document", value, inside }));
}
