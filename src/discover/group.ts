import type { Inside, Reading } from "./format.ts";
import { UNKNOWN } from "./image-use.ts";

/** The texts of a group by the names of its parts; a part that is absent, null or empty is left out. */
export type Parts = ReadonlyMap<string, string | typeof UNKNOWN>;

/** What the parts name together, and which of them stands for it in messages. */
export interface Joined {
  readonly part: string;
  /** `UNKNOWN` where a part that decides is unknown. */
  readonly readings: readonly Reading[] | typeof UNKNOWN;
  /** Of an unknown reference: what is known of it, with `…` for the rest. */
  readonly known?: string;
  /** The part's text alone is the reference, and another may be written in its place. */
  readonly writable?: true;
}

/** Properties of one object that name an image together. */
export interface Group {
  /** How many of its fields' steps lead to that object. */
  readonly root: number;
  /** Undefined where they name nothing. */
  readonly join: (parts: Parts, inputs: unknown) => Joined | undefined;
  /** Each of the properties names an image of its own. */
  readonly each?: true;
  /** Of values in layers: how what they are together is read. */
  readonly layers?: Inside;
}

/** The place of a field in its group. */
export interface GroupPart {
  readonly group: Group;
  readonly name: string;
}
