import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { pod, repositories } from "./setting.ts";

const started = repositories();

describe("what is written byte for byte", () => {
  it.each([
    ["ends of lines of Windows", (text: string) => text.replaceAll("\n", "\r\n")],
    ["a mark of the byte order", (text: string) => `\uFEFF${text}`],
    ["no end of line at the end", (text: string) => text.trimEnd()],
    ["quotes", (text: string) => text.replace(/image: (\S+)/, 'image:   "$1"   # why')],
    ["an anchor and its alias", (text: string) => `${text.replace("image: ", "image: &web ")}    - image: *web\n`],
    ["another document", (text: string) => `---\n${text}---\n# nothing\n--- {a: 'b'}\n`],
    ["letters of all lengths", (text: string) => `# ä €\u{1F600} ü\n${text}`],
  ])("keeps %s", async (_, dressed) => {
    const { fix, write, read, signed } = await started();
    const { tag, pinned } = signed("web");
    write("web.yaml", dressed(pod(tag)));
    expect((await fix(["--write"])).code).toBe(0);
    expect(read("web.yaml")).toBe(dressed(pod(pinned)));
    expect(await fix(["--write"])).toMatchObject({ code: 0, stdout: "" });
  });

  it("shows and writes a shared text once", async () => {
    const { fix, write, signed } = await started();
    write("web.yaml", `${pod(signed("web").tag).replace("image: ", "image: &web ")}    - image: *web\n`);
    const { stdout, stderr } = await fix(["--write"]);
    expect(stdout.match(/^\+/gm)).toHaveLength(1);
    expect(stderr).toBe("Wrote 1 reference in 1 file.\n");
  });

  it.each([
    ["UTF-16", (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le")],
    [
      "with a byte that is none of UTF-8",
      (text: string) => Buffer.concat([Buffer.from(text), Buffer.from("# \xff\n", "latin1")]),
    ],
  ])("a file in %s is found and left alone", async (_, encoded) => {
    const { fix, folder, write, signed } = await started();
    const bytes = encoded(pod(signed("web").tag));
    write("web.yaml", bytes);
    const { code, stdout, stderr } = await fix(["--write"]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("Not written: the file is not UTF-8 throughout.");
    expect(readFileSync(join(folder, "web.yaml")).equals(bytes)).toBe(true);
  });
});

describe("the file that is replaced", () => {
  it("keeps its rights and its owner, and leaves nothing beside it", async () => {
    const { fix, folder, write, signed } = await started();
    const path = write("web.yaml", pod(signed("web").tag));
    chmodSync(path, 0o751);
    if (process.getuid?.() === 0) chownSync(path, 1234, 1235);
    const before = statSync(path);
    expect((await fix(["--write"])).code).toBe(0);
    const { mode, uid, gid } = statSync(path);
    expect({ mode, uid, gid }).toEqual({ mode: before.mode, uid: before.uid, gid: before.gid });
    expect(readdirSync(folder)).toEqual(["web.yaml"]);
  });

  it("is written through a link of the same folder, once, and the link stays one", async () => {
    const { fix, folder, write, read, signed } = await started();
    const { tag, pinned } = signed("web");
    write("real/web.yaml", pod(tag));
    for (const name of ["a-link.yaml", "z-link.yaml"]) symlinkSync("real/web.yaml", join(folder, name));
    const { code, stdout } = await fix(["--write"]);
    expect([code, stdout.match(/^real\/web\.yaml:/gm)?.length]).toEqual([0, 1]);
    expect(lstatSync(join(folder, "a-link.yaml")).isSymbolicLink()).toBe(true);
    expect(read("real/web.yaml")).toBe(pod(pinned));
  });

  it("is not one that a link leads to out of the folder", async () => {
    const { fix, console, folder, write, signed } = await started();
    const outside = join(console.folder, "outside.yaml");
    const { tag } = signed("web");
    writeFileSync(outside, pod(tag));
    write("other.yaml", pod());
    symlinkSync("../outside.yaml", join(folder, "link.yaml"));
    const named = await fix(["--write", "link.yaml"]);
    expect([named.code, named.stdout]).toEqual([1, ""]);
    expect(named.stderr).toContain("name that file itself");
    expect((await fix(["--write", "--allow-empty"])).stdout).toBe("");
    expect(readFileSync(outside, "utf8")).toBe(pod(tag));
  });

  it("is not parted from its other name", async () => {
    const { fix, console, write, read, signed } = await started();
    const { tag } = signed("web");
    linkSync(write("web.yaml", pod(tag)), join(console.folder, "other-name"));
    const { code, stderr } = await fix(["--write"]);
    expect([code, read("web.yaml")]).toEqual([1, pod(tag)]);
    expect(stderr).toContain("a hard link");
  });

  it("is not one that this very run would have to wait for: another one was killed in it", async () => {
    const { fix, write, read, signed } = await started();
    const { tag } = signed("web");
    write("web.yaml", pod(tag));
    write("web.yaml.tmp", "half");
    const { code, stderr } = await fix(["--write"]);
    expect([code, read("web.yaml"), read("web.yaml.tmp")]).toEqual([1, pod(tag), "half"]);
    expect(stderr).toContain("remove the file of the same name with .tmp at its end");
  });

  it("is whole and new although its neighbour cannot be written", async () => {
    const { fix, folder, write, read, signed } = await started();
    const { tag, pinned } = signed("web");
    write("a.yaml", pod(tag));
    write("b.yaml", pod(tag));
    mkdirSync(join(folder, "a.yaml.tmp"));
    const { code, stdout } = await fix(["--write"]);
    expect([code, read("a.yaml"), read("b.yaml")]).toEqual([1, pod(tag), pod(pinned)]);
    expect(stdout).not.toContain("a.yaml");
  });
});

describe("whoever changes a file while its images are asked about", () => {
  it.each([
    ["the image", (text: string) => text.replace(":1.0", ":2.0")],
    ["the lines before it", (text: string) => `# new\n${text}`],
  ])("wins: %s", async (_, edited) => {
    let edit: (() => void) | undefined;
    const repository = await started({
      intercept: () => {
        edit?.();
        edit = undefined;
        return false;
      },
    });
    const { fix, write, read, signed } = repository;
    const { tag } = signed("web");
    write("web.yaml", pod(tag));
    edit = () => write("web.yaml", edited(pod(tag)));
    const { code, stdout, stderr } = await fix(["--write"]);
    expect([code, stdout, read("web.yaml")]).toEqual([1, "", edited(pod(tag))]);
    expect(stderr).toContain("was changed meanwhile: run it again");
  });

  it("keeps also what was changed below it, and the image is pinned", async () => {
    let edit: (() => void) | undefined;
    const repository = await started({
      intercept: () => {
        edit?.();
        edit = undefined;
        return false;
      },
    });
    const { fix, write, read, signed } = repository;
    const { tag, pinned } = signed("web");
    write("web.yaml", pod(tag));
    edit = () => write("web.yaml", `${pod(tag)}# new\n`);
    expect((await fix(["--write"])).code).toBe(0);
    expect(read("web.yaml")).toBe(`${pod(pinned)}# new\n`);
  });
});

describe("an interrupt", () => {
  it("while the registry is asked writes nothing and exits 130", async () => {
    const repository = await started({
      intercept: () => {
        repository.console.interrupt();
        return true;
      },
    });
    const { fix, write, read, host, folder } = repository;
    write("web.yaml", pod(`${host}/team/web:1.0`));
    expect(await fix(["--write"])).toMatchObject({ code: 130, stdout: "" });
    expect(read("web.yaml")).toBe(pod(`${host}/team/web:1.0`));
    expect(readdirSync(folder)).toEqual(["web.yaml"]);
  });

  it("between two files leaves each of them whole", async () => {
    const { fix, console, write, read, signed, folder } = await started();
    const { tag, pinned } = signed("web");
    for (const name of ["a.yaml", "b.yaml", "c.yaml"]) write(name, pod(tag));
    // The first file is told as soon as it is written.
    const interrupted = () => {
      console.interrupt();
    };
    expect((await fix(["--write"], { write: interrupted })).code).toBe(130);
    expect(["a.yaml", "b.yaml", "c.yaml"].map(read)).toEqual([pod(pinned), pod(tag), pod(tag)]);
    expect(readdirSync(folder)).toHaveLength(3);
  });
});

it("no repository's own program is run while its files are looked for", async () => {
  const { fix, folder, write, signed } = await started();
  write("web.yaml", pod(signed("web").tag));
  spawnSync("git", ["init", "-q"], { cwd: folder });
  spawnSync("git", ["config", "core.fsmonitor", `touch ${join(folder, "ran")}`], { cwd: folder });
  await fix(["--write"]);
  expect(existsSync(join(folder, "ran"))).toBe(false);
});
