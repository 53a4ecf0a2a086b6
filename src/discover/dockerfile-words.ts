/** A word of a line: as it stands, and without its quotes and escapes. */
export interface Word {
  readonly raw: string;
  readonly text: string;
  readonly start: number;
}

export interface Words {
  readonly words: readonly Word[];
  /** False where a quote never ends. */
  readonly closed: boolean;
}

/** Splits at white space outside quotes. `inSingle` says whether the escape character counts in single quotes, too. */
export function wordsIn(line: string, escape: string, inSingle: boolean): Words {
  const words: Word[] = [];
  let start = -1;
  let text: string[] = [];
  let quote = "";
  const end = (at: number) => {
    if (start >= 0) words.push({ raw: line.slice(start, at), text: text.join(""), start });
    start = -1;
    text = [];
  };
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (quote === "" && /\s/.test(character)) {
      end(at);
      continue;
    }
    if (start < 0) start = at;
    if (character === quote) quote = "";
    else if (quote === "" && (character === "'" || character === '"')) quote = character;
    else if (character === escape && (quote !== "'" || inSingle)) {
      at += 1;
      text.push(line.charAt(at));
    } else text.push(character);
  }
  end(line.length);
  return { words, closed: quote === "" };
}

/** The flags that an instruction begins with, and the words after them, and where those begin. */
export function flagsIn(
  line: string,
  escape: string,
): { readonly flags: readonly Word[]; readonly rest: string; readonly restStart: number } {
  const { words } = wordsIn(line, escape, true);
  const first = words.findIndex(({ raw, text }) => !raw.startsWith("--") || text === "--");
  const restStart = (first < 0 ? undefined : words[first]?.start) ?? line.length;
  return { flags: first < 0 ? words : words.slice(0, first), rest: line.slice(restStart), restStart };
}
