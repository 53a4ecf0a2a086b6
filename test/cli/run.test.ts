import { EventEmitter } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { run } from "../../src/cli/run.ts";
import { legacySignature, pushImage } from "../fixtures/index.ts";
import { assertPrinted } from "../schema/schema.ts";
import { startSetting, type Setting } from "../gate/setting.ts";

let setting: Setting;
let folder: string;
let policy: string;
beforeEach(async () => {
  setting = await startSetting();
  folder = mkdtempSync(join(tmpdir(), "digestbound-cli-"));
  policy = join(folder, "policy.yaml");
  const { host } = setting.registry;
  writeFileSync(join(folder, "release.pub"), setting.trusted.publicKeyPem);
  writeFileSync(
    policy,
    `version: 1
signers:
  release-key: { cosign: { key: release.pub, transparencyLog: not-required } }
images:
  - { match: "${host}/team/*", signedBy: [release-key] }
  - { match: "${host}/vendor/*", signature: not-required, because: the vendor signs nothing }
registries:
  - { host: "${host}", plainHttp: true }
`,
  );
});
afterEach(async () => {
  await setting.close();
  rmSync(folder, { recursive: true });
});

async function called(args: readonly string[], cwd = folder, more: NodeJS.ProcessEnv = {}, isTTY = false) {
  // What the user of this machine keeps has no business in tests.
  const env = { DIGESTBOUND_CACHE: "off", ...more };
  const out: string[] = [];
  const err: string[] = [];
  const stream = (into: string[]) => ({ isTTY, write: (text: string) => into.push(text) });
  const events = new EventEmitter();
  const terminal = Object.assign(events, { stdout: stream(out), stderr: stream(err), env, cwd: () => cwd });
  const code = await run(args, terminal, "1.2.3");
  assertPrinted(args, out.join(""));
  return { code, stdout: out.join(""), stderr: err.join(""), listeners: events.listenerCount("SIGINT") };
}

function signedTag(name = "web"): { tag: string; pinned: string } {
  const { digest } = pushImage(setting.registry, `team/${name}`, "1.0", { text: name });
  legacySignature(setting.registry, `team/${name}`, digest, { keyPair: setting.trusted });
  const tag = `${setting.registry.host}/team/${name}:1.0`;
  return { tag, pinned: `${tag}@${digest}` };
}

