import { imageAttested } from "./image-attested.ts";
import { imageChecked } from "./image-checked.ts";
import { imageInspectable } from "./image-inspectable.ts";
import { imageKnown } from "./image-known.ts";
import { imageLock } from "./image-lock.ts";
import { imagePinned } from "./image-pinned.ts";
import { imageReference } from "./image-reference.ts";
import { imageRegistry } from "./image-registry.ts";
import { imageSigned } from "./image-signed.ts";
import { imageUnlisted } from "./image-unlisted.ts";
import { registryImmutable } from "./registry-immutable.ts";
import { ONLY_IN_CHECK, type Rule, type RuleId } from "./rule.ts";
import { signingByTag } from "./signing-by-tag.ts";

export type { Level, Rule, RuleId, Severity } from "./rule.ts";
export { lessSevere } from "./rule.ts";
export { rulesMarkdown } from "./markdown.ts";

/** Every rule, in the order in which a verdict's findings are told. */
export const rules: readonly Rule[] = [
  imageReference,
  imageInspectable,
  imageRegistry,
  imagePinned,
  imageChecked,
  imageSigned,
  imageAttested,
  imageKnown,
  imageLock,
  imageUnlisted,
  registryImmutable,
  signingByTag,
];

/** The rules that a preview and an update judge by. */
export const packRules: readonly Rule[] = rules.filter(({ id }) => !ONLY_IN_CHECK.includes(id));

const byId = new Map(rules.map((rule) => [rule.id, rule]));

/** The rule with this identifier; total, because identifiers are a closed set. */
export function ruleOf(id: RuleId): Rule {
  const rule = byId.get(id);
  if (rule === undefined) throw new Error(`rule ${id} is not in the table`);
  return rule;
}
