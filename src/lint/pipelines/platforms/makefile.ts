import type { Script } from "../shell/script.ts";

export interface MakeVariable {
  readonly text: string;
  readonly start: number;
  /** `?=`: what the environment says comes first. */
  readonly isDefault: boolean;
}

export interface Target {
  readonly needs: readonly string[];
  /** Every line in a shell of its own, as make runs them. */
  readonly recipe: readonly Script[];
  readonly variables: ReadonlyMap<string, MakeVariable>;
}

export interface Makefile {
  readonly variables: ReadonlyMap<string, MakeVariable>;
  readonly targets: ReadonlyMap<string, Target>;
}

const ASSIGNMENT = /^ *(?:export +|override +)*([\w.-]+)\s*(\?|:{1,3}|\+|!)?=[ \t]*/;
const MOST_TARGETS = 2000;

interface Open {
  needs: string[];
  recipe: Script[];
  variables: Map<string, MakeVariable>;
}

/** Conditions are not followed: what both branches say counts, the last assignment first. */
export function readMakefile(text: string): Makefile {
  const variables = new Map<string, MakeVariable>();
  const targets = new Map<string, Open>();
  let current: readonly Open[] = [];
  for (const line of logicalLines(text)) {
    if (line.text.startsWith("\t")) {
      for (const target of current) target.recipe.push(recipeLine(text, line));
      continue;
    }
    const assignment = ASSIGNMENT.exec(line.text);
    if (assignment !== null) assign(variables, line, assignment);
    else current = begun(targets, line) ?? current;
  }
  return { variables, targets };
}

interface Line {
  readonly text: string;
  readonly start: number;
}

/** Lines with those that they go on in. */
function logicalLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (let from = 0; start < text.length;) {
    const found = text.indexOf("\n", from);
    const end = found < 0 ? text.length : found;
    from = end + 1;
    if (found >= 0 && /\\\r?$/.test(text.slice(Math.max(start, end - 2), end))) continue;
    lines.push({ text: text.slice(start, end), start });
    start = from;
  }
  return lines;
}

function assign(variables: Map<string, MakeVariable>, line: Line, found: RegExpExecArray): void {
  const [all, name = "", operator] = found;
  const text = line.text.slice(all.length).split(" #", 1)[0]?.trimEnd() ?? "";
  const before = variables.get(name);
  if (operator === "+" && before !== undefined) {
    const joined = `${before.text} ${text}`.slice(0, 4096);
    variables.set(name, { ...before, text: joined });
  } else if (operator !== "?" || before === undefined) {
    const value = operator === "!" ? `$(shell ${text})` : text;
    variables.set(name, { text: value, start: line.start + all.length, isDefault: operator === "?" });
  }
}

/** `name: needed`; undefined where the line begins no target. */
function begun(targets: Map<string, Open>, line: Line): readonly Open[] | undefined {
  const colon = line.text.indexOf(":");
  const names = line.text.slice(0, colon);
  if (colon < 1 || /[#=]/.test(names)) return undefined;
  const needs = line.text.slice(colon + 1).replace(/^:/, "");
  return names
    .trim()
    .split(/\s+/)
    .slice(0, 20)
    .flatMap((name) => open(targets, name, { text: needs, start: line.start + line.text.length - needs.length }));
}

function open(targets: Map<string, Open>, name: string, needs: Line): readonly Open[] {
  const target = targets.get(name) ?? { needs: [], recipe: [], variables: new Map<string, MakeVariable>() };
  if (!targets.has(name) && targets.size >= MOST_TARGETS) return [];
  targets.set(name, target);
  const own = ASSIGNMENT.exec(needs.text);
  if (own !== null) assign(target.variables, needs, own);
  else
    target.needs.push(
      ...(needs.text.split("#", 1)[0] ?? "")
        .split(/[\s|;]+/)
        .filter((need) => need !== "")
        .slice(0, 100),
    );
  return [target];
}

/** Without the tab and the signs that are make's own. */
function recipeLine(text: string, line: Line): Script {
  const prefix = /^\t\s*[@+-]*\s*/.exec(line.text)?.[0].length ?? 0;
  const start = line.start + prefix;
  return { text: text.slice(start, line.start + line.text.length), dialect: "make", offset: (at) => start + at };
}
