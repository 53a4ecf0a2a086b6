import { digestOf } from "../reference/index.ts";
import type { PolicyDocument } from "./document.ts";
import { checkShapes, digestOfFiles, mergeFiles, readPolicyFiles } from "./files/index.ts";
import { plainCopy, type Plain } from "./plain.ts";
import { collectProblems, InvalidPolicy, invalidPolicy, type PlaceOf, type Problems } from "./problems.ts";
import { readDocument } from "./read-document.ts";

/**
 * Reads a policy document from a file, and from the files that it extends: YAML 1.2, hence also JSON. Paths in each are seen from
 * its folder.
 * @param shown what the file is called in reports and messages, where it is a copy of another
 * @throws InvalidPolicy with everything that is wrong
 */
export function loadPolicyFile(path: string, shown = path): PolicyDocument {
  return loadWrittenPolicy(path, shown).document;
}

/** A document beside the text that it was read from, for whoever judges the text itself. */
export interface WrittenPolicy {
  readonly document: PolicyDocument;
  /** What the text holds: globs and defaults as they were written. */
  readonly written: Plain;
  readonly placeOf: PlaceOf;
}

/** The same with what the file says. @throws InvalidPolicy */
export function loadWrittenPolicy(path: string, shown = path): WrittenPolicy {
  return guarded(shown, () =>
    collected(shown, (problems) => {
      const files = readPolicyFiles(path, problems, shown);
      if (files.some(({ plain }) => plain === undefined)) return undefined;
      checkShapes(files, problems);
      const { plain, placeOf, folderOf } = mergeFiles(files, problems);
      const report = problems.reportAt(placeOf);
      const copy = plainCopy(plain, report);
      const origin = { source: shown, digest: digestOfFiles(files), folderOf };
      return copy && { document: readDocument(copy.plain, origin, report), written: copy.plain, placeOf };
    }),
  );
}

/**
 * Reads a policy document that is no file, such as Pulumi's policy config. Paths in it are seen from `folder`; its digest
 * is that of its JSON with sorted keys.
 * @param source what the document is called in reports and messages
 * @throws InvalidPolicy with everything that is wrong, without lines
 */
export function readPolicyObject(value: unknown, folder: string, source: string): PolicyDocument {
  return guarded(source, () =>
    collected(source, (problems) => {
      const report = problems.reportAt((path) => ({ source, path }));
      const copy = plainCopy(value, report);
      if (copy === undefined) return undefined;
      if (typeof copy.plain === "object" && copy.plain !== null && Object.hasOwn(copy.plain, "extends")) {
        const remedy = "Write all of it here, or put the document into files.";
        report(["extends"], "goes with a document that is a file: an inline one stands by itself.", remedy);
      }
      const digest = digestOf(Buffer.from(JSON.stringify(copy.plain)));
      return readDocument(copy.plain, { source, digest, folderOf: () => folder }, report);
    }),
  );
}

/** A document counts only if nothing at all was wrong with it. */
function collected<T>(source: string, read: (problems: Problems) => T | undefined): T {
  const problems = collectProblems();
  const document = read(problems);
  if (document === undefined || problems.found.length > 0) throw new InvalidPolicy(source, problems.found);
  return document;
}

/** A surprise on the way, such as a text that nests deeper than the stack, is a bad document and never a missing one (law 3). */
function guarded<T>(source: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof InvalidPolicy) throw error;
    const kind = error instanceof Error ? error.name : typeof error;
    throw invalidPolicy(source, `reading it failed (${kind}).`, "Write the document as docs/policy.md shows.", {
      cause: error,
    });
  }
}
