import { IMAGE } from "../helm-values.ts";
import type { Span } from "../slot.ts";

/** A value in a text that only its renderer makes YAML of, under a name that images have. */
export interface TemplateImage {
  /** As it is written, without its quotes. */
  readonly text: string;
  readonly span: Span;
}

/** Each of them is bounded and reads a text in one way only, so that no text takes more time than it is long. */
const NAME = String.raw`(?<=^|[\s{,-])(["']?)([\w-]{1,80})\1[ \t]*(?:\r?\n[ \t]*)?:(?=[\s"']|(?<=["']:))[ \t]*`;
/** The value stands in a line below, unless that is a member, an element or an expression. */
const BELOW = String.raw`(?:(?:#[^\r\n]*)?(?:\r?\n[ \t]*)+(?![-?#{]|["']?[^\s"']{1,200}["']?[ \t]*:\s))?`;
/** An anchor or a tag before the value. */
const PROPERTIES = String.raw`(?:[&!][^\s]*[ \t]+)*`;
const EXPRESSION = String.raw`\{\{(?:(?!\}\}).){0,1000}\}\}|\{%(?:(?!%\}).){0,1000}%\}`;
const DOUBLE = String.raw`"(?:${EXPRESSION}|\\.|(?!\{[{%])[^"\\\n])*"`;
const SINGLE = String.raw`'(?:${EXPRESSION}|''|(?!\{[{%])[^'\n])*'`;
const VARIABLE = String.raw`\$\{[^}\s]{0,200}\}`;
const PLAIN = String.raw`(?:${EXPRESSION}|${VARIABLE}|[^\s,{}[\]"'])(?:${EXPRESSION}|${VARIABLE}|[^\s,{}[\]])*`;
/** The text may stand in the next line, as it is. */
const BLOCK = String.raw`[|>][+-]?\d?[ \t]*\r?\n[ \t]*`;
const MEMBER = new RegExp(`${NAME}${BELOW}${PROPERTIES}(?:${BLOCK})?(${DOUBLE}|${SINGLE}|${PLAIN})`, "gms");
const NOT_A_NAME = /^(?:~|null|true|false|yes|no|[\d.]+|#.*)$/i;

/**
 * The values in a template that stand under the names of images, found by lines: what stands elsewhere, or is put together out of
 * parts, only the renderer knows. Comments are left out.
 */
export function templateImages(text: string): readonly TemplateImage[] {
  const readable = withoutComments(text);
  return Array.from(readable.matchAll(MEMBER)).flatMap(({ 0: whole, 2: name = "", 3: raw = "", index }) => {
    if (!IMAGE.test(name)) return [];
    const end = index + whole.length;
    const inner = /^["']/.test(raw) ? 1 : 0;
    const span = { start: end - raw.length + inner, end: end - inner };
    const value = readable.slice(span.start, span.end);
    return value.trim() === "" || NOT_A_NAME.test(value) ? [] : [{ text: value, span }];
  });
}

/** Blank, so that everything else stands where it stood. */
function withoutComments(text: string): string {
  return text.replaceAll(/\{\{-?\s?\/\*.{0,4000}?\*\/\s?-?\}\}|^[ \t]*#[^\r\n]*/gms, (comment) =>
    comment.replaceAll(/[^\r\n]/g, " "),
  );
}
