import type { Stats } from "node:fs";

const OTHERS_READ_OR_WRITE = 0o077;
const OTHERS_WRITE = 0o022;

/** Whether it is this user's, and nobody else's to read or write. */
export function isPrivate(status: Stats): boolean {
  return isOwn(status, OTHERS_READ_OR_WRITE);
}

/** Whether it is this user's, and nobody else's to write. */
export function isGuarded(status: Stats): boolean {
  return isOwn(status, OTHERS_WRITE);
}

/** Where there are no user ids (Windows), the modes mean nothing either. */
function isOwn(status: Stats, forbidden: number): boolean {
  const user = process.getuid?.();
  return user === undefined || (status.uid === user && (status.mode & forbidden) === 0);
}
