import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { legacySignature, pushImage } from "../../fixtures/index.ts";
import { type Console, startConsole } from "../console.ts";
import { pod, type Repository, startRepository } from "./repository.ts";

let terminal: Console;
let repository: Repository;
let host: string;
let signed: string;
let unsigned: string;
beforeEach(async () => {
  terminal = await startConsole();
  const { registry, trusted } = terminal.setting;
  ({ host } = registry);
  const web = pushImage(registry, "team/web", "1.0", { text: "web" });
  legacySignature(registry, "team/web", web.digest, { keyPair: trusted });
  const evil = pushImage(registry, "team/evil", "1.0", { text: "evil" });
  signed = `${host}/team/web@${web.digest}`;
  unsigned = `${host}/team/evil@${evil.digest}`;
  repository = startRepository({
    "digestbound.yaml": policy(),
    "keys/release.pub": trusted.publicKeyPem,
    "k8s/old.yaml": pod("nginx:1.27"),
  });
  repository.git("checkout", "--quiet", "-b", "change");
});
afterEach(async () => {
  repository.close();
  await terminal.close();
});

/** By which everything under `team` has to be signed with the key in the repository. */
function policy(more: object = {}): string {
  return JSON.stringify({
    version: 1,
    signers: { release: { cosign: { key: "keys/release.pub", transparencyLog: "not-required" } } },
    images: [{ match: `${host}/team/*`, signedBy: ["release"] }],
    registries: [{ host, plainHttp: true }],
    ...more,
  });
}

const unsignedIsFine = () =>
  policy({ images: [{ match: `${host}/team/*`, signature: "not-required", because: "just trust me" }] });

interface Told {
  readonly policy: { readonly source: string } | null;
  readonly uses: readonly { readonly image: string; readonly verdict: string }[];
  readonly findings: readonly {
    readonly rule: string;
    readonly message: string;
    readonly place?: { readonly file: string };
  }[];
}

async function check(
  args: readonly string[] = ["--changed-since", "main"],
  env: NodeJS.ProcessEnv = {},
  cwd = repository.folder,
) {
  const { code, stdout, stderr } = await terminal.called(["check", "--format", "json", ...args], { cwd, env });
  return { code, stderr, ...(JSON.parse(stdout === "" ? "{}" : stdout) as Told) };
}

const verdicts = ({ uses }: Told) => uses.map(({ image, verdict }) => [image, verdict]);
const changedFiles = ({ findings }: Told) =>
  findings.filter(({ rule }) => rule === "policy-changed").map(({ place }) => place?.file);

