import { ONLY_IN_CHECK, type Rule } from "./rule.ts";

/** The rules as docs/rules.md shows them; a test compares the file with this text. */
export function rulesMarkdown(rules: readonly Rule[]): string {
  const table = rules.map(
    (rule) =>
      `| [${rule.id}](#${rule.id}) | ${rule.title} | ${rule.level} | ${rule.severity} | ${rule.offline ? "yes" : "no"} |`,
  );
  return [
    "# Rules",
    "",
    "Written by `npm run docs` from src/rules; edit the rule, not this page. Every name is also the name of a Pulumi policy, but for",
    `${ONLY_IN_CHECK.map((id) => `[${id}](${id}.md)`).join(", ")}, which only \`digestbound check\` judges. Its level is set under [levels](policy.md#levels) in the policy document, or in Pulumi's`,
    "policy config, which wins; the default counts where neither says one.",
    "",
    "The severity is that of an image that is run. A finding about an image that another one is built from or on (`build-from`), or",
    "that is only unpacked or mounted (`artifact`), is one step less severe; whether it is rejected does not depend on that. Pulumi shows",
    "one severity for each policy, so there the message says `(base image)` or `(artifact)`.",
    "",
    "| rule | what it demands | default level | severity | works without a registry |",
    "| --- | --- | --- | --- | --- |",
    ...table,
    ...rules.flatMap(section),
    "",
  ].join("\n");
}

function section(rule: Rule): string[] {
  return ["", `## ${rule.id}`, "", rule.title, "", `**Why.** ${rule.why}`, "", `**What to do.** ${rule.remedy}`];
}
