import type { UnlistedImage } from "../discover/index.ts";
import type { Verdict } from "../gate/index.ts";
import { finding, speaksFor, spokenFor, type Finding } from "../policy/index.ts";
import type { Rule, RuleId } from "../rules/index.ts";
import type { Entry } from "./recorder.ts";
import type { Run } from "./run.ts";

/** Reports a rule's findings on a resource, once: waits until its images are judged. */
export async function tell(rule: Rule, run: Run, entry: Entry, report: (message: string) => void): Promise<void> {
  if (entry.told.has(rule.id)) return;
  const notes = NOTES[rule.id]?.(run, entry);
  if (notes !== undefined) {
    entry.told.add(rule.id);
    for (const { path, message } of notes) report(run.narrator.note(path, rule.id, message));
    return;
  }
  const silent = speaksFor(rule.id).filter((other) => !hasSpoken(other, run, entry));
  entry.told.add(rule.id);
  const outcome = await entry.outcome;
  if (outcome.kind === "failed") {
    report(`internal-error: the images of this resource could not be judged (${outcome.message}).`);
    return;
  }
  for (const verdict of outcome.verdicts) {
    for (const found of findingsOf(rule.id, verdict, silent, run)) {
      const noted = run.notes.annotate(found, entry.urn, verdict.use.place.path);
      report(run.narrator.tell(verdict, noted));
    }
  }
}

interface Note {
  /** Inside the resource, safe to print. */
  readonly path: string;
  readonly message: string;
}

/** The rules that are about no image use. */
const NOTES: Readonly<Partial<Record<RuleId, (run: Run, entry: Entry) => readonly Note[]>>> = {
  "image-unlisted": ({ recorder }, entry) =>
    recorder.unlistedOf(entry).map((one) => ({ path: one.path, message: unlistedWords(one) })),
  "registry-immutable": (_, { registry }) => registry.findings,
};

const UNLISTED: Readonly<Record<UnlistedImage["kind"], string>> = {
  reference:
    "looks like an image reference, and stands where no field for images is known. It was not judged, and nobody was asked about it.",
  command: "starts or pulls an image by a command of a script. It was not judged, and nobody was asked about it.",
  hidden: "runs containers by a command of a script, and which images they are made from cannot be seen here.",
  unread: "is a script that is too long to be looked through for images.",
};

function unlistedWords({ kind, line }: UnlistedImage): string {
  return line === undefined ? UNLISTED[kind] : `line ${line}: ${UNLISTED[kind]}`;
}

function findingsOf(rule: RuleId, verdict: Verdict, silent: readonly RuleId[], run: Run): readonly Finding[] {
  const findings = findingsAtThisStage(verdict, run);
  // What is locked is told by a policy of its own, which stays advisory.
  const own = findings.filter((found) => found.rule === rule && found.reason !== "locked-digest");
  return [...own, ...spokenFor(rule, { ...verdict, findings }, silent)];
}

/** At update image-checked counts as silent, so that what could not be checked blocks whatever that rule's level is. */
function hasSpoken(rule: RuleId, run: Run, entry: Entry): boolean {
  if (rule === "image-checked" && run.stage === "update") return false;
  return entry.told.has(rule);
}

/** A value that an update still does not know can only be a forged or broken one: it must not stay advisory (law 6). */
function findingsAtThisStage(verdict: Verdict, run: Run): readonly Finding[] {
  return verdict.status === "unknown" && run.stage === "update"
    ? [...verdict.findings, stillUnknown(verdict)]
    : verdict.findings;
}

function stillUnknown({ use }: Verdict): Finding {
  const message =
    use.kind === "unknown" && use.why !== undefined
      ? "the value is decided after this update began, so no update can judge it: write registry, repository and digest out."
      : "the value is unknown although this is an update, so it cannot be judged.";
  return finding("image-checked", "still-unknown", message);
}