describe("only what a change touches is checked", () => {
  it("what is committed, staged, only written, or new", async () => {
    repository.write({ "a.yaml": pod(`${host}/a:1`) });
    repository.commit();
    repository.write({ "b.yaml": pod(`${host}/b:1`), "c.yaml": pod(`${host}/c:1`) });
    repository.git("add", "b.yaml");
    expect((await check()).uses.map(({ image }) => image)).toEqual(["a", "b", "c"].map((name) => `${host}/${name}:1`));
  });

  it("a change without images passes", async () => {
    repository.write({ "README.md": "# read me" });
    expect(await check()).toMatchObject({ code: 0, uses: [] });
  });

  it("what went into the base meanwhile is no part of the change", async () => {
    repository.write({ "a.yaml": pod(signed) });
    repository.commit();
    repository.git("checkout", "--quiet", "main");
    repository.write({ "k8s/old.yaml": pod("nginx:1.28") });
    repository.commit();
    repository.git("checkout", "--quiet", "change");
    expect(verdicts(await check())).toEqual([[signed, "accepted"]]);
  });

  it("a submodule is a change, also where the change says that git may ignore it", async () => {
    const inner = startRepository({ "pod.yaml": pod("a:1") });
    const add = [
      "-c",
      "protocol.file.allow=always",
      "submodule",
      "--quiet",
      "add",
      "--name",
      "lib",
      inner.folder,
      "lib",
    ];
    repository.git("checkout", "--quiet", "-B", "main");
    repository.git(...add);
    repository.commit();
    repository.git("checkout", "--quiet", "-B", "change");
    const lib = { ...inner, folder: join(repository.folder, "lib") };
    writeFileSync(join(lib.folder, "pod.yaml"), pod("evil:1"));
    repository.git("-C", "lib", "commit", "--quiet", "--all", "--message=evil");
    repository.git("config", "--file", ".gitmodules", "submodule.lib.ignore", "all");
    repository.git("add", "--all", "--force", "lib", ".gitmodules");
    repository.git("commit", "--quiet", "--message=change");
    inner.close();
    expect((await check()).uses.map(({ image }) => image)).toEqual(["evil:1"]);
  });

  it("a link is a change, also where what it leads to is none", async () => {
    repository.link("new.yaml", "k8s/old.yaml");
    expect((await check()).uses.map(({ image }) => image)).toEqual(["nginx:1.27"]);
  });

  it("standard input is checked whole", async () => {
    const { stdout } = await terminal.called(["check", "--changed-since", "main", "--format", "json", "-"], {
      cwd: repository.folder,
      stdin: pod(signed),
    });
    expect(verdicts(JSON.parse(stdout) as Told)).toEqual([[signed, "accepted"]]);
  });

  it.each(["nowhere", "--upload-pack=x", "HEAD:README.md"])("a base that is none is an error: %s", async (ref) => {
    const { code, stderr } = await check([`--changed-since=${ref}`]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("git fetch origin")]);
  });

  it("outside of a repository that is an error", async () => {
    const { code, stderr } = await check(["--changed-since", "main"], {}, terminal.folder);
    expect([code, stderr]).toEqual([2, expect.stringContaining("no folder of a repository")]);
  });
});

