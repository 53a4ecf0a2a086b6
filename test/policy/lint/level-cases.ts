import { after, RULE, type Case } from "./case.ts";

const levels = (text: string) => after(RULE, `levels: { ${text} }\n`);

export const levelCases: readonly Case[] = [
  {
    check: "rule-switched-off",
    what: "a rule that is mandatory by itself",
    bad: [levels("image-signed: disabled")],
    good: [levels("image-signed: advisory")],
    found: "levels.image-signed:12 is switched off: what it finds is shown to nobody.",
  },
  {
    check: "rule-switched-off",
    what: "one that is advisory by itself is left alone",
    bad: [levels("image-pinned: disabled")],
    good: [levels("image-unlisted: disabled")],
    found: "levels.image-pinned:12 is switched off: what it finds is shown to nobody.",
  },
  {
    check: "spent-date",
    what: "today",
    bad: [levels("image-signed: { level: mandatory, from: 2026-11-27 }")],
    good: [levels("image-signed: { level: mandatory, from: 2026-11-28 }")],
    found: "levels.image-signed.from:12 has come: the rule is mandatory since 2026-11-27.",
  },
  {
    check: "spent-date",
    what: "long ago, with another level",
    bad: [levels("image-pinned: { level: remediate, from: 2020-01-01 }")],
    good: [levels("image-pinned: remediate")],
    found: "levels.image-pinned.from:12 has come: the rule is remediate since 2020-01-01.",
  },
];
