import type { Finding } from "../policy/index.ts";

/** Why remediation left a tag as it was. */
export interface Note {
  readonly reason: string;
  readonly message: string;
}

/** What remediation would not write is not suggested either (law 4). */
const WITHHELD: ReadonlySet<string> = new Set(["tag-moved", "lock-changed"]);

/** What remediation found out and the rule that reports the tag afterwards tells: the engine calls the two apart. */
export class Notes {
  readonly #notes = new Map<string, Note>();

  add(urn: string, path: string, note: Note): void {
    this.#notes.set(keyOf(urn, path), note);
  }

  /** The finding with what remediation adds. */
  annotate(found: Finding, urn: string, path: string): Finding {
    const note = this.#notes.get(keyOf(urn, path));
    if (found.rule !== "image-pinned" || note === undefined) return found;
    const { suggestion, ...rest } = found;
    const noted = { ...rest, reason: note.reason, message: `${found.message} ${note.message}` };
    return suggestion === undefined || WITHHELD.has(note.reason) ? noted : { ...noted, suggestion };
  }
}

function keyOf(urn: string, path: string): string {
  return JSON.stringify([urn, path]);
}
