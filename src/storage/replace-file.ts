import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  type Stats,
  writeFileSync,
} from "node:fs";
import { attempt } from "./attempt.ts";

const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

/** Somebody else's turn takes some milliseconds, most of them for the disk. */
const PATIENCE_MS = 3000;
const PAUSE_MS = 10;

/** Where the new text is put until it is whole. While it is there, nobody else takes a turn: its name is the same for all. */
export function temporaryOf(path: string): string {
  return `${path}.tmp`;
}

/**
 * Puts a text in the place of a file at once: whoever reads sees the old one or the new one, whole, also after a power cut. Those who
 * write at the same time take turns. A link stays a link, and the file that it leads to is replaced; the rights stay as they were.
 *
 * @param make the new text; it is asked for when it is this writer's turn, so that it can read what another one wrote
 * @param confirm called last, when all is ready; where it throws, nothing is replaced
 * @throws the file system's error, or the maker's own; the old file is then untouched. EEXIST: another writer does not end
 */
export function replaceFile(
  path: string,
  make: () => string | Uint8Array,
  confirm: (target: string) => void = () => undefined,
): void {
  const target = lstatSync(path, { throwIfNoEntry: false }) === undefined ? path : realpathSync(path);
  const temporary = temporaryOf(target);
  const file = takeTurn(temporary);
  try {
    fill(file, make(), statSync(target, { throwIfNoEntry: false }));
    confirm(target);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function takeTurn(temporary: string): number {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return openSync(temporary, CREATE, 0o666);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || Date.now() >= until) throw error;
      pause();
    }
  }
}

/** Nothing else is to be done meanwhile. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
}

function fill(file: number, text: string | Uint8Array, old: Stats | undefined): void {
  try {
    if (old !== undefined) takeAfter(file, old);
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The same rights, and where this user may give it away, the same owner and group. */
function takeAfter(file: number, { uid, gid, mode }: Stats): void {
  const own = fstatSync(file);
  if (own.uid !== uid || own.gid !== gid) {
    attempt(undefined, () => {
      fchownSync(file, uid, gid);
    });
  }
  fchmodSync(file, mode & 0o777);
}
