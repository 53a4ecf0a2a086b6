import type { LintCheck, LintInput, Remark } from "./check.ts";
import { openRefs, type OpenRefs } from "./open-refs.ts";
import { writtenSigners } from "./written-signers.ts";

const REMEDY = "Write ref: refs/heads/main, or ref: { glob: refs/tags/v* }, with what you release from.";

function signersOpenTo(refs: OpenRefs, message: string) {
  return (input: LintInput): readonly Remark[] =>
    writtenSigners(input)
      .filter((signer) => openRefs(signer, input) === refs)
      .map(({ path, cosign }) => ({
        path: cosign["ref"] === undefined ? path : [...path, "ref"],
        message,
        remedy: REMEDY,
      }));
}

export const anyPullRequest: LintCheck = {
  id: "any-pull-request",
  severity: "error",
  finds:
    "an identity on GitHub Actions that a pull request's build has, too: without `ref`, or with `refs/pull/…`. A `ref` that every rule of the signer asks of a provenance is as good",
  why: "Code that nobody has reviewed would sign with the identity that you trust.",
  find: signersOpenTo("pull-request", "allows pull requests: what nobody has reviewed signs as well."),
};

export const anyBranch: LintCheck = {
  id: "any-branch",
  severity: "warning",
  finds:
    "an identity that every branch has: `ref: { glob: refs/heads/* }`, or no `ref` where `trigger` or `environment` keeps pull requests out",
  why: "Whoever can push a branch can change the workflow in it and sign.",
  find: signersOpenTo("branch", "allows any branch: whoever can push one signs as well."),
};
