import { decodeText } from "../text.ts";
import { plainCopy, type Plain } from "../plain.ts";
import { InvalidPolicy, type LineOf, type Path, type Place, type Problems, type Report } from "../problems.ts";
import { documentShape } from "../schema.ts";
import { linesOf, parseYaml, valueOf } from "../yaml.ts";

/** One of the files that a document is read from. */
export interface PolicyFile {
  /** As it was named, or as the files that name it lead to it; for people. */
  readonly source: string;
  /** Where it lies, seen from the first document's folder, with `/`; the first one's is empty. */
  readonly name: string;
  /** From where its relative paths are seen. */
  readonly folder: string;
  readonly bytes: Uint8Array;
  /** Absent where the text holds none; that was reported. */
  readonly plain?: Plain;
  readonly lineOf: LineOf;
}

/** Reads what a file's bytes say. What is wrong is reported; the problems of a text that cannot be read at all as well. */
export function parsePolicyFile(
  file: Pick<PolicyFile, "source" | "name" | "folder" | "bytes">,
  problems: Problems,
): PolicyFile {
  try {
    const yaml = parseYaml(decodeText(file.bytes, file.source));
    const read = { ...file, lineOf: linesOf(yaml) };
    const report = reportIn(read, problems);
    const found = valueOf(yaml, report);
    const copy = found && plainCopy(found.value, report);
    return { ...read, ...copy };
  } catch (error) {
    if (!(error instanceof InvalidPolicy)) throw error;
    for (const { message, remedy, line } of error.problems) {
      problems.reportAt(() => ({ source: file.source, path: [] }))([], message, remedy, line);
    }
    return { ...file, lineOf: () => undefined };
  }
}

/** Where something stands in this very file. */
export function placeIn({ source, lineOf }: Pick<PolicyFile, "source" | "lineOf">, path: Path): Place {
  const line = lineOf(path);
  return { source, path, ...(line !== undefined && { line }) };
}

/** For what is read in one file by its own paths. */
export function reportIn(file: Pick<PolicyFile, "source" | "lineOf">, problems: Problems): Report {
  return problems.reportAt((path) => placeIn(file, path));
}

/** Its mapping; empty where it is something else. */
export function partsOf(plain: Plain | undefined): Readonly<Record<string, Plain>> {
  const isMapping = typeof plain === "object" && plain !== null && !Array.isArray(plain);
  return isMapping ? (plain as Readonly<Record<string, Plain>>) : {};
}

/** The files that it begins from, each with the place of its name. */
export function basesIn({ plain }: PolicyFile): readonly { readonly name: string; readonly path: Path }[] {
  const names = documentShape.schema.shape.extends.safeParse(partsOf(plain)["extends"]).data;
  if (names === undefined) return [];
  if (typeof names === "string") return [{ name: names, path: ["extends"] }];
  return names.map((name, index) => ({ name, path: ["extends", index] }));
}
