import type { Value } from "../value.ts";
import type { Item } from "./parse.ts";
import type { Argument } from "./argument.ts";
import type { Dialect } from "./word.ts";

/** A script, and where its characters stand in a file. */
export interface Script {
  readonly text: string;
  readonly dialect: Dialect;
  /** Where in the file a character of the text stands; undefined where nobody knows. */
  readonly offset: (at: number) => number;
}

/** Commands of a script: all of them, those of a block, or those of a function, which another script may call. */
export interface Body {
  readonly script: Script;
  readonly surroundings: Surroundings;
  readonly items: readonly Item[];
  readonly from: number;
  readonly to: number;
}

/** What a script knows while it runs. Shared with what it calls. */
export interface State {
  readonly variables: Map<string, Value>;
  readonly files: Map<string, Value>;
  readonly functions: Map<string, Body>;
  /** The functions that were called. */
  readonly called: Set<string>;
  readonly aliases: Map<string, Value>;
  readonly template: (text: string) => Value;
  /** Where relative paths begin, seen from the repository. */
  folder: string;
}

/** What stands outside a script. */
export interface Surroundings {
  /** False when too many commands were read already. */
  readonly spend: () => boolean;
  /** There is more than is read. */
  readonly giveUp: () => void;
  readonly signed: (command: Signing, script: Script) => void;
  /** What a command runs that stands in another file; true where it was read. */
  readonly called: (words: readonly Argument[], state: State) => boolean;
}

/** A command that signs, with what it signs. */
export interface Signing {
  readonly tool: string;
  readonly subjects: readonly Argument[];
  /** Of the whole command. */
  readonly start: number;
  readonly end: number;
}

export function newState(template: (text: string) => Value, folder = ""): State {
  return {
    variables: new Map(),
    files: new Map(),
    functions: new Map(),
    called: new Set(),
    aliases: new Map(),
    template,
    folder,
  };
}
