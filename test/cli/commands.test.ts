import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { ruleOf } from "../../src/rules/index.ts";
import { legacySignature, pushImage } from "../fixtures/index.ts";
import type { EmbeddedRegistryOptions } from "../registry/embedded/index.ts";
import { startConsole, type Console } from "./console.ts";

let open: Console | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function started(options: EmbeddedRegistryOptions = {}): Promise<Console> {
  open = await startConsole(options);
  return open;
}

function signedImage({ setting: { registry, trusted } }: Console, name = "web") {
  const { digest } = pushImage(registry, `team/${name}`, "1.0", { text: name });
  legacySignature(registry, `team/${name}`, digest, { keyPair: trusted });
  const tag = `${registry.host}/team/${name}:1.0`;
  return { tag, pinned: `${tag}@${digest}` };
}

describe("an interrupt", () => {
  it.each(["verify", "resolve"])("ends %s at once, whatever was found until then, with 130", async (command) => {
    const terminal = await started({
      intercept: () => {
        terminal.interrupt();
        return true;
      },
    });
    const image = `${terminal.setting.registry.host}/team/web:1`;
    expect((await terminal.called([command, image, "--policy", terminal.policy])).code).toBe(130);
  });

  it("is told although what it ended fails", async () => {
    const terminal = await started();
    const write = () => {
      terminal.interrupt();
      throw new Error("EPIPE");
    };
    expect((await terminal.called(["verify", "nginx"], { write })).code).toBe(130);
  });
});

it("a failure that nobody expected exits 3, never 0 (law 3)", async () => {
  const terminal = await started();
  const write = () => {
    throw new TypeError("surprise");
  };
  const pinned = `nginx@sha256:${"1".repeat(64)}`;
  const { code, stderr } = await terminal.called(["verify", pinned], { write });
  expect(code).toBe(3);
  expect(stderr).toContain("digestbound: internal error: TypeError: surprise");
});

describe("what the terminal tells", () => {
  it("credentials are looked for in its environment", async () => {
    const terminal = await started({ auth: "basic", username: "ci", password: "hunter2" });
    const { pinned } = signedImage(terminal);
    const auth = Buffer.from("ci:hunter2").toString("base64");
    const auths = { [terminal.setting.registry.host]: { auth } };
    writeFileSync(join(terminal.folder, "config.json"), JSON.stringify({ auths }));
    const args = ["verify", pinned, "--policy", terminal.policy];
    const elsewhere = { DOCKER_CONFIG: join(terminal.folder, "elsewhere") };
    expect((await terminal.called(args, { env: { DOCKER_CONFIG: terminal.folder } })).code).toBe(0);
    expect((await terminal.called(args, { env: elsewhere })).code).toBe(3);
  });

  it.each([
    [["nginx"], "Checking 1 image…"],
    [["nginx", "redis"], "Checking 2 images…"],
  ])("the progress on %j is one line, and erased", async (images, line) => {
    const terminal = await started();
    expect((await terminal.called(["verify", ...images], { isTTY: true })).stderr).toBe(`${line}\r\u001b[2K`);
    expect((await terminal.called(["verify", ...images])).stderr).toBe("");
  });

  it.each([
    [{}, true],
    [{ NO_COLOR: "" }, true],
    [{ NO_COLOR: "0" }, false],
  ])("with %j colours are wanted: %p (no-color.org: an empty value counts for nothing)", async (env, coloured) => {
    const terminal = await started();
    const { stdout } = await terminal.called(["verify", "nginx"], { env, isTTY: true });
    expect(stdout.includes("\u001b[")).toBe(coloured);
  });
});

describe("the policy document", () => {
  it("is the named one before one that could be found (law 8)", async () => {
    const terminal = await started();
    const { pinned } = signedImage(terminal);
    writeFileSync(join(terminal.folder, "digestbound.yaml"), "version: 2\n");
    expect((await terminal.called(["verify", pinned, "--policy", terminal.policy])).code).toBe(0);
    expect((await terminal.called(["verify", pinned])).code).toBe(2);
  });

  it("is found from the terminal's folder, not the process's, and named as it is seen from there", async () => {
    const terminal = await started();
    const { pinned } = signedImage(terminal);
    copyFileSync(terminal.policy, join(terminal.folder, "digestbound.yaml"));
    const cwd = join(terminal.folder, "below");
    mkdirSync(cwd);
    mkdirSync(join(terminal.folder, ".git"));
    const { code, stdout } = await terminal.called(["verify", pinned, "--format", "json"], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ policy: { source: join("..", "digestbound.yaml") }, findings: [] });
  });
});

