import { hole, literal, type Value } from "../value.ts";
import type { Layout } from "./steps.ts";

const CALLER = hole("any", "caller");
const UNKNOWN = hole("any", "unknown");
const PLAIN = hole("plain", "unknown");

const set = (words: string): ReadonlySet<string> => new Set(words.split(" "));

/** The last name in `stageDependencies.build.job.outputs['step.DIGEST']`; the shell sees it in upper case. */
function azureName(text: string): string {
  return (/([\w-]+)\W*$/.exec(text.trim().slice(-200))?.[1] ?? text).toUpperCase();
}

function azureTemplate(text: string): Value {
  if (/^(?:Build|System|Agent|Release|Pipeline)\./i.test(text)) return PLAIN;
  return /^parameters\b/.test(text.trim()) ? CALLER : UNKNOWN;
}

/** Results of a task that builds are named by convention, as Tekton Chains reads them. */
function tektonTemplate(text: string): Value {
  const result = /^results[.[]["']?([\w.-]+?)["']?\]?\.path$/.exec(text);
  if (result !== null) return literal(`$results.${result[1] ?? ""}`);
  if (/^(?:tasks|steps)[.[].*results/.test(text)) return /digest/i.test(text) ? hole("digest", "build") : UNKNOWN;
  return /^(?:params|inputs)/.test(text) ? CALLER : text.startsWith("context") ? PLAIN : UNKNOWN;
}

/** Services whose files differ in their keys and templates alone. */
export const LAYOUTS = {
  azure: {
    kind: "azure",
    dialect: "azure",
    scripts: set("script bash pwsh powershell inlineScript"),
    variables: set("variables parameters env"),
    template: azureTemplate,
    variableIn: azureName,
  },
  circleci: {
    kind: "circleci",
    dialect: "circleci",
    scripts: set("run command"),
    variables: set("environment parameters"),
    template: (text) => (text.startsWith("pipeline.") ? PLAIN : CALLER),
    variableIn: (text) => text.replace(/^parameters\./, ""),
  },
  tekton: {
    kind: "tekton",
    dialect: "tekton",
    scripts: set("script"),
    variables: set("env"),
    template: tektonTemplate,
    words: true,
  },
  taskfile: {
    kind: "shell",
    dialect: "braces",
    scripts: set("cmds cmd sh"),
    variables: set("vars env"),
    template: () => UNKNOWN,
    variableIn: (text) => text.replace(/^\./, ""),
  },
  other: {
    kind: "shell",
    dialect: "plain",
    scripts: set("script scripts before_script after_script commands command run cmd cmds"),
    variables: set("variables env environment"),
    template: () => UNKNOWN,
    words: true,
  },
} as const satisfies Readonly<Record<string, Layout>>;
