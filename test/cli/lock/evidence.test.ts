import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { filesBelow } from "../../gate/warm-setting.ts";
import { lockSetting, type LockSetting } from "./setting.ts";

let setting: LockSetting;
beforeEach(async () => {
  setting = await lockSetting();
});
afterEach(() => setting.close());

const FOLDER = "digestbound.evidence";
const files = () => filesBelow(setting.file(FOLDER));
const entries = () =>
  (
    JSON.parse(readFileSync(setting.file("digestbound.lock"), "utf8")) as {
      images: Record<string, { evidence?: object[] }>;
    }
  ).images;
const verify = async (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  const before = setting.registry.requests.length;
  const { code, stdout, stderr } = await setting.console.called(["verify", "--no-cache", ...args], { env });
  return { code, text: setting.plain(stdout + stderr), requests: setting.registry.requests.length - before };
};

/** An image by key and one by identity, locked with their evidence. */
async function twoImages() {
  const [web, api] = [setting.push("web"), setting.push("api", {}, "team/api")];
  setting.signKey(web);
  setting.signKey(api, setting.trusted, "team/api");
  setting.signKeyless(web);
  const names = [`${setting.host}/team/web:1.4`, `${setting.host}/team/api:1.4`] as const;
  const run = await setting.lock(["--evidence", ...names]);
  return { web, api, names, run };
}

