import { dirname, resolve } from "node:path";
import { digestOf } from "../reference/index.ts";
import type { PolicyDocument } from "./document.ts";
import { plainCopy, type Plain } from "./plain.ts";
import { collectProblems, InvalidPolicy, invalidPolicy, type LineOf, type Report } from "./problems.ts";
import { readBoundedFile, UnreadableFile } from "./read-file.ts";
import { readDocument } from "./read-document.ts";
import { decodeText } from "./text.ts";
import { linesOf, parseYaml, valueOf } from "./yaml.ts";

/** A thousand image rules fit in; a larger file is something else. */
const MAX_BYTES = 256 * 1024;

/**
 * Reads a policy document from a file: YAML 1.2, hence also JSON. Paths in it are seen from the file's folder.
 * @throws InvalidPolicy with everything that is wrong
 */
export function loadPolicyFile(path: string): PolicyDocument {
  return loadWrittenPolicy(path).document;
}

/** A document beside the text that it was read from, for whoever judges the text itself. */
export interface WrittenPolicy {
  readonly document: PolicyDocument;
  /** What the text holds: globs and defaults as they were written. */
  readonly written: Plain;
  readonly lineOf: LineOf;
}

/** The same with what the file says. @throws InvalidPolicy */
export function loadWrittenPolicy(path: string): WrittenPolicy {
  return guarded(path, () => {
    const bytes = readFile(path);
    const yaml = parseYaml(decodeText(bytes, path));
    const lineOf = linesOf(yaml);
    return collected(path, lineOf, (report) => {
      const found = valueOf(yaml, report);
      const copy = found && plainCopy(found.value, report);
      const origin = { source: path, digest: digestOf(bytes), folder: dirname(resolve(path)) };
      return copy && { document: readDocument(copy.plain, origin, report), written: copy.plain, lineOf };
    });
  });
}

/**
 * Reads a policy document that is no file, such as Pulumi's policy config. Paths in it are seen from `folder`; its digest
 * is that of its JSON with sorted keys.
 * @param source what the document is called in reports and messages
 * @throws InvalidPolicy with everything that is wrong, without lines
 */
export function readPolicyObject(value: unknown, folder: string, source: string): PolicyDocument {
  return guarded(source, () =>
    collected(
      source,
      () => undefined,
      (report) => {
        const copy = plainCopy(value, report);
        if (copy === undefined) return undefined;
        const digest = digestOf(Buffer.from(JSON.stringify(copy.plain)));
        return readDocument(copy.plain, { source, digest, folder }, report);
      },
    ),
  );
}

function readFile(path: string): Uint8Array {
  try {
    return readBoundedFile(path, MAX_BYTES);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw invalidPolicy(
      path,
      `the file ${error.message}.`,
      "Name a file like digestbound.yaml; docs/policy.md shows one.",
    );
  }
}

/** A document counts only if nothing at all was wrong with it. */
function collected<T>(source: string, lineOf: LineOf, read: (report: Report) => T | undefined): T {
  const { problems, report } = collectProblems(source, lineOf);
  const document = read(report);
  if (document === undefined || problems.length > 0) throw new InvalidPolicy(source, problems);
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
