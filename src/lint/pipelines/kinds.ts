/** How a file is read. */
export type Kind =
  "github" | "gitlab" | "azure" | "circleci" | "tekton" | "taskfile" | "other" | "make" | "just" | "shell";

const BY_NAME: readonly (readonly [Kind, RegExp])[] = [
  ["github", /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/],
  ["github", /(?:^|\/)action\.ya?ml$/],
  ["gitlab", /(?:^|\/)[^/]*\.?gitlab-ci[^/]*\.ya?ml$|(?:^|\/)\.gitlab(?:-ci)?\/.*\.ya?ml$/],
  [
    "azure",
    /(?:^|\/)[^/]*azure-pipelines?[^/]*\.ya?ml$|(?:^|\/)\.(?:azure-?pipelines|azuredevops|pipelines|ado)\/.*\.ya?ml$/i,
  ],
  ["circleci", /(?:^|\/)\.circleci\/.*\.ya?ml$/],
  ["taskfile", /(?:^|\/)taskfile(?:\.dist)?\.ya?ml$/i],
  [
    "other",
    /(?:^|\/)(?:bitbucket-pipelines|\.drone|\.travis|cloudbuild[^/]*|buildspec[^/]*|\.woodpecker|\.semaphore\/[^/]+|\.buildkite\/[^/]+|\.woodpecker\/[^/]+)\.ya?ml$/,
  ],
  ["make", /(?:^|\/)(?:GNUmakefile|[Mm]akefile(?:\.[\w-]+)?|[^/]+\.mk)$/],
  ["just", /(?:^|\/)\.?justfile$|\.just$/i],
  ["shell", /\.(?:sh|bash|zsh|ksh|ps1)$/],
];

/** What makes some other YAML file a pipeline or a part of one, where it signs. */
const SIGNS = /\b(?:cosign|notation|oras|syft|binauthz)\b|actions\/attest|slsa-github-generator/;
const BY_SHAPE: readonly (readonly [Kind, RegExp])[] = [
  ["github", /^jobs:[\s\S]*^ +runs-on:/m],
  ["github", /^runs:\s+using:/m],
  ["azure", /^\s*- (?:task|bash|pwsh|script): /m],
  ["circleci", /^\s*- run:/m],
  ["gitlab", /^ +(?:script|before_script|after_script):/m],
];
const TEKTON = /^apiVersion: *["']?tekton\.dev\//m;
const SHEBANG = /^#!.{0,80}\b(?:ba|z|k|da)?sh\b/;
/** Names and shapes are looked for in the beginning of a file alone. */
const LONGEST_HEAD = 64 * 1024;

/** How a file is to be read; undefined where it is no pipeline, nor called by one. */
export function kindOf(path: string, text: string): Kind | undefined {
  const named = BY_NAME.find(([, name]) => name.test(path))?.[0];
  if (named !== undefined) return named;
  const isYaml = /\.ya?ml$/i.test(path);
  if (!isYaml) return SHEBANG.test(text.slice(0, 100)) && !/\.[a-z]{1,4}$/i.test(path) ? "shell" : undefined;
  if (TEKTON.test(text)) return "tekton";
  const head = text.slice(0, LONGEST_HEAD);
  return SIGNS.test(text) ? BY_SHAPE.find(([, shape]) => shape.test(head))?.[0] : undefined;
}
