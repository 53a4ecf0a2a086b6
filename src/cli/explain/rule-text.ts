import { nearest } from "../../policy/index.ts";
import { printable } from "../../reference/index.ts";
import { rules, type Rule } from "../../rules/index.ts";
import { UsageError } from "../terminal.ts";

/** A word that stands alone is a rule's name; an image of Docker Hub can be written so that nobody takes it for one. */
const WORD = /^[A-Za-z0-9_-]+$/;

/**
 * The rule of this name; undefined where the text is no name of a rule but an image.
 * @throws UsageError where it looks like a rule's name and is none
 */
export function ruleNamed(text: string): Rule | undefined {
  const found = rules.find(({ id }) => id === text);
  if (found !== undefined || !WORD.test(text)) return found;
  const ids = rules.map(({ id }) => id);
  const meant = nearest(text, ids);
  const hint = meant === undefined ? "" : `Did you mean ${meant}? `;
  throw new UsageError(
    `there is no rule "${printable(text)}". ${hint}The rules: ${ids.join(", ")}. ` +
      "To explain an image, write its registry or its tag: docker.io/library/nginx, nginx:1.27.",
  );
}

/** Everything that the rule itself says. */
export function ruleText({ id, title, why, remedy, level, severity, offline }: Rule): string {
  return [
    id,
    `  ${title}`,
    `  Why: ${why}`,
    `  What to do: ${remedy}`,
    `  Level unless you set one: ${level}. Severity: ${severity}. ${offline ? "Judges without a registry." : "Asks the registry."}`,
    "",
  ].join("\n");
}

/** One line a rule. */
export function ruleList(): string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  const lines = rules.map(
    ({ id, level, title }) => `${id.padEnd(width)}  ${level.padEnd("mandatory".length)}  ${title}`,
  );
  return `${lines.join("\n")}\n\ndigestbound explain RULE tells more of one; digestbound explain IMAGE explains a verdict.\n`;
}
