import { posix } from "node:path";
import { runMakefile } from "./platforms/make.ts";
import { type Pipeline, scriptAt, type Site, type Source } from "./pipeline.ts";
import { type Argument, programOf, startOf } from "./shell/argument.ts";
import type { State } from "./shell/script.ts";

const RUNNERS = new Set(["bash", "sh", "zsh", "ksh", "dash", "source", ".", "pwsh", "exec", "sudo", "time"]);
const SCRIPT = /^[\w./-]+\.(?:sh|bash|zsh|ksh|ps1)$/;
const MAKEFILES = ["GNUmakefile", "makefile", "Makefile"];

/** Follows a script or a Makefile of the same repository that a command runs. */
export function followCall(pipeline: Pipeline, words: readonly Argument[], state: State, site: Site): boolean {
  const program = programOf(words[0]?.text);
  if (program === "make" || program === "gmake") return make(pipeline, words.slice(1), state);
  for (const [index, word] of words.slice(0, 5).entries()) {
    const source = scriptOf(pipeline, word, words[index - 1]?.text, state, site);
    if (source !== undefined) return run(pipeline, source, words.slice(index + 1), state, site);
  }
  return false;
}

function scriptOf(
  pipeline: Pipeline,
  word: Argument,
  before: string | undefined,
  state: State,
  site: Site,
): Source | undefined {
  const path = pathOf(word);
  if (path === undefined || path.startsWith("-") || path.length > 300) return undefined;
  const isRun = before === undefined || RUNNERS.has(programOf(before) ?? "");
  if (!SCRIPT.test(path) && !(isRun && path.includes("/") && /^[\w./-]+$/.test(path))) return undefined;
  const folders = [state.folder, "", posix.dirname(site.source.path)];
  return first(
    pipeline,
    folders.map((folder) => inRepository(folder, path)),
  );
}

/** A path in a variable's folder is seen from the repository: `$GITHUB_WORKSPACE/ci/sign.sh`. */
function pathOf({ text, value: [pieces, ...others] }: Argument): string | undefined {
  if (text !== undefined) return text;
  const [folder, path, ...more] = pieces ?? [];
  const isBelow = others.length === 0 && more.length === 0 && typeof folder !== "string";
  return isBelow && typeof path === "string" && path.startsWith("/") ? path.slice(1) : undefined;
}

function first(pipeline: Pipeline, paths: readonly (string | undefined)[]): Source | undefined {
  for (const path of new Set(paths)) {
    const source = path === undefined ? undefined : pipeline.source(path);
    if (source !== undefined) return source;
  }
  return undefined;
}

/** Undefined where it leads out of the repository. */
export function inRepository(folder: string, path: string): string | undefined {
  if (path.startsWith("/") || folder.startsWith("/")) return undefined;
  const whole = posix.normalize(posix.join(folder, path));
  return whole.startsWith("..") || whole === "." ? undefined : whole;
}

function run(pipeline: Pipeline, source: Source, parameters: readonly Argument[], state: State, site: Site): boolean {
  const { folder } = state;
  const followed = pipeline.enter(() => {
    const { builder } = site.remedies;
    // What a pipeline writes for the digest means nothing in a script.
    const inner: Site = { source, path: "script", remedies: { kind: "shell", ...(builder && { builder }) } };
    pipeline.run(
      inner,
      scriptAt(source.lines.text, "plain"),
      state,
      parameters.map(({ value }) => value),
      1,
    );
  });
  state.folder = folder;
  return followed;
}

function make(pipeline: Pipeline, words: readonly Argument[], state: State): boolean {
  const given = options(words);
  const folder = inRepository(state.folder, given.folder ?? ".") ?? given.folder ?? "";
  const names = given.file === undefined ? MAKEFILES : [given.file];
  const source = first(
    pipeline,
    [folder, given.folder ?? ""].flatMap((one) => names.map((name) => inRepository(one, name))),
  );
  if (source === undefined) return false;
  return pipeline.enter(() => {
    runMakefile(pipeline, source, { targets: given.targets, variables: given.variables, environment: state, folder });
  });
}

function options(words: readonly Argument[]): {
  readonly folder: string | undefined;
  readonly file: string | undefined;
  readonly targets: readonly string[];
  readonly variables: readonly Argument[];
} {
  const after = (...names: readonly string[]) =>
    words[words.findIndex(({ text }) => text !== undefined && names.includes(text)) + 1 || words.length]?.text;
  const folder = after("-C", "--directory");
  const file = after("-f", "--file", "--makefile");
  const variables = words.filter((word) => /^[A-Za-z_]\w*=/.test(startOf(word)));
  const targets = words.flatMap(({ text }) =>
    text !== undefined && /^[\w./-]+$/.test(text) && !text.startsWith("-") && text !== folder && text !== file
      ? [text]
      : [],
  );
  return { folder, file, targets, variables };
}
