import type { ServerResponse } from "node:http";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { pod, repositories } from "./setting.ts";

const started = repositories();

function failing(response: ServerResponse): boolean {
  response.writeHead(500).end();
  return true;
}

describe("digestbound fix", () => {
  it("shows the reference alone with what would take its place, and writes nothing (law 10)", async () => {
    const { fix, write, read, signed } = await started();
    const { tag, pinned } = signed("web");
    write("k8s/web.yaml", pod(tag));
    const { code, stdout, stderr } = await fix();
    expect(stdout).toMatch(/^k8s\/web\.yaml:8:14\n- \S+\n\+ \S+\n {2}\(.*signed by release-key, .*\)\n$/);
    expect(stdout).toContain(`- ${tag}\n+ ${pinned}\n`);
    expect([code, stderr]).toEqual([1, "1 reference in 1 file to pin; --write writes them.\n"]);
    expect(read("k8s/web.yaml")).toBe(pod(tag));
  });

  it("writes it with --write, and a second run has nothing to say", async () => {
    const { fix, write, read, signed } = await started();
    const [web, api] = [signed("web"), signed("api")];
    write("web.yaml", pod(web.tag, api.tag));
    write("api.yaml", pod(api.tag));
    const first = await fix(["--write"]);
    expect([first.code, first.stderr]).toEqual([0, "Wrote 3 references in 2 files.\n"]);
    expect(read("web.yaml")).toBe(pod(web.pinned, api.pinned));
    expect(read("api.yaml")).toBe(pod(api.pinned));
    expect(await fix(["--write"])).toEqual({ code: 0, stdout: "", stderr: "Nothing to pin.\n" });
    expect(await fix()).toEqual({ code: 0, stdout: "", stderr: "Nothing to pin.\n" });
  });

  it("exits as check does of the files that it leaves behind", async () => {
    const { fix, console, folder, write, signed, unsigned } = await started();
    write("web.yaml", pod(signed("web").tag, unsigned("team/evil").tag));
    const fixed = await fix(["--write"]);
    const checked = await console.called(["check", "--policy", console.policy], { cwd: folder });
    expect([fixed.code, checked.code]).toEqual([1, 1]);
  });

  it("colours for people only", async () => {
    const { fix, write, signed } = await started();
    write("web.yaml", pod(signed("web").tag));
    expect((await fix([], { isTTY: true })).stdout).toContain("\u001b[32m+ ");
    expect((await fix([], { isTTY: true, env: { NO_COLOR: "1" } })).stdout).not.toContain("\u001b");
    expect((await fix(["--no-color"], { isTTY: true })).stdout).not.toContain("\u001b");
  });

  it("prints no other character of the line than the reference's (law 10)", async () => {
    const { fix, write, read, signed } = await started();
    const { tag, pinned } = signed("web");
    const line = (image: string) =>
      `{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"env":[{"value":"hunter2"}],"image":"${image}"}]}}`;
    write("web.json", line(tag));
    const { stdout, stderr } = await fix(["--write"]);
    expect(stdout + stderr).not.toContain("hunter2");
    expect(stdout).toMatch(new RegExp(`^web\\.json:1:\\d+\n- ${tag}\n\\+ ${pinned}\n`));
    expect(read("web.json")).toBe(line(pinned));
  });

  it("escapes a file's name, which is no command either (law 10)", async () => {
    const { fix, write, signed, unsigned } = await started();
    write("::error::a\u001b[31m\n::error::.yaml", pod(signed("web").tag, unsigned("team/evil").tag));
    const { stdout, stderr } = await fix(["--write"]);
    expect(stdout + stderr).not.toMatch(/\u001b|^\s*::/m);
    expect(stdout.split("\n")[0]).toContain("\\u{1b}[31m\\u{a}");
  });

  it.each([
    ["no policy document", ["fix"], "fix writes what a policy trusts"],
    ["no file", ["fix", "nowhere.yaml", "--policy", "P"], "there is no file or folder nowhere.yaml"],
    ["nothing recognised", ["fix", "--policy", "P"], "no file is there"],
    ["standard input among others", ["fix", "-", ".", "--policy", "P"], "- stands alone"],
    ["standard input to be written", ["fix", "-", "--write", "--policy", "P"], "leave it out"],
  ])("%s is a usage error", async (_, args, message) => {
    const { console, folder } = await started();
    const named = args.map((arg) => (arg === "P" ? console.policy : arg));
    const { code, stdout, stderr } = await console.called(named, { cwd: folder, stdin: "" });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(new RegExp(message));
  });

  it("--allow-empty lets a folder without images pass", async () => {
    const { fix } = await started();
    expect(await fix(["--allow-empty"])).toMatchObject({ code: 0, stdout: "" });
  });

  it("leaves alone what git ignores", async () => {
    const { fix, write, read, signed } = await started();
    const { tag } = signed("web");
    write("node_modules/x/web.yaml", pod(tag));
    write("web.yaml", pod(tag));
    expect((await fix(["--write"])).stderr).toBe("Wrote 1 reference in 1 file.\n");
    expect(read("node_modules/x/web.yaml")).toBe(pod(tag));
  });
});

