import { isMade, type Member } from "./data.ts";
import type { Path } from "./path.ts";

/** A value that is met elsewhere than where it is written. */
export class Moved {
  readonly value: unknown;
  /** Where it is written. */
  readonly path: Path | undefined;
  /** Where the texts stand that it was read out of, the outermost first. */
  readonly texts: readonly (Path | undefined)[];

  constructor(value: unknown, path: Path | undefined, texts: Moved["texts"]) {
    this.value = value;
    this.path = path;
    this.texts = texts;
  }
}

/** An object put together from several, or a list of which some elements are known by their index. */
export class Overlaid {
  readonly members: readonly Member[];
  readonly isList: boolean;

  constructor(members: readonly Member[], isList = false) {
    this.members = members;
    this.isList = isList;
  }
}

export function isMoved(value: unknown): value is Moved {
  return isMade(value, Moved);
}

export function isOverlaid(value: unknown): value is Overlaid {
  return isMade(value, Overlaid);
}
