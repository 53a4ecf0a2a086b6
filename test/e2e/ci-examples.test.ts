import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { parse, parseAllDocuments } from "yaml";
import { version } from "../../package.json";
import { pod, type Repository, startRepository } from "../cli/check/repository.ts";
import { installLocked, packFolderTo } from "../npm/index.ts";
import { repositoryRoot, runCommand } from "../tools/index.ts";

const TIMEOUT = 480_000;
const root = repositoryRoot();
const PINNED = pod(`registry.example.com/web@sha256:${"a".repeat(64)}`);
const TAG = pod("nginx:1");

let folder: string;
let bin: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "digestbound-examples-"));
  const project = join(folder, "project");
  await installLocked(project, await packFolderTo(join(folder, "package"), root));
  bin = join(folder, "bin");
  mkdirSync(bin);
  for (const [name, target] of [
    ["digestbound", join(project, "node_modules/.bin/digestbound")],
    ["node", process.execPath],
  ] as const)
    symlinkSync(target, join(bin, name));
  // The examples install from npm, where nothing is yet: what they would install is on PATH. That they ask for it is told.
  writeFileSync(join(bin, "npm"), `#!/bin/sh\necho "npm $*"\n`, { mode: 0o755 });
}, TIMEOUT);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

let repository: Repository;
beforeEach(() => {
  repository = startRepository({ "k8s/web.yaml": PINNED });
});
afterEach(() => {
  repository.close();
});

/** The YAML blocks of a page, parsed. */
function examples(page: string): readonly unknown[] {
  const text = readFileSync(join(root, page), "utf8");
  return Array.from(text.matchAll(/^```yaml\n(.*?)^```$/gms), ([, yaml = ""]) => parse(yaml) as unknown);
}

interface Step {
  readonly run?: string;
  readonly script?: string;
}

async function runScript(script: string, env: NodeJS.ProcessEnv = {}, args: readonly string[] = []) {
  return runCommand("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script, "bash", ...args], {
    cwd: repository.folder,
    env: {
      PATH: `${bin}:${process.env["PATH"]}`,
      HOME: folder,
      DIGESTBOUND_CACHE: "off",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_NOSYSTEM: "1",
      ...env,
    },
    timeoutMs: 60_000,
  });
}

/** The same script on digests alone, and then on a tag; both without a policy. */
async function bothWays(script: string, env: NodeJS.ProcessEnv = {}) {
  const good = await runScript(script, env);
  repository.write({ "k8s/web.yaml": TAG });
  const bad = await runScript(script, env);
  expect([good.exitCode, bad.exitCode]).toEqual([0, 1]);
  expect(bad.output).toContain("image-pinned");
  return bad.output;
}

const INSTALLS = `npm install --global --ignore-scripts digestbound@${version}`;

it.each(readdirSync(join(root, "docs/ci")).filter((name) => name.endsWith(".md")))(
  "every example of docs/ci/%s is YAML",
  (name) => {
    expect(() => examples(`docs/ci/${name}`)).not.toThrow();
  },
);

describe("the documented examples", () => {
  it("GitHub Actions, without the Action", async () => {
    const steps = examples("docs/ci/github.md").at(-1) as readonly Step[];
    const output = await bothWays(steps.map(({ run }) => run ?? "").join("\n"));
    expect(output).toContain(INSTALLS);
    expect(output).toMatch(/^::error file=k8s\/web\.yaml,line=8,/m);
  });

  it("GitLab CI, without the template", async () => {
    const { images } = examples("docs/ci/gitlab.md").at(-1) as {
      images: { before_script: string[]; script: string[]; artifacts: { reports: { junit: string } } };
    };
    expect(await bothWays([...images.before_script, ...images.script].join("\n"))).toContain(INSTALLS);
    expect(existsSync(join(repository.folder, images.artifacts.reports.junit))).toBe(true);
  });

  it("Azure Pipelines", async () => {
    const { steps } = examples("docs/ci/azure-devops.md")[0] as { steps: readonly Step[] };
    const script = steps.flatMap(({ script: one }) => one ?? []).join("\n");
    const temporary = (text: string) => text.replaceAll("$(Agent.TempDirectory)", join(folder, "agent"));
    mkdirSync(join(folder, "agent"));
    expect(await bothWays(temporary(script))).toContain(INSTALLS);
    expect(readdirSync(join(folder, "agent"))).toEqual(["digestbound-junit.xml"]);
  });
});

