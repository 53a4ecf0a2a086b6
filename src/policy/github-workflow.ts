import type { BoundCondition, Condition } from "./condition.ts";
import { asciiLower } from "./fold.ts";
import { checkOwner, checkRef, isRepository } from "./github-repository.ts";
import {
  bindText,
  capturesIn,
  parseIdentityText,
  written,
  type BoundText,
  type IdentityText,
  type RawText,
} from "./identity-text.ts";
import { InvalidIdentity } from "./invalid-identity.ts";
import { shown } from "./shown.ts";
import type { CertificateIdentity } from "../signature/index.ts";
import type { Captures } from "./template.ts";

const FOLDER = ".github/workflows/";
const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** Which workflow signs: one of the source repository's own, or a reusable one that names its repository and its ref. */
interface Workflow {
  /** `owner/repository`; absent for one of the source repository's own. */
  readonly repository?: IdentityText;
  readonly file: IdentityText;
  readonly ref?: IdentityText;
}

/**
 * `workflow` of GitHub Actions: the subject of the certificate, which is the workflow whose job signs. Where that is a reusable
 * workflow the subject names another repository than the source.
 * @param sourceRef the source's `ref`: a workflow of the source repository without a ref of its own must come from it, too
 * @throws InvalidIdentity
 */
export function githubWorkflow(raw: RawText, home: string, sourceRef: IdentityText | undefined): Condition {
  const whole = parseIdentityText(raw);
  const workflow = parseWorkflow(written(whole));
  return {
    field: "workflow",
    captures: capturesIn(whole),
    bind: (captures) => {
      const at = workflow.ref === undefined && sourceRef !== undefined ? bindText(sourceRef, captures) : undefined;
      const { wanted } = bindText(whole, captures);
      return bindWorkflow(workflow, wordsFor(wanted, workflow, at), home, captures, at);
    },
  };
}

/** Where the document names no workflow, the subject still has to be one. */
export function anyGithubWorkflow(home: string): Condition {
  const bound: BoundCondition = {
    field: "workflow",
    wanted: `any on ${home}`,
    found: ({ subject }) => shown(subject.value),
    holds: (identity) => signingWorkflow(identity, home) !== undefined,
  };
  return { field: "workflow", captures: [], bind: () => bound };
}

function parseWorkflow(text: string): Workflow {
  const at = text.indexOf(FOLDER);
  const remedy =
    "Write .github/workflows/release.yml for a workflow of the source repository, or a reusable one as " +
    "owner/repository/.github/workflows/sign.yml@refs/tags/v1.";
  if (at === -1) throw new InvalidIdentity("is no path of a workflow.", remedy);
  const [file = "", ...refs] = text.slice(at + FOLDER.length).split("@");
  if (!/^[^/]+\.ya?ml$/.test(file))
    throw new InvalidIdentity("names no workflow file that ends in .yml or .yaml.", remedy);
  const repository = at === 0 ? undefined : parseRepository(text.slice(0, at), remedy);
  const ref = refs.length === 0 ? undefined : parseRef(refs.join("@"));
  if (repository !== undefined && ref === undefined) {
    const why = "Whoever can name a commit of a fork would choose the workflow's text; write @refs/tags/v1 behind it.";
    throw new InvalidIdentity("is a reusable workflow without the ref that it must come from.", why);
  }
  return {
    file: part(file),
    ...(repository !== undefined && { repository }),
    ...(ref !== undefined && { ref }),
  };
}

function parseRepository(text: string, remedy: string): IdentityText {
  const [owner = "", repository = "", end, ...others] = text.split("/");
  if (text.includes("://") || text.startsWith("/") || end !== "" || others.length > 0 || !isRepository(repository)) {
    throw new InvalidIdentity("does not begin with owner/repository/ or .github/workflows/.", remedy);
  }
  checkOwner(owner);
  if (repository.includes("*")) {
    throw new InvalidIdentity("leaves the repository of the reusable workflow open.", "Write its whole name.");
  }
  return parseIdentityText(`${owner}/${repository}`);
}

function parseRef(text: string): IdentityText {
  const ref = part(text);
  if (!COMMIT.test(text)) checkRef(ref);
  return ref;
}

/** Of a glob each part that holds a wildcard is one by itself. */
function part(text: string): IdentityText {
  return parseIdentityText(text.includes("*") ? { glob: text } : text);
}

function bindWorkflow(
  workflow: Workflow,
  wanted: string,
  home: string,
  captures: Captures,
  at: BoundText | undefined,
): BoundCondition {
  const repository = workflow.repository && bindText(workflow.repository, captures, true);
  const file = bindText(workflow.file, captures);
  const ref = workflow.ref === undefined ? at : bindText(workflow.ref, captures);
  return {
    field: "workflow",
    wanted,
    found: ({ subject }) => shown(subject.value),
    holds: (identity) => {
      const found = signingWorkflow(identity, home);
      if (found === undefined || !file.matches(found.file) || ref?.matches(found.ref) === false) return false;
      return repository?.matches(found.repository) ?? isSource(found.repository, identity, home);
    },
  };
}

function wordsFor(wanted: string, { repository }: Workflow, at: BoundText | undefined): string {
  if (repository !== undefined) return wanted;
  return `${wanted} of the source repository itself${at === undefined ? "" : ` at ${at.wanted}`}`;
}

function isSource(repository: string, { claims }: CertificateIdentity, home: string): boolean {
  return asciiLower(`${home}/${repository}`) === asciiLower(claims.sourceRepositoryUri ?? "");
}

const MAX_SUBJECT = 2048;
/** A file's name holds no slash, so the first `@refs/` ends it, whatever at signs the ref itself holds. */
const SUBJECT = /^([^/]+\/[^/]+)\/\.github\/workflows\/([^/]+)@(refs\/.+|[0-9a-f]{40}|[0-9a-f]{64})$/;

function signingWorkflow({ subject }: CertificateIdentity, home: string) {
  if (subject.kind !== "uri" || subject.value.length > MAX_SUBJECT) return undefined;
  if (!/^[ -~]+$/.test(subject.value) || !subject.value.startsWith(`${home}/`)) return undefined;
  const [, repository = "", file = "", ref = ""] = SUBJECT.exec(subject.value.slice(home.length + 1)) ?? [];
  return repository === "" ? undefined : { repository, file, ref };
}
