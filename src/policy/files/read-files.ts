import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { shownPath } from "../named-file.ts";
import { invalidPolicy, oneLine, type Problems } from "../problems.ts";
import { readBoundedFile, realPathOf, UnreadableFile } from "../../storage/index.ts";
import { basePath, InvalidBase } from "./base-path.ts";
import { basesIn, parsePolicyFile, reportIn, type PolicyFile } from "./policy-file.ts";

/** A thousand image rules fit in; a larger file is something else. */
const MAX_BYTES = 256 * 1024;
const MAX_BYTES_TOGETHER = 1024 * 1024;
const MAX_FILES = 16;
/** How far below the first document a base may be. Whoever reads a rule has to find out what else there is. */
const MAX_DEPTH = 4;

/** The first document, and what it begins from. */
export type PolicyFiles = readonly [PolicyFile, ...PolicyFile[]];

interface Reading {
  readonly source: string;
  /** The first document's folder, links followed. */
  readonly root: string;
  readonly problems: Problems;
  /** By where they really lie, in the order in which they were named. */
  readonly files: Map<string, PolicyFile>;
}

/**
 * Reads a document's file and all that it begins from, each once: the first one, then each base before what that begins from.
 * What is wrong with a base is reported.
 * @param shown what the first file is called
 * @throws InvalidPolicy where the first file cannot be read
 */
export function readPolicyFiles(path: string, problems: Problems, shown = path): PolicyFiles {
  const folder = dirname(resolve(path));
  const bytes = readFirst(path, shown);
  const first = parsePolicyFile({ source: shown, name: "", folder, bytes }, problems);
  const own = realPathOf(path);
  const reading = { source: shown, root: realPathOf(folder), problems, files: new Map([[own, first]]) };
  readBases({ path: own, folder: reading.root }, [own], reading);
  return [first, ...[...reading.files.values()].filter((file) => file !== first)];
}

interface Named {
  readonly path: string;
  /** From where the names of its bases are seen, links followed. */
  readonly folder: string;
}

/** Bases that are known are walked again: what is too deep and what goes round is so by whichever way it is reached. */
function readBases({ path, folder }: Named, way: readonly string[], reading: Reading): void {
  const file = reading.files.get(path);
  if (file === undefined) return;
  const report = reportIn(file, reading.problems);
  const seen = new Set<string>();
  for (const { name, path: at } of basesIn(file)) {
    try {
      const real = basePath(name, folder, reading.root);
      if (seen.has(real)) throw new InvalidBase("is listed twice.", "Remove one of them.");
      seen.add(real);
      checkWay(real, way, reading);
      addFile(real, reading);
      readBases({ path: real, folder: dirname(real) }, [...way, real], reading);
    } catch (error) {
      if (error instanceof InvalidBase) report(at, error.message, error.remedy);
      else if (error instanceof UnreadableFile) {
        report(
          at,
          `the file ${shownPath(name)} ${error.message}.`,
          "Paths are seen from the folder of the file that names them.",
        );
      } else throw error;
    }
  }
}

function checkWay(real: string, way: readonly string[], { files, source }: Reading): void {
  if (way.includes(real)) {
    const nameOf = (one: string) => oneLine(one === way[0] ? basename(source) : (files.get(one)?.name ?? one));
    const round = [...way.slice(way.indexOf(real)), real].map(nameOf);
    throw new InvalidBase(`goes round in a circle: ${round.join(" → ")}.`, "Remove one of these steps.");
  }
  if (way.length > MAX_DEPTH) {
    throw new InvalidBase(
      `is more than ${MAX_DEPTH} steps below the first document.`,
      "Name it in a file that is nearer to the first document.",
    );
  }
}

function addFile(real: string, { source, root, files, problems }: Reading): void {
  if (files.has(real)) return;
  if (files.size >= MAX_FILES) {
    throw new InvalidBase(`is one file too many: a document has at most ${MAX_FILES}.`, "Put several files into one.");
  }
  const left = MAX_BYTES_TOGETHER - [...files.values()].reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  const bytes = readBounded(real, left);
  const name = relative(root, real).split(sep).join("/");
  const file = { source: join(dirname(source), name), name, folder: dirname(real), bytes };
  files.set(real, parsePolicyFile(file, problems));
}

function readBounded(path: string, left: number): Uint8Array {
  try {
    return readBoundedFile(path, Math.min(MAX_BYTES, left));
  } catch (error) {
    if (!(error instanceof UnreadableFile) || error.reason !== "too-large" || left >= MAX_BYTES) throw error;
    throw new InvalidBase(
      `is too large: the files of a document have at most ${MAX_BYTES_TOGETHER} bytes together.`,
      "Split the policy, or write patterns instead of single repositories.",
    );
  }
}

function readFirst(path: string, shown: string): Uint8Array {
  try {
    return readBoundedFile(path, MAX_BYTES);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw invalidPolicy(
      shown,
      `the file ${error.message}.`,
      "Name a file like digestbound.yaml; docs/policy.md shows one.",
    );
  }
}
