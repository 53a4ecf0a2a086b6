import { resolve } from "node:path";
import {
  InvalidTrustedRoot,
  parseTrustedRoots,
  publicGoodRoot,
  type TrustedRoot,
  type TrustedRootOptions,
} from "../signature/index.ts";
import { shownPath } from "./named-file.ts";
import type { Path, Report } from "./problems.ts";
import { readBoundedFile, UnreadableFile } from "../storage/index.ts";

/** The public-good root has 7 kB; GitHub's file holds a few of them. */
const MAX_BYTES = 1024 * 1024;

/** Where a `trustedRoot` stands, and what is asked of the roots in its files. */
interface RootContext {
  readonly path: Path;
  readonly folder: string;
  readonly report: Report;
  readonly options: TrustedRootOptions;
  readonly known: KnownRoots;
}

/**
 * The files of one document that were read: signers that name the same file share its roots, so that a signature is verified
 * against them once for all, and a file that changes meanwhile is not two things to one document.
 */
export type KnownRoots = Map<string, readonly TrustedRoot[]>;

/** Reads `trustedRoot`: the embedded root, which is the default, or files, each with one root or several. Nothing is fetched. */
export function readTrustedRoots(
  raw: string | readonly string[] = "public-good",
  context: RootContext,
): readonly TrustedRoot[] {
  if (typeof raw === "string") return readRoot(raw, context);
  return raw.flatMap((name, index) => {
    const at = { ...context, path: [...context.path, index] };
    if (raw.indexOf(name) === index) return readRoot(name, at);
    at.report(at.path, "is listed twice.", "Remove one of them.");
    return [];
  });
}

function readRoot(name: string, context: RootContext): readonly TrustedRoot[] {
  return name === "public-good" ? [publicGoodRoot()] : readRootFile(name, context);
}

function readRootFile(file: string, { path, folder, report, options, known }: RootContext): readonly TrustedRoot[] {
  const key = JSON.stringify([resolve(folder, file), options.use, options.logs]);
  try {
    const bytes = () => readBoundedFile(resolve(folder, file), MAX_BYTES);
    const roots = known.get(key) ?? parseTrustedRoots(bytes(), shownPath(file), options);
    known.set(key, roots);
    return roots;
  } catch (error) {
    if (error instanceof UnreadableFile) {
      const remedy = "Paths are seen from the document's folder.";
      report(path, `the trusted root ${shownPath(file)} ${error.message}.`, remedy);
    } else if (error instanceof InvalidTrustedRoot) {
      report(
        path,
        `the file ${shownPath(file)} holds no trusted root that can be used: ${error.message}.`,
        error.remedy,
      );
    } else throw error;
    return [];
  }
}
