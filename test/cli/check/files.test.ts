import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type Console, startConsole } from "../console.ts";
import { pod, type Repository, startRepository } from "./repository.ts";

let terminal: Console;
let repository: Repository;
beforeEach(async () => {
  terminal = await startConsole();
  repository = startRepository({ "k8s/web.yaml": pod("nginx:1.27"), "README.md": "# read me" });
});
afterEach(async () => {
  repository.close();
  await terminal.close();
});

interface Told {
  readonly uses: readonly {
    readonly image: string | null;
    readonly place: { readonly file: string; readonly line: number; readonly column: number };
  }[];
  readonly inputs: {
    readonly read: number;
    readonly formats: readonly string[];
    readonly skipped: readonly { readonly file: string; readonly why: string }[];
  };
}

async function check(
  args: readonly string[],
  options: Parameters<Console["called"]>[1] = {},
): Promise<Told & { code: number; stderr: string }> {
  const { code, stdout, stderr } = await terminal.called(["check", "--format", "json", ...args], {
    cwd: repository.folder,
    ...options,
  });
  return { code, stderr, ...(JSON.parse(stdout === "" ? "{}" : stdout) as Told) };
}

const filesOf = ({ uses }: Told) => [...new Set(uses.map(({ place }) => place.file))].sort();

