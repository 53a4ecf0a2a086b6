import type { Provenance } from "../predicate/index.ts";
import type { CertificateIdentity } from "../signature/index.ts";
import { asciiLower } from "./fold.ts";
import { shown } from "./shown.ts";

/** Two places that say one thing: the provenance, and the certificate of whoever signed it. */
interface Comparison {
  readonly words: string;
  readonly said: string | undefined;
  readonly certified: string | undefined;
}

/**
 * Where a provenance says something else than the certificate of its signer. What either leaves out contradicts nothing; a
 * certificate is given for a run by somebody whom the policy trusts, and the provenance is that run's own text.
 */
export function contradiction(provenance: Provenance, certificate: CertificateIdentity): string | undefined {
  const found = [
    ...sourceOf(provenance, certificate),
    builderOf(provenance, certificate),
    workflowOf(provenance, certificate),
    invocationOf(provenance, certificate),
  ].find(({ said, certified }) => said !== undefined && certified !== undefined && said !== certified);
  if (found === undefined) return undefined;
  const { words, said = "", certified = "" } = found;
  return `names the ${words} ${shown(said)}, and the certificate of its signer ${shown(certified)}`;
}

function sourceOf({ source }: Provenance, { claims }: CertificateIdentity): readonly Comparison[] {
  return [
    {
      words: "source repository",
      said: folded(source?.repository),
      certified: folded(claims.sourceRepositoryUri),
    },
    { words: "ref", said: source?.ref, certified: claims.sourceRepositoryRef },
    { words: "commit", said: source?.commit, certified: folded(claims.sourceRepositoryDigest) },
  ];
}

/** Repository and file of a workflow on a GitHub. */
const WORKFLOW = /^(https:\/\/[^/]+\/[^/]+\/[^/]+)\/(\.github\/workflows\/[^/@]+)/;
const RUN = /^https:\/\/[^/]+\/[^/]+\/[^/]+\/actions\/runs\//;

/** Of a builder that is a workflow, or a run of one, GitHub's certificate says whether it was that one. */
function builderOf({ builder }: Provenance, { subject, claims }: CertificateIdentity): Comparison {
  if (RUN.test(builder)) return runComparison("builder", builder, claims.runInvocationUri);
  const signer = claims.buildSignerUri ?? (subject.kind === "uri" ? subject.value : undefined);
  const isComparable = WORKFLOW.test(builder) && signer !== undefined && WORKFLOW.test(signer);
  return { words: "builder", said: isComparable ? builder : undefined, certified: signer };
}

/** The workflow that was started, whatever reusable one it calls. */
function workflowOf({ source, workflow }: Provenance, { claims }: CertificateIdentity): Comparison {
  const isComparable = source !== undefined && workflow?.startsWith(".github/workflows/") === true;
  const [, repository, file = ""] = WORKFLOW.exec(claims.buildConfigUri ?? "") ?? [];
  return {
    words: "workflow",
    said: isComparable ? `${asciiLower(source.repository)}/${workflow}` : undefined,
    certified: repository === undefined ? undefined : `${asciiLower(repository)}/${file}`,
  };
}

function invocationOf({ invocation = "" }: Provenance, { claims }: CertificateIdentity): Comparison {
  const certified = claims.runInvocationUri;
  if (RUN.test(invocation)) return runComparison("run", invocation, certified);
  const [, run, attempt = ""] = /^(\d+)-(\d+)$/.exec(invocation) ?? [];
  const [home = ""] = RUN.exec(certified ?? "") ?? [];
  return { words: "run", said: run === undefined ? undefined : `${home}${run}/attempts/${attempt}`, certified };
}

/** Some tools leave out which attempt it was. */
function runComparison(words: string, said: string, certified: string | undefined): Comparison {
  return {
    words,
    said,
    certified: said.includes("/attempts/") ? certified : certified?.replace(/\/attempts\/.*$/, ""),
  };
}

function folded(text: string | undefined): string | undefined {
  return text === undefined ? undefined : asciiLower(text);
}
