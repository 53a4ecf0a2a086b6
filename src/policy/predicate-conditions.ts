import { parseJsonPointer, valueAt } from "../predicate/index.ts";
import { conditionShape } from "./condition-shape.ts";
import { bindText, capturesIn, parseIdentityText } from "./identity-text.ts";
import type { PredicateRule } from "./predicate-rule.ts";
import { quote, type Path, type Report } from "./problems.ts";
import { reported } from "./reported.ts";
import { readShape } from "./shape.ts";
import { shown } from "./shown.ts";
import { capturesOf, fill, parseTemplate, type Captures } from "./template.ts";

type Raw = NonNullable<ReturnType<typeof readShape<typeof conditionShape.schema.shape>>>;
type Scalar = string | number | boolean;

/** One thing that is asked of a value. */
interface Test {
  readonly captures: readonly string[];
  readonly bind: (captures: Captures) => { readonly wanted: string; readonly holds: (value: unknown) => boolean };
}

/** Conditions on the fields of a predicate, all of which have to hold. */
export function conditionsRule(conditions: readonly unknown[], path: Path, report: Report): PredicateRule {
  const rules = conditions.flatMap((value, index) => readCondition(value, [...path, index], report) ?? []);
  return {
    captures: rules.flatMap(({ captures }) => captures),
    bind: (captures) => {
      const checks = rules.map((rule) => rule.bind(captures));
      return (predicate, context) => {
        for (const check of checks) {
          const lack = check(predicate, context);
          if (lack !== undefined) return lack;
        }
        return undefined;
      };
    },
  };
}

function readCondition(value: unknown, path: Path, report: Report): PredicateRule | undefined {
  const raw = readShape(conditionShape, value, path, report);
  if (raw === undefined) return undefined;
  const { at } = raw;
  const pointer = parseJsonPointer(at);
  if (pointer === undefined) {
    const remedy = "Write at: /approved; in a name ~1 is a slash and ~0 a tilde, and nothing else follows a tilde.";
    report([...path, "at"], `${quote(at)} is no JSON pointer.`, remedy);
  }
  const tests = readTests(raw, path, report);
  if (Object.keys(raw).length === 1) {
    const remedy = "Write equals, in, glob, atLeast, atMost, above or below beside at.";
    report(path, "asks nothing of what stands there.", remedy);
  }
  if (pointer === undefined) return undefined;
  return {
    captures: tests.flatMap(({ captures }) => captures.map((capture) => ({ field: "conditions", capture }))),
    bind: (captures) => {
      const bound = tests.map((test) => test.bind(captures));
      return (predicate) => {
        const found = valueAt(predicate, pointer);
        if (found === undefined) return `holds nothing at ${shown(at)}`;
        const failed = bound.find(({ holds }) => !holds(found));
        return failed && `holds ${kindOf(found)} at ${shown(at)}, and ${failed.wanted} is required`;
      };
    },
  };
}

function readTests({ equals, in: list, glob, ...limits }: Raw, path: Path, report: Report): readonly Test[] {
  const at = <T>(key: string, read: () => T) => reported([...path, key], report, read);
  return [
    equals === undefined ? undefined : at("equals", () => oneOf([equals])),
    list === undefined ? undefined : at("in", () => oneOf(list)),
    glob === undefined ? undefined : at("glob", () => matching(glob)),
    limit("at least", limits.atLeast, (value, bound) => value >= bound),
    limit("at most", limits.atMost, (value, bound) => value <= bound),
    limit("above", limits.above, (value, bound) => value > bound),
    limit("below", limits.below, (value, bound) => value < bound),
  ].filter((test) => test !== undefined);
}

/** A value is what it is: the text "true" is not true, nor "5" the number. @throws InvalidIdentity */
function oneOf(values: readonly Scalar[]): Test {
  const templates = values.map((value) => (typeof value === "string" ? parseTemplate(value) : value));
  return {
    captures: templates.flatMap((one) => (typeof one === "object" ? capturesOf(one) : [])),
    bind: (captures) => {
      const wanted = templates.map((one) => (typeof one === "object" ? fill(one, captures).join("") : one));
      return { wanted: wanted.map(scalar).join(" or "), holds: (value) => wanted.includes(value as Scalar) };
    },
  };
}

/** @throws InvalidIdentity */
function matching(glob: string): Test {
  const text = parseIdentityText({ glob });
  return {
    captures: capturesIn(text),
    bind: (captures) => {
      const { wanted, matches } = bindText(text, captures);
      return { wanted, holds: (value) => typeof value === "string" && matches(value) };
    },
  };
}

function limit(
  words: string,
  bound: number | undefined,
  holds: (value: number, bound: number) => boolean,
): Test | undefined {
  if (bound === undefined) return undefined;
  const wanted = `a number ${words} ${bound}`;
  return {
    captures: [],
    bind: () => ({ wanted, holds: (value) => typeof value === "number" && holds(value, bound) }),
  };
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "an object";
  return scalar(value as Scalar);
}

function scalar(value: Scalar): string {
  return typeof value === "string" ? shown(value) : String(value);
}
