/** What a template makes of a value, as far as its text tells. */
export type TemplateValue =
  | { readonly kind: "image"; readonly image: string }
  /** It is put together elsewhere: `why` of no use of its own, since what it is put together from is read there. */
  | { readonly kind: "from values" }
  | { readonly kind: "unknown" };

const EXPRESSION = /\{\{((?:(?!\}\}).){0,1000})\}\}|\{%(?:(?!%\}).){0,1000}%\}/gs;
const DEFAULT = /^(?!-?\s*(?:if|else|with|range)\b).*\bdefault[\s(]+(["'`])([^"'`]+)\1/s;
const HOLE = "\u0000";

/**
 * A value of a template: what is written in it, each `default "1.27"` as what it is where nobody says otherwise. In a chart an
 * expression may be left to the chart's values and to its helpers, unless it names something itself.
 */
export function templateValue(text: string, isChart: boolean): TemplateValue {
  // It refers to a value that stands under another name.
  if (text.startsWith("*")) return { kind: "unknown" };
  const expressions = Array.from(text.matchAll(EXPRESSION), ({ 1: code = "" }) => code);
  if (expressions.length === 0) return { kind: "image", image: text };
  const filled = text.replaceAll(EXPRESSION, (_, code: string | undefined) => DEFAULT.exec(code ?? "")?.[2] ?? HOLE);
  if (!filled.includes(HOLE)) return { kind: "image", image: filled };
  const isWritten = /\w/.test(text.replaceAll(EXPRESSION, ""));
  return isChart && !isWritten && expressions.every(isFromValues) ? { kind: "from values" } : { kind: "unknown" };
}

/** Names of helpers, keys, and formats without words say nothing about an image. */
function isFromValues(code: string): boolean {
  const others = code
    .replaceAll(/\b(?:include|template|index\s+[\w.$]+|get\s+[\w.$]+|hasKey\s+[\w.$]+|required)\s+(["'`]).*?\1/gs, "")
    .replaceAll(/\bdict\b[^()|]*/g, (call) => call.replaceAll(/(["'`]).*?\1/gs, ""));
  const literals = Array.from(others.matchAll(/(["'`])(.*?)\1/gs), ({ 2: literal = "" }) => literal);
  const isNamed = literals.some((literal) => /\w{2}|\d/.test(literal.replaceAll(/%[sdvq]/g, " ")));
  return !isNamed && /\.Values\b|\b(?:include|template|tpl)\b|\.Chart\.AppVersion/.test(code);
}
