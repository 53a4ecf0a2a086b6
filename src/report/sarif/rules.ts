import { rules, type Level, type RuleId, type Severity } from "../../rules/index.ts";
import type { GeneralFinding } from "../report.ts";

interface Described {
  readonly id: GeneralFinding["rule"];
  readonly title: string;
  readonly why: string;
  readonly remedy: string;
  readonly level: Level;
  readonly severity: Severity;
}

type Other = Exclude<GeneralFinding["rule"], RuleId>;

/** What is told beside the rules, in the same words. */
const OTHERS: Readonly<Record<Other, Omit<Described, "id">>> = {
  "no-policy": {
    title: "There is no policy document.",
    why: "Without one no registry is asked and no signature is verified.",
    remedy: "Write digestbound.yaml, as docs/policy.md shows.",
    level: "advisory",
    severity: "low",
  },
  "trusted-root": {
    title: "The trusted root is old.",
    why: "What a log or an authority vouches for that went live since is rejected.",
    remedy: "Update digestbound, or run digestbound trust refresh.",
    level: "advisory",
    severity: "low",
  },
  exemptions: {
    title: "An exemption lifts nothing.",
    why: "What nobody needs any more hides what comes later.",
    remedy: "Remove the exemption where the rule finds nothing in any stack.",
    level: "advisory",
    severity: "low",
  },
  "policy-changed": {
    title: "The change touches the policy by which it is judged.",
    why: "Whoever is judged must not write the law: the policy of the base is what counts.",
    remedy: "Have those who answer for the policy look at the change.",
    level: "advisory",
    severity: "medium",
  },
};

const DESCRIBED: readonly Described[] = [
  ...rules,
  ...Object.entries(OTHERS).map(([id, other]) => ({ id: id as Other, ...other })),
];
const INDICES = new Map(DESCRIBED.map(({ id }, index) => [id, index]));

/** CVSS-like, as GitHub reads it: over 9.0 critical, 7.0 high, 4.0 medium. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
};

const PROBLEM: Readonly<Record<Severity, string>> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "recommendation",
};

/** Every rule, violated or not, so that a rule keeps its place from run to run. @param docs the documentation's address */
export function reportingDescriptors(docs: string | undefined): readonly object[] {
  return DESCRIBED.map((rule) => descriptor(rule, rules.some(({ id }) => id === rule.id) ? docs : undefined));
}

export function ruleIndex(rule: GeneralFinding["rule"]): number {
  return INDICES.get(rule) ?? -1;
}

function descriptor({ id, title, why, remedy, level, severity }: Described, docs: string | undefined): object {
  return {
    id,
    name: id.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: `${title} ${why}` },
    help: { text: `${why}\n\nWhat to do: ${remedy}`, markdown: `${why}\n\n**What to do.** ${remedy}` },
    ...(docs !== undefined && { helpUri: `${docs}/rules.md#${id}` }),
    defaultConfiguration: { level: level === "mandatory" ? "error" : "warning" },
    properties: {
      tags: ["security", "supply-chain"],
      precision: "very-high",
      "security-severity": SECURITY_SEVERITY[severity],
      "problem.severity": PROBLEM[severity],
    },
  };
}
