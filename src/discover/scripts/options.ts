import type { Word } from "./words.ts";

/** More options than anybody writes. */
const MOST_WORDS = 300;

/**
 * The first word from `start` on that is no option and no option's value.
 * @param flags options that take no value; all others take one
 */
export function firstName(words: readonly Word[], start: number, flags: ReadonlySet<string>): Word | undefined {
  const end = Math.min(words.length, start + MOST_WORDS);
  for (let at = start; at < end; at += 1) {
    const text = words[at]?.text ?? "";
    if (text === "--") return words[at + 1];
    if (!text.startsWith("-") || text === "-") return words[at];
    if (takesValue(text, flags)) at += 1;
  }
  return undefined;
}

/** The values of an option wherever it stands: `--image web` and `--image=web`. */
export function valuesOf(words: readonly Word[], start: number, name: string): readonly (Word | undefined)[] {
  return words.slice(start, start + MOST_WORDS).flatMap(({ text, open }, index) => {
    if (text === name) return [words[start + index + 1]];
    return text.startsWith(`${name}=`) ? [{ text: text.slice(name.length + 1), open }] : [];
  });
}

export function hasOption(words: readonly Word[], start: number, names: readonly string[]): boolean {
  return names.some((name) => valuesOf(words, start, name).length > 0);
}

/** `-dit` are three flags, `-dp 80:80` takes a value, and `-p80:80` has it in itself. */
function takesValue(option: string, flags: ReadonlySet<string>): boolean {
  if (option.includes("=")) return false;
  if (option.startsWith("--") || flags.has(option)) return !flags.has(option);
  let at = 1;
  while (at < option.length && flags.has(`-${option.charAt(at)}`)) at += 1;
  return at === option.length - 1;
}