describe("digestbound lock --evidence", () => {
  it("stores what each image was accepted by, and says how much that is", async () => {
    const { run } = await twoImages();
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toMatch(/^digestbound\.evidence: 6 files, \d+ KiB; 6 written, 0 removed\.$/m);
    expect(files()).toHaveLength(6);
    for (const file of files()) expect(file).toMatch(/^sha256\/([0-9a-f]{2})\/\1[0-9a-f]{62}$/);
    for (const { evidence } of Object.values(entries())) expect(evidence).toHaveLength(1);
  });

  it("changes nothing where nothing changed, and writes again what is missing or was changed", async () => {
    const { run } = await twoImages();
    expect(run.code).toBe(0);
    const text = setting.lockText();
    const [first = "", second = ""] = files().map((file) => setting.file(join(FOLDER, file)));
    rmSync(first);
    writeFileSync(second, "x");
    const again = await setting.lock(["--evidence"]);
    expect(again.stdout).toContain("6 files");
    expect(again.stdout).toContain("2 written, 0 removed");
    expect(setting.lockText()).toBe(text);
    expect((await setting.lock(["--evidence"])).stdout).toContain("0 written, 0 removed");
  });

  it("keeps the evidence of an entry that a later run without it leaves as it is", async () => {
    await twoImages();
    const text = setting.lockText();
    expect((await setting.lock()).code).toBe(0);
    expect(setting.lockText()).toBe(text);
  });

  it("removes what no entry refers to, in a run that looks at all of them", async () => {
    const { names } = await twoImages();
    const stray = setting.file(join(FOLDER, "sha256/ab", `ab${"0".repeat(62)}`));
    mkdirSync(dirname(stray), { recursive: true });
    writeFileSync(stray, "nobody's");
    writeFileSync(setting.file(join(FOLDER, "README")), "somebody's own");
    await setting.lock(["--evidence", names[0]]);
    expect(existsSync(stray)).toBe(true);
    expect((await setting.lock(["--evidence"])).stdout).toContain("0 written, 1 removed");
    expect(existsSync(stray)).toBe(false);
    expect(files()).toContain("README");
    // Of what both images have, the other one keeps its own.
    const pruned = await setting.lock(["--evidence", "--prune", names[0]]);
    expect(pruned.stdout).toContain("3 files");
    expect(files()).toHaveLength(4);
  });

  it("stores the manifest alone of an image that nobody has to sign", async () => {
    setting.push("vendor", {}, "vendor/tool");
    const image = `${setting.host}/vendor/tool:1.4`;
    expect(await setting.lock(["--evidence", "--accept-unverified", image])).toMatchObject({ code: 0, stderr: "" });
    expect(files()).toHaveLength(1);
    expect(entries()[image]?.evidence).toBeUndefined();
  });

  it("and of one that only an exemption lets through, by which nobody vouches for it", async () => {
    const image = `${setting.host}/team/web:1.4`;
    setting.push("web");
    const terms = { because: "signed from next year on", owner: "team-legacy", until: "2026-12-31" };
    setting.writePolicy((before) => ({
      ...before,
      exemptions: [{ image: `${setting.host}/team/web`, rule: "image-signed", ...terms }],
    }));
    expect(await setting.lock(["--evidence", "--accept-unverified", image])).toMatchObject({ code: 0, stderr: "" });
    expect(files()).toHaveLength(1);
  });

  it("with --dry-run writes nothing", async () => {
    setting.signKey(setting.push("web"));
    await setting.lock(["--evidence", "--dry-run", `${setting.host}/team/web:1.4`]);
    expect(existsSync(setting.file(FOLDER))).toBe(false);
  });

  it("writes through no link: a checkout could lead it anywhere", async () => {
    const elsewhere = setting.file("elsewhere");
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, setting.file(FOLDER));
    setting.signKey(setting.push("web"));
    const run = await setting.lock(["--evidence", `${setting.host}/team/web:1.4`]);
    expect(run.code).toBe(3);
    expect(run.stderr).toContain(
      "No evidence is stored for HOST/team/web:1.4: The evidence folder, or a folder in it, is a link",
    );
    expect(readdirSync(elsewhere)).toEqual([]);
    expect(Object.values(entries())[0]?.evidence).toBeUndefined();
  });

  it("says which image has none, and stores the others', where something is in the way of a file", async () => {
    const { web } = await twoImages();
    const path = setting.file(join(FOLDER, "sha256", web.digest.slice(7, 9), web.digest.slice(7)));
    rmSync(path);
    mkdirSync(join(path, "something"), { recursive: true });
    const run = await setting.lock(["--evidence"]);
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(
      /^No evidence is stored for HOST\/team\/web:1\.4: The evidence folder cannot be written to \(E\w+\)\.$/m,
    );
    expect(Object.values(entries()).map(({ evidence = [] }) => evidence.length)).toEqual([1, 0]);
    expect(readdirSync(setting.file(FOLDER))).toEqual(["sha256"]);
  });

  it("needs the network, and says so", async () => {
    const run = await setting.lock(["--evidence", "x"], { env: { DIGESTBOUND_OFFLINE: "true" } });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("lock needs the network, and DIGESTBOUND_OFFLINE is true");
  });
});