describe("which files are checked", () => {
  it("those of the folder at hand, each use with its file, line and column", async () => {
    const { code, uses, inputs } = await check([]);
    expect(code).toBe(1);
    expect(uses.map(({ image, place }) => [image, place.file, place.line, place.column])).toEqual([
      ["nginx:1.27", "k8s/web.yaml", 8, 14],
    ]);
    expect(inputs).toEqual({ read: 1, formats: ["Kubernetes"], skipped: [] });
  });

  it("what git ignores is not checked, unless it is tracked all the same", async () => {
    repository.write({ ".gitignore": "out/\n", "out/a.yaml": pod("a:1"), "out/b.yaml": pod("b:1") });
    repository.git("add", "--force", "out/b.yaml");
    expect(filesOf(await check([]))).toEqual(["k8s/web.yaml", "out/b.yaml"]);
  });

  it("what is new and not committed yet is checked", async () => {
    repository.write({
      "new/pod.json": JSON.stringify({ apiVersion: "v1", kind: "Pod", spec: { containers: [{ image: "a:1" }] } }),
    });
    expect(filesOf(await check([]))).toEqual(["k8s/web.yaml", "new/pod.json"]);
  });

  it("an ignored folder that is named is checked as a whole", async () => {
    repository.write({ ".gitignore": "cdk.out/\n", "cdk.out/deep/a.yaml": pod("a:1") });
    expect(filesOf(await check(["cdk.out"]))).toEqual(["cdk.out/deep/a.yaml"]);
  });

  it("a file that is named is checked whatever it is called and whether git ignores it", async () => {
    repository.write({ ".gitignore": "*.txt\n", "pod.txt": pod("a:1") });
    expect(filesOf(await check(["pod.txt"]))).toEqual(["pod.txt"]);
  });

  it("a file that is named twice is checked once", async () => {
    expect((await check(["k8s", "k8s/web.yaml", "."])).uses).toHaveLength(1);
  });

  it("outside of a repository every file is checked but those of git and node_modules", async () => {
    const folder = mkdtempSync(join(tmpdir(), "digestbound-plain-"));
    try {
      repository.git("clone", "--quiet", repository.folder, join(folder, "clone"));
      rmSync(join(folder, "clone", ".git"), { recursive: true });
      const { uses } = await check([folder]);
      expect(uses.map(({ image }) => image)).toEqual(["nginx:1.27"]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("a repository inside the repository is checked by its own .gitignore", async () => {
    const inner = startRepository({ ".gitignore": "skip.yaml\n", "pod.yaml": pod("inner:1") });
    try {
      repository.git("clone", "--quiet", inner.folder, "inner");
      repository.write({ "inner/skip.yaml": pod("skipped:1") });
      expect(filesOf(await check([]))).toEqual(["inner/pod.yaml", "k8s/web.yaml"]);
    } finally {
      inner.close();
    }
  });

  it("a link that leads out of the folder reads nothing, and one inside is followed", async () => {
    const outside = join(terminal.folder, "outside.yaml");
    repository.link("out.yaml", outside);
    repository.write({ "pod.txt": pod("linked:1") });
    repository.link("in.yaml", "pod.txt");
    writeFileSync(outside, pod("outside:1"));
    repository.link("nothing.yaml", "gone.yaml");
    const { uses, inputs } = await check([]);
    expect(uses.map(({ image }) => image).sort()).toEqual(["linked:1", "nginx:1.27"]);
    expect(inputs.skipped).toEqual([
      { file: "nothing.yaml", why: "is a link to nothing that can be read" },
      { file: "out.yaml", why: "is a link that leads out of the folder" },
    ]);
  });

  it("standard input is checked under a name of its own", async () => {
    const { uses } = await check(["-"], { stdin: pod("a:1") });
    expect(uses.map(({ place }) => place.file)).toEqual(["(standard input)"]);
  });

  it("UTF-16 is read as readers of YAML do", async () => {
    const text = Buffer.from(`\uFEFF${pod("wide:1")}`, "utf16le").toString("latin1");
    writeFileSync(join(repository.folder, "wide.yaml"), Buffer.from(text, "latin1"));
    expect((await check([])).uses.map(({ image }) => image)).toContain("wide:1");
  });
});

describe("nothing is passed over without a word (law 3)", () => {
  it("in a hook of git's, which names its repository to whatever it runs", async () => {
    repository.write({ "k8s/web.yaml": pod("evil:1"), "k8s/.gitignore": "web.yaml\n" });
    repository.commit();
    process.env["GIT_DIR"] = `${repository.folder}/.git`;
    try {
      expect((await check(["k8s"])).uses.map(({ image }) => image)).toContain("evil:1");
    } finally {
      delete process.env["GIT_DIR"];
    }
  });

  it("a file whose name is no UTF-8 is rejected, as one that cannot be opened", async () => {
    writeFileSync(
      Buffer.concat([Buffer.from(`${repository.folder}/k8s/evil`), Buffer.from([0xff]), Buffer.from(".yaml")]),
      "",
    );
    const { code, uses } = await check(["k8s"]);
    expect([code, uses.map(({ place }) => place.file)]).toEqual([1, expect.arrayContaining(["k8s/evil\uFFFD.yaml"])]);
  });

  it("where nothing is recognised, that is an error", async () => {
    const { code, stderr } = await check(["README.md"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("--allow-empty")]);
  });

  it("unless that is allowed; what was named and is not known is told", async () => {
    const { code, inputs } = await check(["README.md", "--allow-empty"]);
    expect([code, inputs.skipped]).toEqual([
      0,
      [{ file: "README.md", why: "holds nothing that is known to name images" }],
    ]);
  });

  it("a path that is not there is an error", async () => {
    const { code, stderr } = await check(["k8s", "gone.yaml"]);
    expect([code, stderr]).toEqual([2, "digestbound: there is no file or folder gone.yaml.\n"]);
  });

  it("a manifest that is not valid YAML is rejected", async () => {
    repository.write({ "k8s/broken.yaml": `${pod("a:1")}  - "\n` });
    const { code, uses } = await check(["k8s/broken.yaml"]);
    expect([code, uses.map(({ image, place }) => [image, place.file, place.line])]).toEqual([
      1,
      [[null, "k8s/broken.yaml", 1]],
    ]);
  });

  it("documents beside the manifests are told", async () => {
    repository.write({ "k8s/web.yaml": `${pod("a:1")}---\nimage: b:1\n` });
    expect((await check([])).inputs.skipped).toEqual([
      { file: "k8s/web.yaml", why: "holds documents without apiVersion and kind, which are not read (1)" },
    ]);
  });

  it("a word that an escape spells is found", async () => {
    repository.write({
      "k8s/web.yaml": '"apiV\\u0065rsion": v1\n"k\\u0069nd": Pod\nspec: {containers: [{"im\\u0061ge": "a:1"}]}\n',
    });
    expect((await check([])).uses.map(({ image }) => image)).toEqual(["a:1"]);
  });
});
