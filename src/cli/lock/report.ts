import { styleText } from "node:util";
import type { LockFile } from "../../lock/index.ts";
import { Narrator } from "../../report/index.ts";
import type { Change, Unchanged } from "./changes.ts";
import type { Compared } from "./compared.ts";
import type { StoredReport } from "./evidence.ts";
import type { Outcome, Refusal } from "./outcome.ts";
import { saidOf } from "./said.ts";

/** All that a run found. */
export interface LockReport extends Unchanged {
  /** As the user sees it, printable. */
  readonly file: string;
  readonly before: LockFile;
  readonly outcomes: readonly Outcome[];
  readonly compared: readonly Compared[];
  /** What stands where an image should and is none, printable. */
  readonly notes: readonly string[];
  readonly isWritten: boolean;
  /** What became of the evidence; absent where none was to be stored. */
  readonly stored?: StoredReport;
  readonly dryRun: boolean;
}

const MARKS = { added: "+", changed: "~", updated: "~", removed: "-" } as const satisfies Record<
  Change["kind"],
  string
>;
const COLOURS = { added: "green", changed: "yellow", updated: "yellow", removed: "red" } as const;

/** What changed, for people: a block for each entry, and how many there are. */
export function lockText(report: LockReport, colour: boolean): string {
  const blocks = report.compared.map((one) => block(one, colour));
  return `${[...blocks, [summaryText(report), ...storedLines(report)].join("\n")].join("\n\n")}\n`;
}

function block({ change: { image, kind, old }, lines, warnings }: Compared, colour: boolean): string {
  const paint = (text: string, format: "green" | "yellow" | "red") =>
    colour ? styleText(format, text, { validateStream: false }) : text;
  const from = old === undefined || old.image === image ? "" : ` (locked until now: ${old.image})`;
  const told = warnings.map((one) => `    ${paint(`warning[${one.kind}]`, "yellow")} ${one.message}`);
  const head = `${paint(`${MARKS[kind]} ${kind}`, COLOURS[kind])}  ${image}${from}`;
  return [head, ...lines.map((line) => `    ${line}`), ...told].join("\n");
}

function summaryText(report: LockReport): string {
  const { added, changed, updated, removed, unchanged, kept, refused, warnings } = summaryOf(report);
  const counts = Object.entries({ added, changed, updated, removed, unchanged, "not named": kept, refused });
  const told = counts.filter(([, count]) => count > 0).map(([word, count]) => `${count} ${word}`);
  const warned = warnings === 0 ? "" : ` ${warnings} ${warnings === 1 ? "warning" : "warnings"}.`;
  return `${report.file}: ${told.join(", ") || "nothing to lock"}.${warned}${ending(report)}`;
}

function storedLines({ stored }: LockReport): readonly string[] {
  if (stored === undefined) return [];
  const { folder, files, bytes, written, removed } = stored;
  return [`${folder}: ${files} files, ${Math.ceil(bytes / 1024)} KiB; ${written} written, ${removed} removed.`];
}

function ending({ isWritten, dryRun, compared }: LockReport): string {
  if (isWritten) return "";
  return dryRun && compared.length > 0 ? " Nothing was written: --dry-run." : " Nothing was written.";
}

export function summaryOf({ before, outcomes, compared, unchanged, kept }: LockReport) {
  const count = (kind: Change["kind"]) => compared.filter(({ change }) => change.kind === kind).length;
  const [added, removed] = [count("added"), count("removed")];
  return {
    entries: before.size + added - removed,
    ...{ added, changed: count("changed"), updated: count("updated"), removed, unchanged, kept },
    refused: outcomes.filter(({ kind }) => kind === "refused").length,
    warnings: compared.reduce((sum, { warnings }) => sum + warnings.length, 0),
  };
}

/** Why images are not locked, each rule explained once, and what was passed over; for stderr. */
export function refusalsText({ outcomes, before, notes, stored }: LockReport): string {
  const narrator = new Narrator();
  const refused = outcomes.filter((one) => one.kind === "refused").map((one) => refusalText(one, before, narrator));
  const passed = outcomes
    .filter(({ kind }) => kind === "passed")
    .map(({ image }) => `Passed over: ${image} is let through by its tag.`);
  const lacking = stored?.notStored.map(({ image, why }) => `No evidence is stored for ${image}: ${why}`) ?? [];
  return [...refused, ...passed, ...notes.map((note) => `Passed over: ${note}`), ...lacking]
    .map((text) => `${text}\n`)
    .join("");
}

function refusalText(refusal: Refusal, before: LockFile, narrator: Narrator): string {
  const old = before.get(refusal.image);
  const stays = old === undefined ? "  It is not locked." : `  Its entry stays as it was: ${old.digest}`;
  return [...reasons(refusal, narrator), stays].join("\n");
}

/** That a tag is mutable is why there is a lock file, and is not told beside what else is wrong. */
function reasons({ image, why, verdict }: Refusal, narrator: Narrator): readonly string[] {
  if (why === "unverified") return [image, ...UNVERIFIED];
  const findings = verdict.findings.filter(({ rule }) => rule !== "image-pinned");
  if (findings.length > 0) return findings.map((found) => narrator.tell(verdict, found));
  return [image, `  ${saidOf(verdict)}`];
}

const UNVERIFIED = [
  "  Nobody vouches for its digest: the policy asks for no signature, or an exemption lifts that.",
  "  To lock it all the same, add --accept-unverified.",
];