describe("who is judged does not write the law (law 8)", () => {
  beforeEach(() => {
    repository.write({ "evil.yaml": pod(unsigned) });
  });

  it("the document of the base counts, and the change to it is told", async () => {
    repository.write({ "digestbound.yaml": unsignedIsFine() });
    repository.commit();
    const told = await check();
    expect([told.code, verdicts(told), changedFiles(told)]).toEqual([
      1,
      [[unsigned, "rejected"]],
      ["digestbound.yaml"],
    ]);
    expect(told.policy?.source).toBe("digestbound.yaml of main");
  });

  it("and so do its keys", async () => {
    const { registry, stranger } = terminal.setting;
    legacySignature(registry, "team/evil", unsigned.slice(unsigned.indexOf("@") + 1), { keyPair: stranger });
    repository.write({ "keys/release.pub": stranger.publicKeyPem });
    const told = await check();
    expect([told.code, verdicts(told), changedFiles(told)]).toEqual([
      1,
      [[unsigned, "rejected"]],
      ["keys/release.pub"],
    ]);
  });

  it("and its exemptions, in files that it extends", async () => {
    repository.remove("evil.yaml");
    repository.git("checkout", "--quiet", "main");
    repository.write({
      "digestbound.yaml": policy({ extends: "policy/exemptions.yaml" }),
      "policy/exemptions.yaml": "version: 1\n",
    });
    repository.commit();
    repository.git("checkout", "--quiet", "change");
    repository.git("rebase", "--quiet", "main");
    repository.write({ "evil.yaml": pod(unsigned) });
    const exemption = {
      image: unsigned.split("@")[0],
      rule: "image-signed",
      because: "I say so",
      owner: "me",
      until: "2999-01-01",
    };
    repository.write({ "policy/exemptions.yaml": JSON.stringify({ version: 1, exemptions: [exemption] }) });
    const told = await check();
    expect([told.code, verdicts(told), changedFiles(told)]).toEqual([
      1,
      [[unsigned, "rejected"]],
      ["policy/exemptions.yaml"],
    ]);
  });

  it.each([
    ["one that is nearer", "k8s/digestbound.yaml"],
    ["one under the folder of the check", "digestbound.yaml"],
  ])("a new document counts for nothing: %s", async (_, path) => {
    if (path === "digestbound.yaml") {
      repository.git("checkout", "--quiet", "main");
      repository.git("rm", "--quiet", "digestbound.yaml");
      repository.commit();
      repository.git("checkout", "--quiet", "-B", "change");
    }
    repository.write({ [path]: unsignedIsFine(), "k8s/evil.yaml": pod(`${host}/team/evil:1.0`) });
    const told = await check(["--changed-since", "main", "evil.yaml"], {}, join(repository.folder, "k8s"));
    expect([told.code, told.uses.map(({ verdict }) => verdict)]).toEqual([1, ["rejected"]]);
    expect(changedFiles(told)).toHaveLength(1);
  });

  it("a document that was removed still counts", async () => {
    repository.remove("digestbound.yaml");
    const told = await check();
    expect([told.code, verdicts(told), changedFiles(told)]).toEqual([
      1,
      [[unsigned, "rejected"]],
      ["digestbound.yaml"],
    ]);
  });

  it("--policy names a file of the base, where it lies in the repository", async () => {
    repository.write({ "digestbound.yaml": unsignedIsFine(), "other.yaml": unsignedIsFine() });
    const named = await check(["--changed-since", "main", "--policy", "digestbound.yaml"]);
    expect([named.code, verdicts(named)]).toEqual([1, [[unsigned, "rejected"]]]);
    const other = await check(["--changed-since", "main", "--policy", "other.yaml"]);
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining("other.yaml is no file in main")]);
  });

  it("and no link that the change made leads from there to another file of the base", async () => {
    repository.git("checkout", "--quiet", "-B", "main");
    repository.write({
      "policy/strict.yaml": policy().replace("keys/", "../keys/"),
      "demo/strict.yaml": unsignedIsFine(),
    });
    repository.commit();
    repository.git("checkout", "--quiet", "-B", "change");
    repository.remove("policy/strict.yaml");
    repository.link("policy/strict.yaml", "../demo/strict.yaml");
    repository.write({ "new.yaml": pod(unsigned) });
    const file = await check(["--changed-since", "main", "--policy", "policy/strict.yaml", "new.yaml"]);
    repository.remove("policy");
    repository.link("policy", "demo");
    const folder = await check(["--changed-since", "main", "--policy", "policy/strict.yaml", "new.yaml"]);
    for (const told of [file, folder])
      expect([told.code, changedFiles(told)]).toEqual([1, expect.arrayContaining(["policy/strict.yaml"])]);
  });

  it("and is read as it is where it lies elsewhere, since no change of the repository reaches it", async () => {
    const file = join(terminal.folder, "elsewhere.yaml");
    writeFileSync(file, unsignedIsFine().replace("keys/release.pub", join(repository.folder, "keys/release.pub")));
    expect(verdicts(await check(["--changed-since", "main", "--policy", file]))).toEqual([[unsigned, "accepted"]]);
  });

  it("a document that is a link is refused, as what it leads to may be anything", async () => {
    repository.git("checkout", "--quiet", "-B", "main");
    repository.remove("digestbound.yaml");
    repository.write({ "real.yaml": policy() });
    repository.link("digestbound.yaml", "real.yaml");
    repository.commit();
    const { code, stderr } = await check();
    expect([code, stderr]).toEqual([2, expect.stringContaining("digestbound.yaml is a link in main")]);
  });

  it("a document of the base that is not valid is an error that names base and file, and no path of this machine", async () => {
    repository.git("checkout", "--quiet", "-B", "main");
    repository.write({ "digestbound.yaml": "version: 2\n" });
    repository.commit();
    const { code, stderr } = await check();
    expect([code, stderr]).toEqual([2, expect.stringContaining("the policy of main cannot be used: digestbound.yaml")]);
    expect(stderr).not.toContain("/tmp");
  });

  it("what is told of a policy that stays as it is: nothing", async () => {
    const told = await check();
    expect([told.code, changedFiles(told)]).toEqual([1, []]);
  });
});

