import { Lack, readProvenance, type Provenance } from "../predicate/index.ts";
import type { attestationShapes } from "./attestation-shapes.ts";
import { githubRef, githubRepositoryText } from "./github-repository.ts";
import { bindText, capturesIn, parseIdentityText, written, type IdentityText, type RawText } from "./identity-text.ts";
import { InvalidIdentity } from "./invalid-identity.ts";
import type { PredicateRule } from "./predicate-rule.ts";
import type { Path, Report } from "./problems.ts";
import { contradiction } from "./provenance-claims.ts";
import { reported } from "./reported.ts";
import type { readShape } from "./shape.ts";
import { shown } from "./shown.ts";
import { uriText } from "./subject.ts";

type Raw = NonNullable<ReturnType<typeof readShape<typeof attestationShapes.provenance.schema.shape>>>;

/** One thing that a provenance has to say. */
interface Asked {
  readonly field: keyof typeof FIELDS;
  readonly text: IdentityText;
}

const GITHUB = "https://github.com";

/** Of each key: how it is read, and where a provenance says it. */
const FIELDS = {
  builder: {
    read: (raw: RawText) => uriText(raw, "Write the URI that stands in the provenance as builder.id."),
    words: "builder",
    said: ({ builder }: Provenance): string | undefined => builder,
  },
  sourceRepository: {
    read: repositoryText,
    words: "source repository",
    said: ({ source }: Provenance) => source?.repository,
  },
  ref: { read: githubRef, words: "ref", said: ({ source }: Provenance) => source?.ref },
  workflow: { read: workflowText, words: "workflow", said: ({ workflow }: Provenance) => workflow },
};

export function provenanceRule(raw: Raw, path: Path, report: Report): PredicateRule {
  const asked = (Object.keys(FIELDS) as (keyof typeof FIELDS)[]).flatMap((field): Asked[] => {
    const value = raw[field];
    if (value === undefined) return [];
    const text = reported([...path, field], report, () => FIELDS[field].read(value));
    return text === undefined ? [] : [{ field, text }];
  });
  return {
    captures: asked.flatMap(({ field, text }) => capturesIn(text).map((capture) => ({ field, capture }))),
    bind: (captures) => {
      const bound = asked.map(({ field, text }) => ({ field, ...bindText(text, captures, isFolded(field, text)) }));
      return (predicate, { predicateType, certificate }) => {
        const read = readProvenance(predicateType, predicate);
        if (read instanceof Lack) return read.words;
        const unmet = bound.find(({ field, matches }) => !matches(FIELDS[field].said(read) ?? ""));
        if (unmet !== undefined) return unmetWords(unmet, FIELDS[unmet.field].said(read));
        return certificate && contradiction(read, certificate);
      };
    },
  };
}

function unmetWords({ field, wanted }: { field: keyof typeof FIELDS; wanted: string }, found: string | undefined) {
  const { words } = FIELDS[field];
  const what = found === undefined ? `names no ${words}` : `names the ${words} ${shown(found)}`;
  return `${what}, and ${wanted} is required`;
}

/** GitHub tells no two repositories apart by letter case. */
function isFolded(field: string, text: IdentityText): boolean {
  return field === "sourceRepository" && written(text).startsWith(`${GITHUB}/`);
}

function repositoryText(raw: RawText): IdentityText {
  const text = typeof raw === "string" ? raw : raw.glob;
  if (text.startsWith(`${GITHUB}/`)) return githubRepositoryText(raw, GITHUB);
  return uriText(raw, "Write sourceRepository: https://gitlab.com/acme/web.");
}

function workflowText(raw: RawText): IdentityText {
  const text = parseIdentityText(raw);
  if (/^\.github\/workflows\/[^/@]+\.ya?ml$/.test(written(text))) return text;
  const remedy = "Write .github/workflows/release.yml; its ref is the source's, and builder names a reusable workflow.";
  throw new InvalidIdentity("is no path of a workflow in the source repository.", remedy);
}
