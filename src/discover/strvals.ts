/** A value and the names and indexes that lead to it. */
export interface Setting {
  readonly steps: readonly (string | number)[];
  readonly value: unknown;
}

/**
 * What `helm --set name=value` sets: names and indexes lead to a value, a comma begins another name, also in the name itself,
 * `{a,b}` is a list, a backslash takes the next character, and `null` is none. What Helm refuses ends the reading; what stands
 * before it is kept.
 * @param isText whether `null` is a word like any other, as with `--set-string`
 */
export function settingsOf(name: string, value: unknown, isText = false): readonly Setting[] {
  const text = textOf(value);
  if (text !== undefined) return new Reader(`${name}=${text}`, isText).settings();
  const settings = new Reader(`${name}=`, isText).settings();
  const last = settings.at(-1);
  return last === undefined ? [] : [...settings.slice(0, -1), { steps: last.steps, value }];
}

/** A list of texts is put together with commas before it is read. */
function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const isTexts = Array.isArray(value) && value.every((one: unknown) => typeof one === "string");
  return isTexts ? `{${value.join(",")}}` : undefined;
}

/** As strconv.Atoi reads it. */
const INDEX = /^[+]?\d+$/;

class Reader {
  readonly #text: string;
  readonly #isText: boolean;
  #at = 0;

  constructor(text: string, isText: boolean) {
    this.#text = text;
    this.#isText = isText;
  }

  settings(): readonly Setting[] {
    const found: Setting[] = [];
    while (this.#at < this.#text.length) {
      const steps = this.#steps();
      if (steps === undefined) break;
      const value = this.#value();
      if (value === undefined) break;
      found.push({ steps, value });
    }
    return found;
  }

  /** Names and indexes up to the equals sign; undefined where there is none, or a name is missing. */
  #steps(): Setting["steps"] | undefined {
    const steps: (string | number)[] = [];
    for (;;) {
      const { text, end } = this.#until(/[=[,.]/);
      const follows = text === "" && typeof steps.at(-1) === "number";
      if (text !== "") steps.push(text);
      if (end === "=") return steps;
      if (end === "[") {
        const { text: index, end: close } = this.#until(/\]/);
        if (close === "" || !INDEX.test(index)) return undefined;
        steps.push(Number(index));
      } else if (end !== "." || (text === "" && !follows && steps.length > 0)) return undefined;
    }
  }

  #value(): unknown {
    if (this.#text[this.#at] === "{") return this.#list();
    const { text } = this.#until(/,/);
    return text === "null" && !this.#isText ? null : text;
  }

  /** A comma may follow the list, and need not. */
  #list(): readonly string[] | undefined {
    this.#at += 1;
    const list: string[] = [];
    for (;;) {
      const { text, end } = this.#until(/[,}]/);
      if (end === "") return undefined;
      list.push(text);
      if (end === "}") break;
    }
    if (this.#text[this.#at] === ",") this.#at += 1;
    return list;
  }

  /** The text up to one of these characters, or to the end; what a backslash takes is none of them. */
  #until(stop: RegExp): { readonly text: string; readonly end: string } {
    const begin = this.#at;
    for (; this.#at < this.#text.length; this.#at += 1) {
      const character = this.#text[this.#at] ?? "";
      if (character === "\\") this.#at += 1;
      else if (stop.test(character)) {
        this.#at += 1;
        return { text: unescaped(this.#text.slice(begin, this.#at - 1)), end: character };
      }
    }
    return { text: unescaped(this.#text.slice(begin)), end: "" };
  }
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.?)/gs, "$1");
}