describe("which commit the base is, the change does not say (law 8)", () => {
  beforeEach(() => {
    repository.git("update-ref", "refs/remotes/origin/main", "main");
    repository.write({ "digestbound.yaml": unsignedIsFine(), "evil.yaml": pod(unsigned) });
    repository.commit();
  });

  it("a tag that is called as the base's branch in the clone is not that branch", async () => {
    repository.git("tag", "origin/main", "change");
    const told = await check([], { GITHUB_BASE_REF: "main" });
    expect([told.code, changedFiles(told)]).toEqual([1, ["digestbound.yaml"]]);
  });

  it("a name that is a tag's and a branch's is refused", async () => {
    repository.git("tag", "origin/main", "change");
    const { code, stderr } = await check(["--changed-since", "origin/main"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("origin/main is the name of several commits here")]);
    expect((await check(["--changed-since", "refs/remotes/origin/main"])).code).toBe(1);
  });

  it("where the histories met more than once, what differs from the base itself counts", async () => {
    repository.git("checkout", "--quiet", "-b", "left", "main");
    repository.git("commit", "--quiet", "--allow-empty", "--message=left");
    repository.git("checkout", "--quiet", "-B", "right", "change");
    repository.git("merge", "--quiet", "--no-edit", "left");
    repository.git("checkout", "--quiet", "left");
    repository.git("merge", "--quiet", "--no-edit", "--no-ff", "change");
    repository.remove("evil.yaml");
    repository.write({ "digestbound.yaml": policy() });
    repository.commit();
    repository.git("checkout", "--quiet", "right");
    expect(verdicts(await check(["--changed-since", "left"]))).toEqual([[unsigned, "rejected"]]);
  });
});

describe("a pull request is judged by its base without being asked to", () => {
  beforeEach(() => {
    repository.git("update-ref", "refs/remotes/origin/main", "main");
    repository.write({ "digestbound.yaml": unsignedIsFine(), "evil.yaml": pod(unsigned) });
  });

  it.each([
    ["GitHub Actions", { GITHUB_BASE_REF: "main" }],
    ["GitLab CI", { CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main" }],
    ["Azure Pipelines", { SYSTEM_PULLREQUEST_TARGETBRANCH: "refs/heads/main" }],
    ["Bitbucket Pipelines", { BITBUCKET_PR_DESTINATION_BRANCH: "main" }],
    ["Buildkite", { BUILDKITE_PULL_REQUEST_BASE_BRANCH: "main" }],
    ["Jenkins", { CHANGE_TARGET: "main" }],
  ])("%s", async (_, env) => {
    const told = await check(["evil.yaml"], env);
    expect([told.code, verdicts(told), changedFiles(told)]).toEqual([
      1,
      [[unsigned, "rejected"]],
      ["digestbound.yaml"],
    ]);
  });

  it("and every file is checked, unless --changed-since is said", async () => {
    const told = await check([], { GITHUB_BASE_REF: "main" });
    expect(told.uses.map(({ image }) => image)).toEqual([unsigned, "nginx:1.27"]);
  });

  it("where the base was not fetched, that is an error and says how to", async () => {
    const { code, stderr } = await check([], { GITHUB_BASE_REF: "release/9" });
    expect([code, stderr]).toEqual([2, expect.stringContaining("origin/release/9 is not in this clone")]);
  });

  it("elsewhere the document at hand counts", async () => {
    expect(verdicts(await check(["evil.yaml"], { GITHUB_BASE_REF: "" }))).toEqual([[unsigned, "accepted"]]);
  });
});
