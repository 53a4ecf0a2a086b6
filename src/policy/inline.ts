import type { Marker } from "../discover/index.ts";
import type { Exemption } from "./exemption.ts";
import { readExemption } from "./exemptions.ts";
import { inlineShape } from "./inline-shape.ts";
import { plainCopy, type Plain } from "./plain.ts";
import { collectProblems, InvalidPolicy, type PolicyProblem, type Report } from "./problems.ts";
import { decodeText } from "./text.ts";
import { parseYaml, valueOf } from "./yaml.ts";

/** What a resource asks for in its own words. Whether it is granted is for the policy document to say. */
export interface InlineExemptions {
  readonly exemptions: readonly Exemption[];
  /** What could not be read. */
  readonly unread: readonly UnreadMarker[];
}

interface UnreadMarker {
  /** Of the marker, safe to print. */
  readonly path: string;
  /** A printable end of a sentence. */
  readonly why: string;
}

/** Some exemptions fit in; a longer text is something else. */
const MAX_BYTES = 4096;
const MAX_ENTRIES = 16;

/** Reads what markers hold, each whole or not at all: YAML or JSON, one exemption or a list of them. Pure. Never throws. */
export function readMarkers(markers: readonly Marker[]): InlineExemptions {
  const read = markers.map(({ path, value }) => ({
    path,
    result: "text" in value ? readText(value.text) : `it ${value.why}.`,
  }));
  return {
    exemptions: read.flatMap(({ result }) => (typeof result === "string" ? [] : result)),
    unread: read.flatMap(({ path, result }) => (typeof result === "string" ? [{ path, why: result }] : [])),
  };
}

function readText(text: string): readonly Exemption[] | string {
  if (text.length > MAX_BYTES || Buffer.byteLength(text) > MAX_BYTES) return `it is longer than ${MAX_BYTES} bytes.`;
  try {
    const yaml = parseYaml(decodeText(Buffer.from(text), ""));
    const problems = collectProblems();
    const report = problems.reportAt((path) => ({ source: "", path }));
    const found = valueOf(yaml, report);
    const copy = found && plainCopy(found.value, report);
    const exemptions = copy && readEntries(copy.plain, report);
    const [problem] = problems.found;
    return problem === undefined && exemptions !== undefined ? exemptions : whyOf(problem);
  } catch (error) {
    if (error instanceof InvalidPolicy) return whyOf(error.problems[0]);
    return `reading it failed (${error instanceof Error ? error.name : typeof error}).`;
  }
}

function readEntries(value: Plain, report: Report): readonly Exemption[] {
  const entries: readonly (readonly [path: readonly number[], value: unknown])[] = Array.isArray(value)
    ? value.map((entry: unknown, index) => [[index], entry])
    : [[[], value]];
  if (entries.length === 0 || entries.length > MAX_ENTRIES) {
    report([], `it holds ${entries.length} exemptions, and 1 to ${MAX_ENTRIES} are read.`, "Split it.");
    return [];
  }
  const read = entries.map(([path, entry]) => readExemption(inlineShape, entry, path, report));
  return read.filter((one) => one !== undefined).map((one) => ({ ...one, inline: true }));
}

function whyOf(problem: PolicyProblem | undefined): string {
  if (problem === undefined) return "it holds nothing.";
  return problem.path === "" ? problem.message : `${problem.path}: ${problem.message}`;
}
