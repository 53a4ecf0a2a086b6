import { Instruction, type Piece } from "./dockerfile-instruction.ts";
import { wordsIn } from "./dockerfile-words.ts";

export interface Lines {
  readonly escape: string;
  /** Instructions with their lines joined, without comments, empty lines and what stands in here-documents. */
  readonly instructions: readonly Instruction[];
  /** What leaves it open where here-documents or lines end: a text may be instructions, and the other way round. */
  readonly unclear: "here-document" | "directive" | undefined;
}

const DIRECTIVE = /^#\s*([a-z][a-z0-9]*)\s*=(.*)$/is;
/** White space of Go's, which is not JavaScript's: a line that only one of the two takes for empty ends an instruction. */
const EMPTY = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*(?:#|$)/;
const LEADING = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const DIRECTIVES: ReadonlySet<string> = new Set(["syntax", "escape", "check"]);
const HEREDOC = /^\d*<<(-?)([^<]*)$/;
/** Expansions that BuildKit reads; at any other it gives up, and then there is no here-document in the line. */
const EXPANSION = /\$\{\w+(?::?[-+?][^{}$]*)?\}/g;

interface Heredoc {
  readonly name: string;
  readonly tabs: boolean;
}

/** Reads lines as BuildKit's parser does: whoever reads them otherwise takes an instruction for a text. */
export function linesOf(text: string): Lines {
  const written = text.split("\n");
  const lines = written.map(withoutReturns);
  const escape = escapeOf(lines, false);
  const instructions: Instruction[] = [];
  let open: Piece[] = [];
  let start = 0;
  let heredocs: readonly Heredoc[] = [];
  const doubts: string[] = [];
  const finish = () => {
    const instruction = new Instruction(open, LEADING);
    open = [];
    if (instruction.text !== "") instructions.push(instruction);
    heredocs = heredocsIn(instruction.text);
    if (heredocs.length > 0 && isUnclear(instruction.text, heredocs)) doubts.push(instruction.text);
  };
  for (const [index, line] of lines.entries()) {
    const [heredoc] = heredocs;
    if (heredoc !== undefined) {
      if ((heredoc.tabs ? line.replace(/^\t+/, "") : line) === heredoc.name) heredocs = heredocs.slice(1);
    } else if (!EMPTY.test(line)) {
      const continued = beforeEscape(line, escape);
      open.push({ text: continued ?? line, start });
      if (continued === undefined) finish();
    }
    start += (written[index]?.length ?? 0) + 1;
  }
  if (open.length > 0) finish();
  if (escape !== escapeOf(lines, true)) return { escape, instructions, unclear: "directive" };
  return { escape, instructions, unclear: doubts.length > 0 || heredocs.length > 0 ? "here-document" : undefined };
}

function withoutReturns(line: string): string {
  let end = line.length;
  while (line[end - 1] === "\r") end -= 1;
  return line.slice(0, end);
}

/**
 * Directives stand before anything else; the same words further down are a comment. Builders differ in whether one that they do
 * not know, or white space before it, ends them.
 */
function escapeOf(lines: readonly string[], lenient: boolean): string {
  const [first = "", ...others] = lines;
  for (const line of [first.replace(/^\uFEFF/, ""), ...others]) {
    const [, name = "", value = ""] = DIRECTIVE.exec(lenient ? line.trim() : line) ?? [];
    if (name === "" || !(lenient || DIRECTIVES.has(name.toLowerCase()))) break;
    if (name.toLowerCase() === "escape") return value.trim() === "`" ? "`" : "\\";
  }
  return "\\";
}

/** What stands before the escape character at the end of a line that goes on; two of them are no end. */
function beforeEscape(line: string, escape: string): string | undefined {
  let end = line.length;
  while (end > 0 && (line[end - 1] === " " || line[end - 1] === "\t")) end -= 1;
  return line[end - 1] === escape && line[end - 2] !== escape ? line.slice(0, end - 1) : undefined;
}

/** BuildKit looks for words that begin with `<<`, and for none in a line whose quotes never end. */
function heredocsIn(instruction: string): readonly Heredoc[] {
  if (!instruction.includes("<<") || !/^(?:ONBUILD\s+)*(?:RUN|COPY|ADD)\s/i.test(instruction)) return [];
  const { words, closed } = wordsIn(instruction, "\\", false);
  if (!closed || isJson(instruction)) return [];
  return words.flatMap(({ raw }) => {
    const [, tabs = "", quoted] = HEREDOC.exec(raw) ?? [];
    if (quoted === undefined) return [];
    const name = wordsIn(quoted, "\\", false).words[0]?.text ?? "";
    return [{ name, tabs: tabs !== "" }];
  });
}

function isJson(instruction: string): boolean {
  try {
    return Array.isArray(JSON.parse(instruction.slice(instruction.indexOf("["))));
  } catch {
    return false;
  }
}

/** Only some of BuildKit's versions let white space stand before the name. */
function isUnclear(instruction: string, heredocs: readonly Heredoc[]): boolean {
  return (
    heredocs.some(({ name }) => name === "" || name.includes("$")) ||
    instruction.replaceAll(EXPANSION, "").includes("${")
  );
}