describe("without a network", () => {
  it("verify accepts what is stored, and finds out nothing else, without a request", async () => {
    const { web, names } = await twoImages();
    const other = setting.push("other", {}, "team/other");
    setting.signKey(other, setting.trusted, "team/other");
    const pinned = `${setting.host}/team/web:1.4@${web.digest}`;
    await setting.registry.close();
    expect(await verify(["--offline", pinned])).toMatchObject({ code: 0, requests: 0 });
    const unknown = await verify(["--offline", pinned, `${setting.host}/team/other@${other.digest}`]);
    expect(unknown).toMatchObject({ code: 3, requests: 0 });
    expect(unknown.text).toContain("This run is offline");
    expect(unknown.text).toContain("digestbound lock --evidence");
    // A tag is looked up in the lock file alone.
    const [tag] = names;
    const resolved = await setting.console.called(["resolve", "--offline", tag]);
    expect(resolved).toMatchObject({ code: 0, stdout: `${tag}@${web.digest}\n` });
    expect((await setting.console.called(["resolve", "--offline", tag.replace("1.4", "2.0")])).stdout).toBe("");
  });

  it.each([
    ["true", 3],
    ["false", 0],
    ["", 0],
    ["yes", 2],
  ])("DIGESTBOUND_OFFLINE=%s: exit code %d for an image that only the registry knows", async (value, code) => {
    const image = setting.push("web");
    setting.signKey(image);
    const env = { DIGESTBOUND_OFFLINE: value };
    expect((await verify([`${setting.host}/team/web@${image.digest}`], env)).code).toBe(code);
  });

  it("doctor tells how much of it is there, and asks no registry", async () => {
    await twoImages();
    await setting.registry.close();
    const doctor = async () => (await setting.console.called(["doctor", "--offline"])).stdout;
    expect(await doctor()).toContain("Stored evidence: of 2 entries 2 have all their files in digestbound.evidence");
    expect(await doctor()).toContain("Registries: not asked: this run is offline");
    rmSync(setting.file(join(FOLDER, files()[0] ?? "")));
    expect(await doctor()).toContain("! Stored evidence: of 2 entries 1 have all their files");
    writeFileSync(setting.file("digestbound.lock"), "{}");
    expect(await doctor()).toContain("✗ Lock file: digestbound.lock is not a valid lock file");
  });

  it("doctor looks at the lock file that --lock names, else at that of the environment, else at the one beside the document", async () => {
    for (const name of ["a.lock", "b.lock", "digestbound.lock"])
      writeFileSync(setting.file(name), '{ "version": 1, "images": {} }');
    const lockOf = async (args: readonly string[], env: NodeJS.ProcessEnv) => {
      const { stdout } = await setting.console.called(["doctor", "--offline", ...args], { env });
      return /Lock file: (.*)/.exec(setting.plain(stdout))?.[1];
    };
    const env = { DIGESTBOUND_LOCK: setting.file("b.lock") };
    expect(await lockOf(["--lock", "a.lock"], env)).toBe("a.lock, 0 entries");
    expect(await lockOf([], env)).toBe("FOLDER/b.lock, 0 entries");
    expect(await lockOf([], {})).toBe("digestbound.lock, 0 entries");
    rmSync(setting.file("b.lock"));
    expect(await lockOf([], env)).toMatch(/b\.lock is not a valid lock file: does not exist\./);
  });

  it.each([
    ["init", "ghcr.io/acme/web:1"],
    ["trust", "refresh"],
    ["exempt", "ghcr.io/acme/web:1"],
    ["lock", "ghcr.io/acme/web:1"],
  ])("%s is not begun", async (...args) => {
    const { code, stdout, stderr } = await setting.console.called(args, { env: { DIGESTBOUND_OFFLINE: "true" } });
    const command = args[0] === "trust" ? "trust refresh" : args[0];
    expect([code, stdout, stderr]).toEqual([
      ...[2, ""],
      `digestbound: ${command} needs the network, and DIGESTBOUND_OFFLINE is true: run it where the network is.\n`,
    ]);
  });

  it.each(["verify", "resolve", "explain", "doctor", "lock", "exempt", "init"])(
    "%s judges nothing where DIGESTBOUND_OFFLINE is neither true nor false (law 7)",
    async (command) => {
      const names = command === "doctor" ? [] : ["ghcr.io/acme/web:1"];
      const { code, stdout, stderr } = await setting.console.called([command, ...names], {
        env: { DIGESTBOUND_OFFLINE: "yes" },
      });
      expect([code, stdout, stderr]).toEqual([2, "", "digestbound: DIGESTBOUND_OFFLINE is neither true nor false.\n"]);
    },
  );

  it("explain tells what is stored, and asks nobody", async () => {
    const { web } = await twoImages();
    await setting.registry.close();
    const image = `${setting.host}/team/web:1.4@${web.digest}`;
    const { code, stdout } = await setting.console.called(["explain", "--offline", image]);
    expect(code).toBe(0);
    expect(stdout).toContain("stored beside the lock file");
    expect(stdout).toContain("made by ci");
  });
});