describe("a pinned image whose tag was moved", () => {
  it("is accepted, and told as a note by every command", async () => {
    const terminal = await started();
    const { pinned } = signedImage(terminal);
    pushImage(terminal.setting.registry, "team/web", "1.0", { text: "moved" });
    const called = (...args: string[]) => terminal.called([...args, pinned, "--policy", terminal.policy]);
    const pretty = await called("verify");
    expect([pretty.code, pretty.stdout]).toEqual([0, expect.stringContaining("  advisory[image-lock] (medium) ")]);
    expect(pretty.stdout).not.toContain("error[");
    const json = await called("verify", "--format", "json");
    expect([json.code, JSON.parse(json.stdout)]).toMatchObject([
      0,
      { uses: [{ verdict: "accepted", findings: [{ rule: "image-lock", reason: "tag-disagrees" }] }] },
    ]);
    const resolved = await called("resolve");
    expect(resolved).toMatchObject({
      code: 0,
      stdout: `${pinned}\n`,
      stderr: expect.stringContaining("for the tag 1.0"),
    });
    const explained = await called("explain");
    expect(explained.stdout).toContain("the tag tells readers something else");
  });
});

describe("digestbound resolve", () => {
  it("prints a pinned and trusted image as it is, and names a stranger's only on stderr", async () => {
    const terminal = await started();
    const { pinned, tag } = signedImage(terminal);
    const { digest } = pushImage(terminal.setting.registry, "team/evil", "1");
    const evil = `${terminal.setting.registry.host}/team/evil@${digest}`;
    const { code, stdout, stderr } = await terminal.called(["resolve", pinned, evil, tag, "--policy", terminal.policy]);
    expect([code, stdout]).toEqual([1, `${pinned}\n${pinned}\n`]);
    expect(stderr).toContain(evil);
    expect(stderr).not.toContain("--accept-unverified");
  });

  it("names --accept-unverified only where it would help (law 4)", async () => {
    const terminal = await started();
    pushImage(terminal.setting.registry, "vendor/db", "9");
    const image = `${terminal.setting.registry.host}/vendor/db:9`;
    const { stderr } = await terminal.called(["resolve", image, "--policy", terminal.policy]);
    expect(stderr).toContain("To print it all the same, add --accept-unverified.");
  });

  it("does not print an untrusted digest although the user accepts unverified ones (law 4)", async () => {
    const terminal = await started();
    pushImage(terminal.setting.registry, "team/web", "1");
    const image = `${terminal.setting.registry.host}/team/web:1`;
    const args = ["resolve", image, "--policy", terminal.policy, "--accept-unverified"];
    expect(await terminal.called(args)).toMatchObject({ code: 1, stdout: "" });
  });

  it("exits 3 for what it could not find out, and explains a rule once", async () => {
    const terminal = await started();
    const gone = ["a", "b"].map((name) => `${terminal.setting.registry.host}/team/${name}@sha256:${"1".repeat(64)}`);
    const { code, stderr } = await terminal.called(["resolve", ...gone, "--policy", terminal.policy]);
    expect(code).toBe(3);
    expect(stderr.split(ruleOf("image-checked").why)).toHaveLength(2);
  });

  it("exits 2 without an image", async () => {
    const terminal = await started();
    expect(await terminal.called(["resolve", "--policy", terminal.policy])).toMatchObject({ code: 2, stdout: "" });
  });
});

it("--help lists the exit codes of the contract", async () => {
  const { stdout } = await (await started()).called(["--help"]);
  for (const code of [0, 1, 2, 3, 130, 141, 143]) expect(stdout).toMatch(new RegExp(`^ +${code} +\\S`, "m"));
});
