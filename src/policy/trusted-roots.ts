import { resolve } from "node:path";
import { shownPath } from "./named-file.ts";
import type { Path, Report } from "./problems.ts";
import { readBoundedFile, UnreadableFile } from "./read-file.ts";
import { InvalidTrustedRoot, parseTrustedRoot, publicGoodRoot, type TrustedRoot } from "./signature-contract.ts";

/** The public-good root has 7 kB; GitHub's file holds a few of them. */
const MAX_BYTES = 1024 * 1024;

/** Reads `trustedRoot`: the embedded root, or files, each with one root or several. Nothing is fetched. */
export function readTrustedRoots(
  raw: string | readonly string[],
  path: Path,
  folder: string,
  report: Report,
): readonly TrustedRoot[] {
  if (raw === "public-good") return [publicGoodRoot()];
  if (typeof raw === "string") return readRootFile(raw, path, folder, report);
  return raw.flatMap((file, index) => readListed(file, raw.indexOf(file) < index, [...path, index], folder, report));
}

function readListed(file: string, isRepeated: boolean, path: Path, folder: string, report: Report) {
  if (!isRepeated) return file === "public-good" ? [publicGoodRoot()] : readRootFile(file, path, folder, report);
  report(path, "is listed twice.", "Remove one of them.");
  return [];
}

function readRootFile(file: string, path: Path, folder: string, report: Report): readonly TrustedRoot[] {
  try {
    return parseTrustedRoot(readBoundedFile(resolve(folder, file), MAX_BYTES));
  } catch (error) {
    const remedy = "Write what cosign trusted-root create or gh attestation trusted-root prints into that file.";
    if (error instanceof UnreadableFile) {
      report(
        path,
        `the trusted root ${shownPath(file)} ${error.message}.`,
        "Paths are seen from the document's folder.",
      );
    } else if (error instanceof InvalidTrustedRoot) {
      report(path, `the file ${shownPath(file)} holds no trusted root: ${error.message}.`, remedy);
    } else throw error;
    return [];
  }
}
