import { pipelineFindings, type PipelineFinding } from "../../../src/lint/index.ts";

export type Files = Readonly<Record<string, string>>;

/** What is found in the first of some files; the others are there to be called. */
export function findingsIn(files: Files): readonly PipelineFinding[] {
  const [path = ""] = Object.keys(files);
  const found = pipelineFindings({ path, text: files[path] ?? "" }, (name) =>
    Object.hasOwn(files, name) ? files[name] : undefined,
  );
  if ("why" in found) throw new Error(found.why);
  return found;
}

/** Each finding as its reason and what it points at in its file. */
export function told(files: Files): readonly string[] {
  return findingsIn(files).map(({ reason, file, line, column, endColumn }) => {
    const text = files[file]?.split("\n")[line - 1] ?? "";
    return `${reason} ${text.slice(column - 1, endColumn === undefined ? undefined : endColumn - 1)}`;
  });
}

export const shell = (text: string): Files => ({ "sign.sh": text });

/** A workflow whose one job has these steps, indented as they stand here. */
export function workflow(steps: string, rest = ""): Files {
  const indented = steps
    .trim()
    .split("\n")
    .map((line) => (line === "" ? line : `      ${line}`))
    .join("\n");
  const text = `on: push\n${rest}jobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n${indented}\n`;
  return { ".github/workflows/release.yml": text };
}

export const BUILD = `- id: build
  uses: docker/build-push-action@v6
  with: { push: true, tags: ghcr.io/acme/web:1.4 }
`;
