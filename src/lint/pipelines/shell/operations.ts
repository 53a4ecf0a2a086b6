import { EMPTY, either, essence, type Hole, literal, type Piece, type Text, UNKNOWN, type Value } from "../value.ts";

const CUT = /^(%%?|##?)(\*?)([:@/=])(\*?)$/;

/**
 * What the shell makes of a variable in braces: `${IMAGE%:*}`, `${TAG:-latest}`.
 * @param expand of the text that stands in the place of the variable
 */
export function operated(
  value: Value | undefined,
  name: string,
  operation: string,
  expand: (text: string) => Value,
): Value {
  const unset = () => value ?? [[{ what: "any", from: "unknown", name } as const]];
  if (operation === "" || /^\[[@*\w]*\]$/.test(operation) || /^:?\?/.test(operation)) return unset();
  const instead = /^:?[-=]([\s\S]*)$/.exec(operation);
  if (instead !== null) return value ?? expand(instead[1] ?? "");
  const added = /^:?\+([\s\S]*)$/.exec(operation);
  if (added !== null) return either(EMPTY, expand(added[1] ?? ""));
  if (/^(?:,,?|\^\^?)$/.test(operation)) return unset();
  const cut = CUT.exec(operation);
  if (cut === null || value === undefined) return value === undefined ? UNKNOWN : [[essence(value)]];
  const [, how = "", , mark = ""] = cut;
  return value.map((text) =>
    how.startsWith("%") ? headOf(text, mark, how.length > 1) : tailOf(text, mark, how.length > 1),
  );
}

/** What stands before a mark: the repository of `web:1.4` before its colon. */
export function headOf(text: Text, mark: string, isFirst: boolean): Text {
  const at = indexOf(text, mark, isFirst);
  if (at === undefined) return withoutTail(text, mark);
  const piece = text[at.piece];
  return [...text.slice(0, at.piece), ...(typeof piece === "string" ? part(piece.slice(0, at.character)) : [])];
}

/** What stands behind a mark: the digest of a reference behind its at sign. */
export function tailOf(text: Text, mark: string, isLast: boolean): Text {
  const at = indexOf(text, mark, !isLast);
  if (at === undefined) return text.some(isOpen) ? [essence([text])] : text;
  const piece = text[at.piece];
  return [...(typeof piece === "string" ? part(piece.slice(at.character + 1)) : []), ...text.slice(at.piece + 1)];
}

/** A reference whose parts nobody knows, without its last part. */
function withoutTail(text: Text, mark: string): Text {
  if (!text.some(isOpen)) return text;
  const whole = essence([text]);
  const isName = mark === "@" || whole.what === "tags";
  return isName && text.length === 1 && whole.from !== "registry" ? [{ what: "plain", from: whole.from }] : [whole];
}

function isOpen(piece: Piece): piece is Hole {
  return typeof piece !== "string" && piece.what !== "plain";
}

function part(text: string): Text {
  return text === "" ? [] : (literal(text)[0] ?? []);
}

function indexOf(
  text: Text,
  mark: string,
  isFirst: boolean,
): { readonly piece: number; readonly character: number } | undefined {
  const has = (piece: Piece) => typeof piece === "string" && piece.includes(mark);
  const index = isFirst ? text.findIndex(has) : text.findLastIndex(has);
  const piece = text[index];
  if (typeof piece !== "string") return undefined;
  return { piece: index, character: isFirst ? piece.indexOf(mark) : piece.lastIndexOf(mark) };
}