describe("digestbound verify", () => {
  it("exits 0 when everything is accepted", async () => {
    const { pinned } = signedTag();
    const { code, stdout, stderr } = await called(["verify", pinned, "--policy", policy]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("✓ accepted");
    expect(stdout).toContain("1 checked: 1 accepted.");
  });

  it("exits 1 for a tag and suggests the verified digest", async () => {
    const { tag, pinned } = signedTag();
    const { code, stdout } = await called(["verify", tag, "--policy", policy]);
    expect(code).toBe(1);
    expect(stdout).toContain(`Use ${pinned}`);
  });

  it("exits 3 when one image could not be judged and none is rejected", async () => {
    const missing = `${setting.registry.host}/team/gone@sha256:${"1".repeat(64)}`;
    expect((await called(["verify", missing, "--policy", policy])).code).toBe(3);
    expect((await called(["verify", missing, "nginx@foo", "--policy", policy])).code).toBe(1);
  });

  it("prints version 1 of the JSON contract", async () => {
    const { tag, pinned } = signedTag();
    const { stdout } = await called(["verify", tag, pinned, "--policy", policy, "--format", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      policy: { source: policy, digest: expect.stringMatching(/^sha256:/) },
      uses: [
        {
          image: tag,
          digest: pinned.split("@")[1],
          role: "run",
          verdict: "rejected",
          exemption: null,
          place: { resource: "command line", path: "argument 1" },
          findings: [
            {
              rule: "image-pinned",
              reason: "mutable-tag",
              severity: "high",
              suggestion: { image: pinned, verified: true },
            },
          ],
          signers: [{ signer: "release-key", system: "cosign" }],
        },
        { image: pinned, verdict: "accepted", findings: [] },
      ],
      findings: [],
      inputs: { read: 2, skipped: [] },
      summary: { uses: 2, accepted: 1, rejected: 1, undetermined: 0, unknown: 0, exempt: 0, lifted: 0 },
    });
  });

  it("without a policy judges pinning alone and says how to begin", async () => {
    const { code, stdout } = await called(["verify", `nginx@sha256:${"1".repeat(64)}`]);
    expect(code).toBe(0);
    expect(stdout).toContain("note[no-policy]");
  });

  it.each([
    ["no image", ["verify"]],
    ["an unknown command", ["verfy", "nginx"]],
    ["an unknown option", ["verify", "nginx", "--polcy", "x"]],
    ["an unknown format", ["verify", "nginx", "--format", "xml"]],
    ["a policy that is not there", ["verify", "nginx", "--policy", "/nowhere/policy.yaml"]],
    ["two policies (law 8)", ["verify", "nginx", "--policy", "a.yaml", "--policy", "b.yaml"]],
    ["resolve without a policy", ["resolve", "nginx"]],
  ])("exits 2 for %s, with the reason on stderr and nothing on stdout", async (_, args) => {
    const { code, stdout, stderr } = await called(args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.length).toBeGreaterThan(10);
  });

  it.each([
    ["a pipe", [], {}, false, false],
    ["a terminal", [], {}, true, true],
    ["a terminal with NO_COLOR", [], { NO_COLOR: "1" }, true, false],
    ["a terminal with --no-color", ["--no-color"], {}, true, false],
  ] as const)("colours the report for %s as a user expects", async (_, flags, env, isTTY, coloured) => {
    const { stdout, stderr } = await called(["verify", "nginx", ...flags], folder, env, isTTY);
    expect(stdout.includes("\u001b[")).toBe(coloured);
    expect(stderr.includes("Checking")).toBe(isTTY);
  });

  it("escapes what it was given, whatever it holds (law 10)", async () => {
    const { stdout } = await called([
      "verify",
      "evil\u001b[2K\n::error::x\u202e",
      "user:hunter2@host.example/app:1",
      "--policy",
      policy,
    ]);
    expect(stdout).not.toMatch(/[\u001b\u202e]|^::error/m);
    expect(stdout).not.toContain("hunter2");
  });

  it.each([
    ["an option", ["verify", "nginx", "--evil\u001b[2K\n::error::x\u202e"]],
    ["an option like one that there is", ["verify", "nginx", "--polic\u001b[2K\n::error::x"]],
    ["an option's value", ["verify", "nginx", "--format=\u001b[2K\n::error::x"]],
    ["a command", ["\u001b[2K\n::error::x"]],
    ["the name of a document", ["verify", "nginx", "--policy", "\u001b[2K\n::error::x"]],
    ["a document twice", ["verify", "nginx", "--policy", "a", "--policy", "\u001b[2K\n::error::x"]],
    ["a folder", ["init", "--pack", "\u001b[2K\n::error::x\0"]],
    ["too many arguments", ["init", "\u001b[2K\n::error::x"]],
  ])("escapes in a usage error what %s holds (law 10)", async (_, args) => {
    const { code, stdout, stderr } = await called(args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).not.toMatch(/[\u001b\u202e]|^::error/m);
    expect(stderr).toMatch(/\n$/);
  });

  it("still guesses what was meant", async () => {
    expect((await called(["verify", "nginx", "--polcy", "x"])).stderr).toBe(
      "error: unknown option '--polcy'\n(Did you mean --policy?)\n",
    );
  });

  it("leaves no signal handler behind", async () => {
    expect((await called(["verify", "nginx"])).listeners).toBe(0);
  });
});

describe("digestbound resolve", () => {
  it("prints one pinned reference a line, in the order asked", async () => {
    const [web, api] = [signedTag("web"), signedTag("api")];
    const { code, stdout, stderr } = await called(["resolve", api.tag, web.tag, "--policy", policy]);
    expect([code, stdout, stderr]).toEqual([0, `${api.pinned}\n${web.pinned}\n`, ""]);
  });

  it("prints nothing for a tag that points at an untrusted digest, and says why (law 4)", async () => {
    pushImage(setting.registry, "team/web", "1.0");
    const { code, stdout, stderr } = await called([
      "resolve",
      `${setting.registry.host}/team/web:1.0`,
      "--policy",
      policy,
    ]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("No digest is suggested");
  });

  it("prints an unverified digest only where the user accepts it (law 4)", async () => {
    const { digest } = pushImage(setting.registry, "vendor/db", "9");
    const tag = `${setting.registry.host}/vendor/db:9`;
    const refused = await called(["resolve", tag, "--policy", policy]);
    expect([refused.code, refused.stdout]).toEqual([1, ""]);
    expect(refused.stderr).toContain("vouched for by nobody");
    expect((await called(["resolve", tag, "--policy", policy, "--accept-unverified"])).stdout).toBe(
      `${tag}@${digest}\n`,
    );
  });
});

it("names the document that it found as it is seen from here", async () => {
  writeFileSync(join(folder, "digestbound.yaml"), readFileSync(policy));
  const { stdout } = await called(["verify", "nginx", "--format", "json"], folder);
  expect(JSON.parse(stdout)).toMatchObject({ policy: { source: "digestbound.yaml" } });
});

it("finds digestbound.yaml in a folder above", async () => {
  writeFileSync(join(folder, "digestbound.yaml"), "version: 2\n");
  const { code, stderr } = await called(["verify", "nginx"], folder);
  expect(code).toBe(2);
  expect(stderr).toContain("digestbound.yaml");
});

it.each([["--help"], ["verify --help"], ["resolve --help"], ["--version"]])("%s exits 0", async (args) => {
  const { code, stdout } = await called(args.split(" "));
  expect(code).toBe(0);
  expect(stdout.length).toBeGreaterThan(3);
});
