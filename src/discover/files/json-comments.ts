/** A string, a comment of a line, or one of several; what does not end goes on to the end, of the line or of the text. */
const PIECE = /"(?:[^"\\\n]|\\.)*"?|\/\/[^\n\r]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)/g;
/** Strings, so that none is looked into; and a comma that nothing follows. */
const COMMA = /"(?:[^"\\\n]|\\.)*"?|,(?=\s*[\]}])/g;

/** A JSON text without what readers of "JSON with comments" let through; everything else stays where it is. */
export function withoutComments(text: string): string {
  const bare = text.replaceAll(PIECE, (piece) => (piece.startsWith('"') ? piece : piece.replaceAll(/[^\n\r]/g, " ")));
  return bare.replaceAll(COMMA, (piece) => (piece === "," ? " " : piece));
}
