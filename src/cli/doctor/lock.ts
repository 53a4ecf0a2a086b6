import { resolve } from "node:path";
import { evidenceFolderOf, InvalidLock, isStored, loadLockFile, openEvidenceFolder } from "../../lock/index.ts";
import type { LockFile } from "../../lock/index.ts";
import type { PolicyDocument } from "../../policy/index.ts";
import { isThere, placeOf, type LockPlace } from "../lock/place.ts";
import type { Terminal } from "../terminal.ts";
import type { Check } from "./check.ts";

/** The lock file that is named, by the flag or the environment, or the one beside the policy document where there is one; and what is stored beside it. */
export async function checkLock(
  named: string | undefined,
  policy: PolicyDocument | undefined,
  terminal: Terminal,
): Promise<readonly Check[]> {
  const place = lockPlace(named ?? terminal.env["DIGESTBOUND_LOCK"], policy, terminal);
  if (place === undefined) return [];
  try {
    const lock = loadLockFile(place.path, place.shown);
    return [
      { name: "Lock file", status: "ok", detail: `${place.shown}, ${lock.size} entries` },
      await checkEvidence(place, lock),
    ];
  } catch (error) {
    if (!(error instanceof InvalidLock)) throw error;
    return [{ name: "Lock file", status: "problem", detail: error.message }];
  }
}

function lockPlace(named: string | undefined, policy: PolicyDocument | undefined, terminal: Terminal) {
  if (named !== undefined) return { path: resolve(terminal.cwd(), named), shown: named };
  const beside = policy && placeOf(undefined, policy, terminal);
  return beside !== undefined && isThere(beside) ? beside : undefined;
}

async function checkEvidence({ path, shown }: LockPlace, lock: LockFile): Promise<Check> {
  const folder = openEvidenceFolder(evidenceFolderOf(path));
  let whole = 0;
  let named = 0;
  for (const entry of lock.values()) {
    if (entry.evidence.length > 0) named += 1;
    if (await isStored(entry, folder)) whole += 1;
  }
  const name = "Stored evidence";
  const detail = `of ${lock.size} entries ${whole} have all their files in ${shown.replace(/\.lock$/, "")}.evidence`;
  if (named === 0 && whole === 0) return { name, status: "ok", detail: "none" };
  if (whole === lock.size) return { name, status: "ok", detail };
  return {
    name,
    status: "warning",
    detail,
    remedy: "Run digestbound lock --evidence for what is to be judged offline.",
  };
}
