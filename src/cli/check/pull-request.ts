/** Where build services say into which branch a pull request goes, and how a clone of theirs calls that branch. */
const VARIABLES: readonly (readonly [name: string, refOf: (value: string) => string])[] = [
  ["GITHUB_BASE_REF", remote],
  ["CI_MERGE_REQUEST_TARGET_BRANCH_NAME", remote],
  ["SYSTEM_PULLREQUEST_TARGETBRANCH", remote],
  ["BITBUCKET_PR_DESTINATION_BRANCH", remote],
  ["BUILDKITE_PULL_REQUEST_BASE_BRANCH", remote],
  ["CHANGE_TARGET", remote],
];

/** Azure writes `refs/heads/main` or `main`. */
function remote(branch: string): string {
  return `origin/${branch.replace(/^refs\/heads\//, "")}`;
}

/** The ref of the branch that a pull request goes into, as the build service at hand says; undefined where this is none. */
export function pullRequestBase(env: NodeJS.ProcessEnv): string | undefined {
  for (const [name, refOf] of VARIABLES) {
    const value = env[name];
    if (value !== undefined && value !== "") return refOf(value);
  }
  return undefined;
}
