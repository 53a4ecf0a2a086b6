import { firstName, hasOption, valuesOf } from "./options.ts";
import { FLAGS, GLOBAL_FLAGS, TOOLS, type Action } from "./tools.ts";
import type { Word } from "./words.ts";

/** An image that a command names; undefined where it starts what the script does not say. */
export interface Started {
  readonly image: string | undefined;
}

/** `/usr/bin/docker`, `docker.exe`, `ExecStart=-/usr/bin/docker` of a systemd unit. */
const NAME = /^(?:Exec\w+=[-@:+!]*)?(?:[^\s=]*[\\/])?([a-z-]+)(?:\.exe)?$/;
const LONGEST_NAME = 300;
/** In one command; what more of them start is told as what cannot be seen. */
const MOST_TOOLS = 100;
const MOST_GLOBAL = 10;
const NOTHING: readonly Started[] = [];

/** What the tools in a command start or pull, wherever in it they stand: after `sudo`, `if`, `timeout 5`. */
export function startedBy(words: readonly Word[]): readonly Started[] {
  const tools = words.flatMap(({ text, open }, index) => {
    const actions = open || text.length > LONGEST_NAME ? undefined : TOOLS.get(NAME.exec(text)?.[1] ?? "");
    return actions === undefined ? [] : [{ index, actions }];
  });
  const found = tools.slice(0, MOST_TOOLS).flatMap(({ index, actions }) => actionAt(words, index + 1, actions));
  return tools.length > MOST_TOOLS ? [...found, { image: undefined }] : found;
}

function actionAt(words: readonly Word[], start: number, actions: readonly Action[]): readonly Started[] {
  for (const action of actions) {
    const after = afterAction(words, start, action);
    if (after !== undefined) return perform(action, words, after);
  }
  return NOTHING;
}

/** Where the words that choose an action end; options may stand before each of them. */
function afterAction(words: readonly Word[], start: number, action: Action): number | undefined {
  let at = start;
  for (const wanted of action.words) {
    at = afterOptions(words, at);
    if (words[at]?.text !== wanted) return undefined;
    at += 1;
  }
  return at;
}

function afterOptions(words: readonly Word[], start: number): number {
  let at = start;
  for (let count = 0; count < MOST_GLOBAL && words[at]?.text.startsWith("-") === true; count += 1) {
    const { text = "" } = words[at] ?? {};
    at += text.includes("=") || GLOBAL_FLAGS.has(text) ? 1 : 2;
  }
  return at;
}

function perform({ names, flags = [] }: Action, words: readonly Word[], start: number): readonly Started[] {
  if (names === "hidden") return [{ image: undefined }];
  if (names === "assigned") return assigned(words, start);
  if (names === "first")
    return [started(firstName(words, start, flags.length === 0 ? FLAGS : new Set([...FLAGS, ...flags])))];
  if ("option" in names) return valuesOf(words, start, names.option).map(started);
  return hasOption(words, start, names.hiddenBy) ? [{ image: undefined }] : NOTHING;
}

/** `deployment/web web=registry/web:2`. */
function assigned(words: readonly Word[], start: number): readonly Started[] {
  return words.slice(start, start + 10).flatMap(({ text, open }) => {
    const at = text.startsWith("-") ? -1 : text.indexOf("=");
    return at < 1 ? [] : [started({ text: text.slice(at + 1), open })];
  });
}

function started(word: Word | undefined): Started {
  return { image: word === undefined || word.open ? undefined : word.text };
}
