import { printable } from "../../reference/index.ts";
import { ruleLevel, type Graded } from "./grade.ts";
import type { PipelineFinding } from "./finding.ts";
import type { Site } from "./pipeline.ts";
import { remedyFor } from "./remedies.ts";
import type { Standing } from "./standing.ts";
import type { Value } from "./value.ts";

/** A subject of a signature that is no digest of the build, before it is put into words. */
export interface Found {
  readonly site: Site;
  /** `cosign sign`, `actions/attest`. */
  readonly tool: string;
  readonly standing: Standing;
  /** Of the subject, in the file. */
  readonly start: number;
  readonly end: number;
  readonly value: Value;
  /** The input of an action that names it. */
  readonly input?: string;
}

type Told = Exclude<Standing, "digest">;

const GRADES: Readonly<Record<Told, Graded>> = {
  tag: { reason: "signed-by-tag", ...ruleLevel },
  "looked-up": { reason: "digest-looked-up", ...ruleLevel },
  unknown: { reason: "unknown-subject", severity: "low", level: "advisory" },
  "unknown-digest": { reason: "unknown-subject", severity: "low", level: "advisory" },
};

const WHAT: Readonly<Record<Told, (tool: string, subject: string) => string>> = {
  tag: (tool, subject) =>
    `${tool} signs whatever the tag in ${subject} points at when it runs. Whoever can write to the registry moves the tag between the push and the signature, and the other image is validly signed. Sign the digest that the build printed.`,
  "looked-up": (tool, subject) =>
    `${tool} signs a digest (${subject}) that was asked of the registry after the push: the tag may have been moved by then, and the other image is validly signed. Take the digest from the build.`,
  unknown: (tool, subject) =>
    `${tool} signs ${subject}, and this file does not say whether that is a tag or a digest. Name the digest that the build printed.`,
  "unknown-digest": (tool, subject) =>
    `${tool} signs a digest (${subject}), and this file does not say whether it comes from the build or was asked of the registry later.`,
};

export function told({ site, tool, standing, start, end, input }: Found): PipelineFinding {
  const kind = standing === "digest" ? "unknown" : standing;
  const { path, lines } = site.source;
  const written = lines.text.slice(start, Math.max(start, end));
  const from = lines.at(start);
  const to = lines.at(end);
  return {
    rule: "signing-by-tag",
    ...GRADES[kind],
    file: path,
    ...from,
    ...(to.line === from.line && to.column > from.column && { endColumn: to.column }),
    path: printable(site.path),
    message: WHAT[kind](tool, `"${printable(written)}"`),
    remedy: remedyFor(site.remedies, tool, repositoryIn(written), input),
  };
}

const TEMPLATE = String.raw`\$?\{\{[^{}]*\}\}|\$\{\w+\}|\$\w+(?!\w)|\$\([\w.]+\)|<<[\w. ]+>>`;
const REPOSITORY = new RegExp(
  String.raw`^["']?((?:[\w.-](?::\d+(?=/))?|/|${TEMPLATE})+?)(?::(?:[\w.-]|${TEMPLATE})*|@.*)?["']?$`,
  "s",
);

/** The repository in a reference as it is written, where it can be told from the rest of it. */
function repositoryIn(written: string): string {
  const found = written.length > 400 ? undefined : REPOSITORY.exec(written)?.[1];
  return found?.includes("/") === true ? printable(found) : "REGISTRY/REPOSITORY";
}
