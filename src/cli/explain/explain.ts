import { exitCode, prettyReport, type Report } from "../../report/index.ts";
import { rules, type Rule } from "../../rules/index.ts";
import { judge, policyFor, type JudgeFlags } from "../judge.ts";
import { gateLockFor, type GateLockFlags } from "../lock/gate-lock.ts";
import { isOffline, type OfflineFlags } from "../offline.ts";
import { lookOf } from "../look.ts";
import { isPersons, type Terminal } from "../terminal.ts";
import { explanationsOf, type Explanation } from "./explanation.ts";
import { explanationJson } from "./image-json.ts";
import { explanationText } from "./image-text.ts";
import { ruleList, ruleNamed, ruleText } from "./rule-text.ts";
import { suggestedLines } from "./suggested-lines.ts";

export interface ExplainFlags extends JudgeFlags, GateLockFlags, OfflineFlags {
  readonly format: "pretty" | "json";
  readonly color: boolean;
}

/**
 * `digestbound explain [RULE|IMAGE…]`: what a rule demands and why; or what a verdict rests on, with everything that the
 * registry holds about the digest. Exit code as of `verify`; of rules alone 0.
 */
export async function explain(
  names: readonly string[],
  flags: ExplainFlags,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const named = names.map((name) => ({ name, rule: ruleNamed(name) }));
  const told = named.flatMap(({ rule }) => (rule === undefined ? [] : [rule]));
  const images = named.flatMap(({ name, rule }) => (rule === undefined ? [name] : []));
  if (images.length === 0) {
    terminal.stdout.write(flags.format === "json" ? json(names.length === 0 ? rules : told) : rulesText(told));
    return 0;
  }
  const policy = policyFor(flags.policy, terminal);
  const lock = gateLockFor(flags, policy, terminal);
  const options = { cache: flags.cache, lock, offline: isOffline(flags, terminal) };
  const report = await judge(images, policy, options, terminal, signal);
  const explanations = await explanationsOf(report.verdicts, policy, options, terminal, signal);
  if (flags.format === "json") {
    terminal.stdout.write(json(told, { report, explanations }));
  } else {
    const look = lookOf(terminal, flags.color);
    const texts = explanations.map((one) => explanationText(one, policy, look.colour));
    const before = told.length === 0 ? [] : [rulesText(told)];
    terminal.stdout.write([...before, ...texts, prettyReport(report, look)].join("\n"));
    if (isPersons(terminal)) terminal.stdout.write(suggestedLines(explanations));
  }
  return exitCode(report);
}

function rulesText(told: readonly Rule[]): string {
  return told.length === 0 ? ruleList() : told.map(ruleText).join("\n");
}

interface Images {
  readonly report: Report;
  readonly explanations: readonly Explanation[];
}

function json(told: readonly Rule[], images?: Images): string {
  const policy = images?.report.policy;
  const document = {
    version: 1,
    rules: told,
    policy: policy === undefined ? null : { source: policy.source, digest: policy.digest },
    images: images?.explanations.map((one) => explanationJson(one, images.report.levels)) ?? [],
    findings: images?.report.findings ?? [],
  };
  // The same JSON, without what a build service would obey that reads along.
  return `${JSON.stringify(document, null, 2).replaceAll("##", "\\u0023#")}\n`;
}