describe("only what was verified is written (law 4)", () => {
  it("not a tag that points at an untrusted digest; its neighbour is", async () => {
    const { fix, write, read, signed, unsigned } = await started();
    const [web, evil] = [signed("web"), unsigned("team/evil")];
    write("web.yaml", pod(web.tag, evil.tag));
    const { code, stdout, stderr } = await fix(["--write", "--accept-unverified"]);
    expect(code).toBe(1);
    expect(read("web.yaml")).toBe(pod(web.pinned, evil.tag));
    expect(stdout).not.toContain(evil.digest);
    expect(stderr).toContain(`web.yaml:10:14\n`);
    expect(stderr).toContain("carries no signature");
    expect(stderr).toContain("Wrote 1 reference in 1 file. 1 image left as it is.\n");
  });

  it("what was verified is what is written, although the tag moves in between (law 1)", async () => {
    let isMoved = false;
    const repository = await started({
      intercept: ({ url = "" }) => {
        // The signature is looked for after the tag was resolved.
        if (url.includes(".sig") && !isMoved) {
          isMoved = true;
          repository.unsigned("team/web", "1.0", "poisoned");
        }
        return false;
      },
    });
    const { fix, write, read, signed } = repository;
    const { tag, pinned } = signed("web");
    write("web.yaml", pod(tag));
    expect((await fix(["--write"])).code).toBe(0);
    expect(isMoved).toBe(true);
    expect(read("web.yaml")).toBe(pod(pinned));
  });

  it("not what needs no signature, unless the user says so; then it is told as what it is", async () => {
    const { fix, write, read, unsigned } = await started();
    const { tag, pinned } = unsigned("vendor/db");
    write("db.yaml", pod(tag));
    const refused = await fix(["--write"]);
    expect([refused.code, refused.stdout, read("db.yaml")]).toEqual([1, "", pod(tag)]);
    expect(refused.stderr).toContain("To write it all the same, add --accept-unverified.");
    const { code, stdout } = await fix(["--write", "--accept-unverified"]);
    expect([code, read("db.yaml")]).toEqual([0, pod(pinned)]);
    expect(stdout).toContain("what this registry answered just now, vouched for by nobody");
  });

  it("not what only an exemption lets through", async () => {
    const { fix, console, write, read, unsigned } = await started();
    const { tag, pinned } = unsigned("team/old");
    const exemption = {
      image: tag.split(/:(?=[^/]*$)/)[0],
      rule: "image-signed",
      because: "signed from next year on",
      owner: "team-old",
      until: "2999-12-31",
    };
    const document = JSON.parse(readFileSync(console.policy, "utf8")) as object;
    writeFileSync(console.policy, JSON.stringify({ ...document, exemptions: [exemption] }));
    write("old.yaml", pod(tag));
    const refused = await fix(["--write"]);
    expect([refused.code, read("old.yaml")]).toEqual([1, pod(tag)]);
    expect(refused.stderr).toContain("--accept-unverified");
    expect((await fix(["--write", "--accept-unverified"])).code).toBe(0);
    expect(read("old.yaml")).toBe(pod(pinned));
  });

  it("not what could not be found out: 3 where nothing else is wrong than that", async () => {
    const { fix, write, read, host } = await started({ intercept: (_, response) => failing(response) });
    const pinned = `${host}/team/web:1.0@sha256:${"1".repeat(64)}`;
    write("web.yaml", pod(pinned));
    expect(await fix(["--write"])).toMatchObject({ code: 3, stdout: "" });
    write("web.yaml", pod(pinned, `${host}/team/web:1.0`));
    expect(await fix(["--write"])).toMatchObject({ code: 1, stdout: "" });
    expect(read("web.yaml")).toBe(pod(pinned, `${host}/team/web:1.0`));
  });

  it("not of a repository that no match names, which is not asked", async () => {
    const { fix, write, read } = await started();
    write("web.yaml", pod("other.example.com/web:1"));
    expect((await fix(["--write"])).code).toBe(1);
    expect(read("web.yaml")).toBe(pod("other.example.com/web:1"));
  });
});
