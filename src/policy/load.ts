import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { LineCounter, parseAllDocuments, type Document } from "yaml";
import { digestOf } from "../reference/index.ts";
import type { PolicyDocument } from "./document.ts";
import { InvalidPolicy } from "./problems.ts";
import { resolveDocument } from "./resolve.ts";
import { checkShape, type LineOf } from "./shape.ts";

/** Far more than any team's list of repositories. */
const MAX_DOCUMENT = 1024 * 1024;
const MAX_ALIASES = 50;

/** Reads digestbound.yaml. Relative paths in it are seen from its folder. Throws InvalidPolicy with every problem. */
export function loadPolicyFile(path: string): PolicyDocument {
  const bytes = read(path);
  const lines = new LineCounter();
  const document = parseYaml(decode(bytes, path), path, lines);
  const lineOf: LineOf = (where) => {
    const offset = offsetOf(document, where);
    return offset === undefined ? undefined : lines.linePos(offset).line;
  };
  return resolveDocument(
    checkShape(valueOf(document, path), path, lineOf),
    dirname(path),
    path,
    digestOf(bytes),
    lineOf,
  );
}

/** Reads a document that was given inline, such as in Pulumi's policy config. Relative paths are seen from `folder`. */
export function readPolicyObject(value: unknown, folder: string, source: string): PolicyDocument {
  const digest = digestOf(Buffer.from(JSON.stringify(value) ?? ""));
  const nowhere: LineOf = () => undefined;
  return resolveDocument(checkShape(value, source, nowhere), folder, source, digest, nowhere);
}

function read(path: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
    throw wrong(path, undefined, `it could not be read (${code})`, "Check the path.");
  }
  if (bytes.length > MAX_DOCUMENT)
    throw wrong(path, undefined, "it is larger than 1 MiB", "Shorten it with * and ** in match.");
  return bytes;
}

function decode(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw wrong(path, undefined, "it is not UTF-8 text", "Save it as UTF-8.");
  }
}

function parseYaml(text: string, path: string, lineCounter: LineCounter): Document.Parsed {
  const documents = parseAllDocuments(text, { lineCounter, uniqueKeys: true, strict: true, merge: false });
  const [document, second] = documents;
  if (document === undefined) throw wrong(path, undefined, "it is empty", "See docs/policy.md for an example.");
  if (second !== undefined)
    throw wrong(path, lineCounter.linePos(second.range[0]).line, "it holds several YAML documents", "Keep one.");
  const errors = [...document.errors, ...document.warnings];
  if (errors.length === 0) return document;
  throw new InvalidPolicy(
    errors.map(({ message, pos }) => ({
      source: path,
      path: "",
      line: lineCounter.linePos(pos[0]).line,
      message: `it is no valid YAML: ${(message.split("\n")[0] ?? "").replace(/ at line.*$/, "")}`,
      remedy: "Mend the line.",
    })),
  );
}

function valueOf(document: Document.Parsed, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown;
  } catch {
    throw wrong(path, undefined, "it has more aliases than a policy needs", "Write the values out.");
  }
}

/** The place of the node at a path, or of its nearest parent that is there. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as { range?: readonly number[] } | undefined;
    if (node?.range?.[0] !== undefined) return node.range[0];
  }
  return document.range[0];
}

function wrong(source: string, line: number | undefined, message: string, remedy: string): InvalidPolicy {
  return new InvalidPolicy([{ source, path: "", line, message, remedy }]);
}
