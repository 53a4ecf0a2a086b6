import { formatRepository, InvalidImageReference, parseImageReference } from "../../reference/index.ts";
import { unmistakable } from "../unmistakable.ts";
import { startedBy } from "./commands.ts";
import { commandsIn, type Word } from "./words.ts";

/** What a text shows of the images that it starts. */
export interface Shown {
  /** An image of a command, an image that stands anywhere, or a command whose images stand elsewhere. */
  readonly kind: "command" | "reference" | "hidden";
  /** As `registry/repository`, of what is not hidden. */
  readonly repository?: string;
  /** In the script; counted from 1. */
  readonly line?: number;
}

/** The longest reference is shorter. */
const LONGEST_WORD = 1000;
/** More than are ever told of one resource. */
const MOST_SHOWN = 100;
const AROUND = /^[[{(,"']+|[\]}),;"']+$/g;
/** `image: web`, `"image":"web"`, as a Compose file has it that a script writes. */
const KEY = /^[-[{,]*image:(.*)$/i;
const SCHEME = /^docker:\/\//i;
/** What a page or a machine calls its image. */
const FILE = /\.(?:png|jpe?g|gif|svg|webp|avif|ico|iso|img|qcow2|vmdk|vhdx?)$/i;
/** An image that is more than a word, or the last one of its line, or one of a list: `image: see below` is a sentence. */
const IN_DATA = /[/:@]|[,}\]]$/;

/** What the commands of a script start, and each word that can be nothing else than an image reference. */
export function imagesInScript(text: string): readonly Shown[] {
  const isOneLine = !text.trimEnd().includes("\n");
  const found: Shown[] = [];
  for (const { words, line } of commandsIn(text)) {
    for (const one of shownBy(words)) found.push(isOneLine ? one : { ...one, line });
    if (found.length > MOST_SHOWN) break;
  }
  return found;
}

/** The same of one command, whose words are known. */
export function shownBy(words: readonly Word[]): readonly Shown[] {
  const started = startedBy(words).map(({ image }) => shown(image, "command") ?? ({ kind: "hidden" } as const));
  const named = words.flatMap((word, index) => namedBy(word, words.slice(index + 1, index + 3)));
  return unique([...started, ...named]);
}

function namedBy({ text, open }: Word, [next, more]: readonly Word[]): readonly Shown[] {
  if (open || text.length > LONGEST_WORD) return [];
  const key = KEY.exec(text)?.[1];
  if (key !== undefined) {
    const value = key === "" ? (next?.open === false ? next.text : "") : key;
    if (value === "" || (more !== undefined && key === "" && !IN_DATA.test(value))) return [];
    const found = shown(value.replace(AROUND, ""), "reference");
    return found === undefined ? [] : [found];
  }
  const bare = text.replace(AROUND, "");
  const sign = bare.indexOf("=");
  const reference = unmistakable(bare) ?? (sign < 0 ? undefined : unmistakable(bare.slice(sign + 1)));
  return reference === undefined ? [] : [{ kind: "reference", repository: formatRepository(reference) }];
}

/** A text that names an image where one is expected; undefined where it is none. */
export function shown(image: string | undefined, kind: "command" | "reference"): Shown | undefined {
  if (image === undefined || image.length > LONGEST_WORD || (kind === "reference" && FILE.test(image)))
    return undefined;
  try {
    return { kind, repository: formatRepository(parseImageReference(image.replace(SCHEME, ""))) };
  } catch (error) {
    if (error instanceof InvalidImageReference) return undefined;
    throw error;
  }
}

/** What a command starts is told once, and not again as a word. */
function unique(all: readonly Shown[]): readonly Shown[] {
  const seen = new Set<string | undefined>();
  return all.filter(({ repository }) => {
    const isNew = !seen.has(repository);
    seen.add(repository);
    return isNew;
  });
}
