/** A value and the names and indexes that lead to it. */
export interface Setting {
  readonly steps: readonly (string | number)[];
  readonly value: unknown;
}

/** The steps of a name as `helm --set` takes it: `image.tag`, `containers[0].image`, `annotations.a\.b`. */
export function stepsOfName(name: string): readonly (string | number)[] {
  return cut(name, /\\.|[.[\]]/gs).flatMap<string | number>(({ text, end }) => {
    if (end === "]" && /^\d+$/.test(text)) return [Number(text)];
    return text === "" ? [] : [unescaped(text)];
  });
}

/** What `helm --set name=value` sets: a comma begins another name, `{a,b}` is a list, a backslash takes the next character. */
export function settingsOf(name: string, value: unknown): readonly Setting[] {
  const steps = stepsOfName(name);
  if (typeof value !== "string") return [{ steps, value }];
  if (/^\{.*\}$/s.test(value)) return [{ steps, value: pieces(value.slice(1, -1)).map(unescaped) }];
  const [first = "", ...others] = pieces(value);
  return [{ steps, value: unescaped(first) }, ...others.flatMap(settingIn)];
}

function settingIn(piece: string): readonly Setting[] {
  const sign = piece.indexOf("=");
  return sign < 0 ? [] : [{ steps: stepsOfName(piece.slice(0, sign)), value: unescaped(piece.slice(sign + 1)) }];
}

function pieces(text: string): readonly string[] {
  return cut(text, /\\.|,/gs).map((piece) => piece.text);
}

/** Cuts a text at what the pattern finds, but for what a backslash escapes; `end` is what each piece was cut at. */
function cut(text: string, pattern: RegExp): readonly { readonly text: string; readonly end: string }[] {
  const found: { readonly text: string; readonly end: string }[] = [];
  let start = 0;
  for (const { 0: end, index } of text.matchAll(pattern)) {
    if (end.startsWith("\\")) continue;
    found.push({ text: text.slice(start, index), end });
    start = index + 1;
  }
  return [...found, { text: text.slice(start), end: "" }];
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/gs, "$1");
}
