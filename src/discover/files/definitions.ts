import { SourceFile } from "./source-file.ts";

/** Nothing goes on from before such a line: in no text and in no braces. */
const SEPARATOR = /^---(?=[ \t\r\n]|$)/gm;
const BEGINNING = /^---[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|$)/;
/** Neither blank nor a comment. */
const CONTENT = /^[ \t]*[^ \t\r\n#]/m;
const TOP_LINE = /^[^ \t\r\n#][^\r\n]*/gm;
const MEMBERS: ReadonlyMap<string, RegExp> = new Map([
  ["kind", /^kind: CustomResourceDefinition[ \t]*(?:#|$)/],
  ["apiVersion", /^apiVersion: apiextensions\.k8s\.io\/v1(?:beta1)?[ \t]*(?:#|$)/],
  ["metadata", /^metadata:(?:[ \t]|$)/],
  ["spec", /^spec:(?:[ \t]|$)/],
  ["status", /^status:(?:[ \t]|$)/],
]);
/** Readers do not agree on whether a line begins behind these. */
const DISPUTED = /[\u0085\u2028\u2029]/;

/**
 * The file without its definitions of custom resources, which deploy nothing and are much of what is kept beside operators: parsing
 * them takes longer than all the rest. Where everything else stands is as it was.
 */
export function withoutDefinitions(file: SourceFile): SourceFile {
  const { text } = file;
  if (!/^kind: CustomResourceDefinition/m.test(text)) return file;
  const starts = [0, ...Array.from(text.matchAll(SEPARATOR), ({ index }) => index)];
  const documents = starts.map((start, index) => text.slice(start, starts[index + 1]));
  return new SourceFile(file.path, documents.map((one) => (isDefinition(one) ? blank(one) : one)).join(""));
}

/**
 * Whether a document is such a definition, seen from its lines. Where the first of them begins at the margin, so do the names of all
 * its members; those that do are the names that a definition has, with its kind, so that it can be no other.
 */
function isDefinition(document: string): boolean {
  const inner = document.replace(/^\uFEFF/, "").replace(BEGINNING, "");
  if (DISPUTED.test(inner) || CONTENT.exec(inner)?.[0].length !== 1) return false;
  const lines = inner.match(TOP_LINE) ?? [];
  const names = lines.map((line) => /^\w*/.exec(line)?.[0] ?? "");
  const isKnown = lines.every((line, index) => MEMBERS.get(names[index] ?? "")?.test(line) === true);
  return isKnown && names.includes("kind") && names.includes("apiVersion");
}

function blank(document: string): string {
  const [separator = ""] = /^---(?=[ \t\r\n]|$)/.exec(document) ?? [];
  return separator + document.slice(separator.length).replaceAll(/[^\r\n]+/g, (line) => " ".repeat(line.length));
}
