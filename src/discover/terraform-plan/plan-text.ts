import { outlineOf } from "../../json/index.ts";

/** Reading so long a plan, of 200,000 resources, takes 10 seconds and 700 MB. */
export const LONGEST_PLAN = 128 * 1024 * 1024;
/** Commas and opening brackets. Plans have one in fifteen characters; a text of nothing else would take several GB. */
const MOST_PARTS = 16 * 1024 * 1024;
/** Modules nest by three levels each, and the values of a resource are read 64 levels deep. */
const DEEPEST = 256;

const SMALLER = "split the configuration, so that each plan is smaller";

/** What something else than a plan begins with, and what to do instead. */
const OTHERS: readonly (readonly [begin: RegExp, why: string])[] = [
  [/^PK\u0003\u0004/, "is a plan in Terraform's own format; write it as JSON: terraform show -json PLAN > plan.json"],
  [
    /^\s*\{\s*"@(?:level|message|module|timestamp)"/,
    "is the log that terraform plan -json writes, not the plan; save the plan with -out=PLAN and write it as JSON: terraform show -json PLAN > plan.json",
  ],
  [
    /^\uFFFD\uFFFD|^[^]\u0000/,
    "is not UTF-8 text, such as PowerShell writes; write it anew: terraform show -json PLAN | Out-File -Encoding utf8 plan.json",
  ],
];

/** The value that the text of a plan stands for, or why there is none. `why` continues a sentence about the file. */
export function parsePlanText(written: string): { readonly value: unknown } | { readonly why: string } {
  const text = written.startsWith("\uFEFF") ? written.slice(1) : written;
  const [, why] = OTHERS.find(([begin]) => begin.test(text.slice(0, 200))) ?? [];
  if (why !== undefined) return { why };
  if (text.length > LONGEST_PLAN) return { why: `has more than ${LONGEST_PLAN} characters; ${SMALLER}` };
  return parseOnce(text);
}

/** Which of two equal names counts nobody can say, and Terraform writes no such thing. */
function parseOnce(text: string): { readonly value: unknown } | { readonly why: string } {
  const { members, exceeded } = outlineOf(text, { depth: DEEPEST, parts: MOST_PARTS });
  if (exceeded === "parts") return { why: `has more than ${MOST_PARTS} values; ${SMALLER}` };
  if (exceeded !== undefined) return { why: `nests deeper than ${DEEPEST} levels, which no plan does` };
  try {
    const value: unknown = JSON.parse(text);
    if (membersIn(value) === members) return { value };
    return {
      why: "lists a member of an object twice, as Terraform never does: write it anew with terraform show -json",
    };
  } catch {
    return { why: "is not valid JSON; write it anew: terraform show -json PLAN > plan.json" };
  }
}

function membersIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  let members = 0;
  if (Array.isArray(value)) {
    for (const element of value) members += membersIn(element);
    return members;
  }
  // All members are the object's own, since JSON.parse made it; lists of them would take several times as long.
  for (const key in value) members += 1 + membersIn((value as Record<string, unknown>)[key]);
  return members;
}
