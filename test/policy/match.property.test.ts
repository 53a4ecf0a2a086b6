import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { matchImage, readPolicyObject, type PolicyDocument } from "../../src/policy/index.ts";
import { patternMatches, patternsOverlap } from "../../src/policy/match.ts";
import { parseMatchPattern } from "../../src/policy/match-pattern.ts";
import { patterns, repositories } from "./arbitrary.ts";
import { repositoryOf } from "./repository.ts";
import { problemsOf } from "./workspace.ts";

const matches = (pattern: string, repository: string) =>
  patternMatches(parseMatchPattern(pattern), repositoryOf(repository));

/** The same meaning as a regular expression over the whole text: a second opinion, written another way. */
function oracle(pattern: string): RegExp {
  const [host = "", ...path] = pattern.split("/");
  const source = path.map((part) => (part === "**" ? ".+" : escaped(part).replace(/\\\*|\\\{.*?\\\}/, "[^/]+")));
  return new RegExp(`^${[escaped(host).replaceAll("\\*", "[^./:]+"), ...source].join("/")}$`);
}

function escaped(text: string): string {
  return text.replace(/[.*{}]/g, "\\$&");
}

function documentWith(rules: readonly string[]): PolicyDocument {
  const images = rules.map((match) => ({ match, signature: "not-required", because: `covered by ${match}` }));
  return readPolicyObject({ version: 1, images }, "/", "test");
}

/** A document out of these patterns, leaving out each that ties with an earlier one. */
function withoutTies(rules: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const rule of rules) {
    if (problemsOf(() => documentWith([...kept, rule])).length === 0) kept.push(rule);
  }
  return kept;
}

const decided = (rules: readonly string[], repository: string) =>
  rules.length === 0 ? undefined : matchImage(documentWith(rules), repositoryOf(repository))?.match.text;

const lists = fc.array(patterns, { minLength: 1, maxLength: 6 });

describe("matching, whatever the pattern", () => {
  it("agrees with a regular expression that means the same", () => {
    fc.assert(
      fc.property(patterns, repositories, (pattern, repository) => {
        expect(matches(pattern, repository)).toBe(oracle(pattern).test(repository));
      }),
      { numRuns: 3000 },
    );
  });

  it("never lets * or {name} cross a slash, nor ** the host", () => {
    fc.assert(
      fc.property(patterns, repositories, (pattern, repository) => {
        if (!matches(pattern, repository)) return;
        const [, ...path] = pattern.split("/");
        const [, ...components] = repository.split("/");
        if (path.at(-1) === "**") expect(components.length).toBeGreaterThanOrEqual(path.length);
        else expect(components).toHaveLength(path.length);
        expect(oracle(pattern.split("/")[0] ?? "").test(repository.split("/")[0] ?? "")).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("never covers a name that holds the covered one as a part", () => {
    fc.assert(
      fc.property(patterns, repositories, (pattern, repository) => {
        if (!matches(pattern, repository)) return;
        expect(matches(pattern, `attacker.com/${repository.replace(":", "-")}`)).toBe(false);
        const [host = "", ...path] = repository.split("/");
        expect(matches(pattern, [host.replace(/(:\d+)?$/, ".attacker.com$1"), ...path].join("/"))).toBe(false);
        expect(matches(pattern, [`attacker-${host}`, ...path].join("/")) && !pattern.startsWith("*")).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it("finds every two patterns that share a repository", () => {
    fc.assert(
      fc.property(patterns, patterns, repositories, (a, b, repository) => {
        if (!matches(a, repository) || !matches(b, repository)) return;
        expect(patternsOverlap(parseMatchPattern(a), parseMatchPattern(b))).toBe(true);
        expect(patternsOverlap(parseMatchPattern(b), parseMatchPattern(a))).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});

describe("the rule that decides, whatever the rules", () => {
  it("is never undecided in a document that loads, and covers the image", () => {
    fc.assert(
      fc.property(lists, repositories, (list, repository) => {
        const rules = withoutTies(list);
        const text = decided(rules, repository);
        const fitting = rules.filter((rule) => matches(rule, repository));
        if (text === undefined) expect(fitting).toEqual([]);
        else expect(fitting).toContain(text);
      }),
      { numRuns: 300 },
    );
  });

  it("does not depend on the order of the rules", () => {
    fc.assert(
      fc.property(lists, repositories, (list, repository) => {
        const rules = withoutTies(list);
        expect(decided(rules.toReversed(), repository)).toBe(decided(rules, repository));
      }),
      { numRuns: 300 },
    );
  });

  it("stays the same for every image that an added rule does not match", () => {
    fc.assert(
      fc.property(lists, patterns, repositories, (list, added, repository) => {
        const rules = withoutTies([...list, added]);
        if (matches(added, repository) || rules.at(-1) !== added) return;
        expect(decided(rules, repository)).toBe(decided(rules.slice(0, -1), repository));
      }),
      { numRuns: 300 },
    );
  });

  it("is the rule for that very repository, wherever there is one", () => {
    fc.assert(
      fc.property(lists, repositories, (list, repository) => {
        const rules = withoutTies([repository, ...list]);
        expect(decided(rules, repository)).toBe(repository);
      }),
      { numRuns: 300 },
    );
  });
});
