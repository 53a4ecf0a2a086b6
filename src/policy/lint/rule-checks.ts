import { capturesUsed } from "../bind.ts";
import type { ImageRule } from "../document.ts";
import { compareSpecificity, patternsOverlap } from "../match.ts";
import type { LintCheck, LintInput } from "./check.ts";
import { patternContains } from "./contains.ts";
import { signersOf } from "./signers-used.ts";
import { list, mapping } from "./written.ts";

export const unreachableRule: LintCheck = {
  id: "unreachable-rule",
  severity: "warning",
  finds: "a match on Docker Hub that has not two components behind the host, such as `docker.io/acme/team/web`",
  why: "Docker Hub has no such repository, so that the rule is never reached.",
  find: ({ document: { images } }) =>
    images.flatMap(({ match: { host, path, crosses } }, index) => {
      const isHub = host.length === 2 && host[0] === "docker" && host[1] === "io";
      if (!isHub || (crosses ? path.length < 2 : path.length === 2)) return [];
      return [
        {
          path: ["images", index, "match"],
          message: "matches no repository: on Docker Hub each has exactly two components, as in docker.io/acme/web.",
          remedy: "Write the repository as it stands in image references, or remove the rule.",
        },
      ];
    }),
};

export const redundantRule: LintCheck = {
  id: "redundant-rule",
  severity: "note",
  finds: "a rule that asks for exactly what the next less specific rule asks for anyway",
  why: "Whoever changes the other rule later does not see that this one keeps what was.",
  find: (input) =>
    input.document.images.flatMap((rule, index) => {
      const next = nextRule(rule, input.document.images);
      if (next === undefined || !asksTheSame(index, next, input) || usesCaptures(rule)) return [];
      return [
        {
          path: ["images", index],
          message: (nameOf) =>
            `asks for what ${nameOf(["images", next])} (${input.document.images[next]?.match.text ?? ""}) asks for anyway.`,
          remedy: "Remove it, or write what is to be different for these images.",
        },
      ];
    }),
};

/** The rule that would decide about all images of a rule that is removed; undefined where more than one would, or none. */
function nextRule({ match }: ImageRule, rules: readonly ImageRule[]): number | undefined {
  const less = rules.filter((one) => compareSpecificity(one.match, match) < 0 && patternsOverlap(one.match, match));
  const [first] = less.sort((a, b) => compareSpecificity(b.match, a.match));
  return first !== undefined && patternContains(first.match, match) ? rules.indexOf(first) : undefined;
}

function asksTheSame(index: number, other: number, { written }: LintInput): boolean {
  const rules = list(mapping(written)["images"]);
  const [one, two] = [index, other].map((at) => JSON.stringify({ ...mapping(rules[at]), match: "" }));
  return one === two;
}

/** The same words then mean others for each match. */
function usesCaptures(rule: ImageRule): boolean {
  const { attestations } = rule.requirement;
  return attestations.some(({ captures }) => captures.length > 0) || signersOf(rule).flatMap(capturesUsed).length > 0;
}
