type Wording = readonly [message: string, remedy: string];

/** The parser's own messages quote the text, which may hold a key (law 10), so each of its codes has words of ours. */
const WORDINGS: Readonly<Record<string, Wording>> = {
  BAD_ALIAS: ["an alias (*name) is malformed or refers to no anchor (&name) before it.", "Write the value out."],
  BAD_DIRECTIVE: ["a directive (a line that begins with %) is not known.", "Remove it."],
  BAD_DQ_ESCAPE: [
    "a text in double quotes has an unknown escape sequence.",
    "Double the backslash, or use 'single quotes'.",
  ],
  BAD_INDENT: [
    "the indentation does not fit what is around it, or a bracket before it is not closed.",
    "Indent entries of one mapping or list alike, by spaces, and close each [ and {.",
  ],
  BAD_SCALAR_START: ["a text begins with a character that YAML reserves.", "Put the text in quotes."],
  BLOCK_AS_IMPLICIT_KEY: ["two keys stand on one line.", "Begin a new line after the first colon, or quote the text."],
  MISSING_CHAR: [
    "a quote, a bracket, a colon or a comma is missing.",
    "Close what is open and separate what stands together.",
  ],
  MULTIPLE_DOCS: [
    "a second YAML document begins here.",
    "Keep one document in a file: remove the line of dashes or dots.",
  ],
  NON_STRING_KEY: ["a key is no text.", "Write keys as plain words."],
  TAB_AS_INDENT: ["a tab indents this line.", "Indent by spaces."],
  TAG_RESOLVE_FAILED: [
    "a tag (a word that begins with !) is not known.",
    "Remove it, or quote the text that it begins.",
  ],
};

const OTHER: Wording = [
  "this is not YAML.",
  "Check the quotes, the indentation and the colons of this line and the one before it; a text that begins with { or [ has to stand in quotes.",
];

/** What a YAML parser's code means, and how to mend it. */
export function describeSyntax(code: string): Wording {
  return WORDINGS[code] ?? OTHER;
}