describe("the template for GitLab CI", () => {
  const text = readFileSync(join(root, "templates/digestbound.gitlab-ci.yml"), "utf8");
  const [spec, jobs] = parseAllDocuments(text).map((document) => document.toJS() as unknown) as [
    { readonly spec: { readonly inputs: Record<string, { default?: string; regex?: string }> } },
    {
      readonly digestbound: {
        readonly rules: readonly { readonly if: string }[];
        readonly before_script: readonly string[];
        readonly script: readonly string[];
        readonly artifacts: { readonly paths: string[]; readonly reports: { readonly junit: string } };
      };
    },
  ];
  const { inputs } = spec.spec;
  const filled = (line: string, given: Record<string, string>) =>
    line.replace(/\$\[\[ inputs\.(\w+) \]\]/g, (_, name: string) => given[name] ?? inputs[name]?.default ?? "");
  const scripts = (given: Record<string, string> = {}) =>
    [...jobs.digestbound.before_script, ...jobs.digestbound.script].map((line) => filled(line, given)).join("\n");

  it("uses and documents each input, and fits this version", () => {
    const page = readFileSync(join(root, "docs/ci/gitlab.md"), "utf8");
    for (const name of Object.keys(inputs)) {
      expect(text).toContain(`$[[ inputs.${name} ]]`);
      expect(page).toContain(`| \`${name}\``);
    }
    expect(inputs["version"]?.default).toBe(version);
    expect(inputs["image"]).not.toHaveProperty("default");
  });

  it("runs", async () => {
    const output = await bothWays(scripts(), { DIGESTBOUND_CACHE: join(folder, "gitlab-cache") });
    expect(output).toContain(INSTALLS);
    const { artifacts } = jobs.digestbound;
    for (const file of [...artifacts.paths, artifacts.reports.junit])
      expect(existsSync(join(repository.folder, file))).toBe(true);
  });

  it("takes several paths", async () => {
    repository.write({ "other/tag.yaml": TAG });
    expect((await runScript(scripts({ paths: "k8s" }), { DIGESTBOUND_CACHE: join(folder, "c") })).exitCode).toBe(0);
    expect((await runScript(scripts({ paths: "k8s other" }), { DIGESTBOUND_CACHE: join(folder, "c") })).exitCode).toBe(
      1,
    );
  });

  it("lets no path into the script, and no version that is none", () => {
    expect(new RegExp(inputs["paths"]?.regex ?? "").test("k8s; curl evil")).toBe(false);
    expect(new RegExp(inputs["paths"]?.regex ?? "").test("$(id)")).toBe(false);
    expect(new RegExp(inputs["version"]?.regex ?? "").test("0.1.0 evil")).toBe(false);
  });
});

describe("pre-commit", () => {
  interface Hook {
    readonly id: string;
    readonly name: string;
    readonly language: string;
    readonly entry: string;
    readonly files: string;
    readonly pass_filenames?: boolean;
  }
  const hooks = parse(readFileSync(join(root, ".pre-commit-hooks.yaml"), "utf8")) as readonly Hook[];
  const [hook] = hooks;

  it("is documented as it is", () => {
    const [local] = examples("docs/ci/pre-commit.md") as [
      { repos: { hooks: (Hook & { additional_dependencies: string[] })[] }[] },
    ];
    const documented = local.repos[0]?.hooks[0];
    const { id, name, language, entry, files } = hook ?? {};
    expect(documented).toMatchObject({ id, name, language, entry, files });
    expect(documented?.additional_dependencies).toEqual([`digestbound@${version}`]);
    expect(hooks.map(({ id, language }) => [id, language])).toEqual([
      ["digestbound", "node"],
      ["digestbound-fix", "node"],
    ]);
  });

  it.each([
    ["k8s/web.yaml", true],
    ["a.yml", true],
    ["compose.YAML", true],
    ["Dockerfile", true],
    ["services/api/Dockerfile.prod", true],
    ["Containerfile", true],
    ["api.dockerfile", true],
    ["template.json", true],
    ["docker-bake.hcl", true],
    ["README.md", false],
    ["src/main.ts", false],
  ])("of %s: %s", (name, is) => {
    // Python's regular expressions have this flag at the beginning, JavaScript's do not.
    expect(new RegExp(hook?.files.replace("(?i)", "") ?? "", "i").test(name)).toBe(is);
  });

  /** As pre-commit does: the entry with the names of the files behind it. */
  const committed = (...names: readonly string[]) => runScript(`${hook?.entry ?? ""} "$@"`, {}, names);

  it("passes what is pinned and what is nothing, and stops a tag", async () => {
    repository.write({ "other.yaml": "a: 1\n", "tag.yaml": TAG });
    expect((await committed("k8s/web.yaml", "other.yaml")).exitCode).toBe(0);
    expect((await committed("other.yaml")).exitCode).toBe(0);
    const { exitCode, output } = await committed("k8s/web.yaml", "tag.yaml");
    expect([exitCode, output]).toEqual([1, expect.stringContaining("tag.yaml:8:14")]);
  });
});
