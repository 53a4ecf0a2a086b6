import { ruleOf } from "../../rules/index.ts";
import type { LintCheck } from "./check.ts";

export const switchedOff: LintCheck = {
  id: "rule-switched-off",
  severity: "warning",
  finds: "a rule at level `disabled` that is mandatory by itself",
  why: "What it finds is shown to nobody; an advisory rule shows it and blocks nothing, and an exemption ends by itself.",
  find: ({ document: { levels } }) =>
    [...levels]
      .filter(([rule, { level }]) => level === "disabled" && ruleOf(rule).level === "mandatory")
      .map(([rule]) => ({
        path: ["levels", rule],
        message: "is switched off: what it finds is shown to nobody.",
        remedy: "Write advisory, or { level: mandatory, from: … } with the day on which it shall count.",
      })),
};

export const spentDate: LintCheck = {
  id: "spent-date",
  severity: "note",
  finds: "a `from` under `levels` that has come",
  why: "The rule has its level by now, and the date tells nobody anything any more.",
  find: ({ document: { levels }, now }) =>
    [...levels].flatMap(([rule, { level, from }]) =>
      from !== undefined && now >= Date.parse(from)
        ? [
            {
              path: ["levels", rule, "from"],
              message: `has come: the rule is ${level} since ${from}.`,
              remedy: `Write ${rule}: ${level}.`,
            },
          ]
        : [],
    ),
};
