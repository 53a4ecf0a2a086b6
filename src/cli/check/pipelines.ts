import { realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { isPipelineFile, pipelineFindings, type PipelineFinding } from "../../lint/index.ts";
import type { LevelsNow } from "../../policy/index.ts";
import type { GeneralFinding } from "../../report/index.ts";
import type { FileAt } from "./files.ts";
import { inRepository } from "./base.ts";
import { git } from "./git.ts";
import { readText } from "./read-text.ts";

/** What pipelines that were read sign by a tag. */
export interface Pipelines {
  /** Whether the file is a pipeline. */
  readonly add: (file: FileAt, text: string) => boolean;
  readonly findings: (levels: LevelsNow) => readonly GeneralFinding[];
}

/** @param cwd from where paths are shown; scripts that a pipeline calls are looked for in the repository around it */
export function startPipelines(cwd: string): Pipelines {
  const here = realpathSync(cwd);
  const root = git(here, "rev-parse", "--show-toplevel")?.toString("utf8").trimEnd() ?? here;
  const found = new Map<string, PipelineFinding>();
  const shown = (path: string) => relative(here, join(root, path)).split(sep).join("/");
  return {
    add: (file, text) => {
      const path = ("path" in file ? inRepository({ root }, file.path) : undefined) ?? file.shown;
      if (!isPipelineFile(path, text)) return false;
      const findings = pipelineFindings({ path, text }, (other) => textIn(root, other));
      // A script that several pipelines call is told once.
      for (const one of "why" in findings ? [unreadable(path, findings.why)] : findings)
        found.set(JSON.stringify([one.file, one.line, one.column, one.reason]), one);
      return true;
    },
    findings: (levels) => [...found.values()].flatMap((one) => told(one, shown(one.file), levels)),
  };
}

/** A pipeline that cannot be read may sign anything (law 3). */
function unreadable(file: string, why: string): PipelineFinding {
  const message = `The pipeline ${why}, so nobody can see what it signs.`;
  const remedy = "Split it into smaller files, or move steps into scripts that it calls.";
  const place = { file, line: 1, column: 1, path: "(the whole file)" };
  return {
    rule: "signing-by-tag",
    reason: "unreadable-pipeline",
    severity: "high",
    level: "mandatory",
    ...place,
    message,
    remedy,
  };
}

/** Only what lies in the repository: a name that leads out of it reads nothing. */
function textIn(root: string, path: string): string | undefined {
  const inside = relative(root, join(root, path));
  if (inside === ".." || inside.startsWith(`..${sep}`)) return undefined;
  const text = readText(join(root, path));
  return "text" in text ? text.text : undefined;
}

/** What cannot be followed is advice, whatever the level of the rule is. */
function told(found: PipelineFinding, file: string, levels: LevelsNow): readonly GeneralFinding[] {
  const { level } = levels("signing-by-tag");
  if (level === "disabled") return [];
  const { rule, reason, severity, line, column, endColumn, path, message, remedy } = found;
  const place = { file, line, column, ...(endColumn !== undefined && { endColumn }), resource: "pipeline", path };
  return [{ rule, reason, severity, level: found.level === "advisory" ? "advisory" : level, message, place, remedy }];
}
