import { describe, expect, it } from "@jest/globals";
import { createHash } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { RegistryHost } from "../../src/reference/index.ts";
import { seal } from "../../src/storage/index.ts";
import { pushImage } from "../fixtures/index.ts";
import { reasons } from "./setting.ts";
import { MINUTE, WAYS, warmSetting, type WarmSetting } from "./warm-setting.ts";

function keptFiles({ files, folder }: WarmSetting): string[] {
  return files()
    .filter((path) => path !== "registry/ledger")
    .map((path) => join(folder, path));
}

function pointerFiles(setting: WarmSetting): string[] {
  return keptFiles(setting).filter((path) => path.includes("/pointers/"));
}

describe.each(WAYS)("whatever is wrong with a kept file costs requests and no verdict (%s)", (way) => {
  const damages: [string, (path: string) => void][] = [
    [
      "a flipped bit",
      (path) => {
        const bytes = readFileSync(path);
        bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
        writeFileSync(path, bytes);
      },
    ],
    [
      "the end cut off",
      (path) => {
        truncateSync(path, readFileSync(path).length - 1);
      },
    ],
    [
      "nothing left",
      (path) => {
        truncateSync(path, 0);
      },
    ],
    [
      "no file",
      (path) => {
        rmSync(path);
      },
    ],
    [
      "a link",
      (path) => {
        const aside = join(path, "../../../aside");
        renameSync(path, aside);
        symlinkSync(aside, path);
      },
    ],
    [
      "rights of others",
      (path) => {
        chmodSync(path, 0o604);
      },
    ],
    [
      "a folder with rights of others",
      (path) => {
        chmodSync(dirname(path), 0o750);
      },
    ],
  ];
  it.each(damages)("%s", async (what, damage) => {
    for (const which of [0, 1, 2, 3]) {
      const setting = await warmSetting(way);
      const image = setting.signed();
      await setting.run([image]);
      const { [which]: path = "", length } = keptFiles(setting);
      expect(length).toBe(4);
      damage(path);
      const damaged = await setting.run([image]);
      expect([path, damaged.statuses, damaged.requests > 0]).toEqual([path, ["accepted"], true]);
      if (what.startsWith("a folder")) {
        chmodSync(dirname(path), 0o700);
        continue;
      }
      expect((await setting.run([image])).requests).toBe(0);
    }
  });

  it("files that were swapped", async () => {
    for (const [one, other] of [
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 2],
      [1, 3],
      [2, 3],
    ] as const) {
      const setting = await warmSetting(way);
      const image = setting.signed();
      await setting.run([image]);
      const { [one]: first = "", [other]: second = "" } = keptFiles(setting);
      renameSync(first, `${first}.aside`);
      renameSync(second, first);
      renameSync(`${first}.aside`, second);
      const swapped = await setting.run([image]);
      expect([swapped.statuses, swapped.requests > 0]).toEqual([["accepted"], true]);
    }
  });
});

describe("a pointer is followed only where it is exactly what is written", () => {
  async function warm() {
    const setting = await warmSetting();
    const image = setting.signed();
    await setting.run([image]);
    const [path = ""] = pointerFiles(setting);
    const text = readFileSync(path, "utf8").split("\n").at(-1) ?? "";
    const right = JSON.parse(text) as { key: string; seen: number; evidence: { kind: string; manifest: string }[] };
    const requestsWith = async (content: string | Uint8Array) => {
      // Every run writes a file of its own.
      for (const one of pointerFiles(setting)) rmSync(one);
      writeFileSync(path, content, { mode: 0o600 });
      const ran = await setting.run([image]);
      expect(ran.statuses).toEqual(["accepted"]);
      return ran.requests;
    };
    return { setting, image, path, right, requestsWith };
  }

  it("as a control, this one is", async () => {
    const { right, requestsWith } = await warm();
    expect(await requestsWith(seal(JSON.stringify(right)))).toBe(0);
    expect(await requestsWith(seal(JSON.stringify({ ...right, seen: right.seen - 10 * MINUTE + 1 })))).toBe(0);
  });

  type Right = Awaited<ReturnType<typeof warm>>["right"];
  it.each<[string, (right: Right) => object]>([
    ["another version", () => ({ version: 2 })],
    ["another key", () => ({ key: "0".repeat(64) })],
    ["no key", () => ({ key: undefined })],
    ["a time in the future", ({ seen }) => ({ seen: seen + 1 })],
    ["a time 10 minutes ago", ({ seen }) => ({ seen: seen - 10 * MINUTE })],
    ["no time", () => ({ seen: undefined })],
    ["the time as text", ({ seen }) => ({ seen: String(seen) })],
    ["no time at all, but NaN", () => ({ seen: Number.NaN })],
    ["no evidence", () => ({ evidence: [] })],
    ["an unknown member", () => ({ verdict: "accepted" })],
    ["an unknown kind", ({ evidence }) => ({ evidence: evidence.map((one) => ({ ...one, kind: "trusted" })) })],
    [
      "a manifest that is no digest",
      ({ evidence }) => ({ evidence: evidence.map((one) => ({ ...one, manifest: "../../../etc/passwd" })) }),
    ],
    [
      "an unknown member in the evidence",
      ({ evidence }) => ({ evidence: evidence.map((one) => ({ ...one, url: "https://evil.example" })) }),
    ],
    ["the wrong format", ({ evidence }) => ({ evidence: evidence.map((one) => ({ ...one, kind: "bundle" })) })],
    ["65 manifests", ({ evidence }) => ({ evidence: Array.from({ length: 65 }, () => evidence[0]) })],
  ])("not with %s", async (_, change) => {
    const { right, requestsWith } = await warm();
    expect(await requestsWith(seal(JSON.stringify({ ...right, ...change(right) })))).toBeGreaterThan(0);
  });

  it.each([
    ["no seal", (text: string) => text],
    ["a wrong seal", (text: string) => seal(text).replace(/^./, (first) => (first === "0" ? "1" : "0"))],
    ["a sealed text that is no JSON", () => seal("accepted")],
    ["sealed null", () => seal("null")],
    ["the end cut off", (text: string) => seal(text).slice(0, -1)],
    ["an empty line in it", (text: string) => seal(text).replace("\n", "\n\n")],
  ])("not with %s", async (_, contentOf) => {
    const { right, requestsWith } = await warm();
    expect(await requestsWith(contentOf(JSON.stringify(right)))).toBeGreaterThan(0);
  });

  it("also between what killed processes left half-written", async () => {
    const { right, requestsWith } = await warm();
    const entry = seal(JSON.stringify(right));
    expect(await requestsWith(`${entry.slice(0, 90)}\n\n${entry}\n\n${entry.slice(0, 40)}`)).toBe(0);
  });

  it("whoever can write it can point at a trusted signature of another image, and gains nothing", async () => {
    const { setting, path, right } = await warm();
    const evil = pushImage(setting.registry, "team/web", "2", { text: "evil" });
    const image = `${setting.registry.host}/team/web@${evil.digest}`;
    await setting.run([image]);
    const { host } = setting.registry;
    const parts = [host, "team/web", evil.digest, setting.policy().registries.get(host as RegistryHost)];
    const key = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
    writeFileSync(path, seal(JSON.stringify({ ...right, key })));
    const ran = await setting.run([image]);
    expect(ran.verdicts[0] && reasons(ran.verdicts[0])).toEqual(["image-signed/no-signature"]);
    // As a control, the forged pointer is one that would be followed: to a signature of the image itself.
    setting.sign("team/web", evil);
    const signature = setting.registry.manifest("team/web", `${evil.digest.replace(":", "-")}.sig`)?.digest ?? "";
    const evidence = [{ kind: "legacy", manifest: signature }];
    await setting.run([image]);
    for (const one of pointerFiles(setting)) rmSync(one);
    writeFileSync(path, seal(JSON.stringify({ ...right, key, evidence })), { mode: 0o600 });
    expect((await setting.run([image])).requests).toBe(0);
  });
});

describe("what is kept holds no secret (law 10)", () => {
  it.each(["basic", "bearer"] as const)("with a %s login", async (auth) => {
    const setting = await warmSetting("legacy", { auth, username: "canary-user", password: "canary-hunter2" });
    const image = setting.signed();
    const { host } = setting.registry;
    const docker = join(setting.folder, "docker");
    mkdirSync(docker);
    const login = Buffer.from("canary-user:canary-hunter2").toString("base64");
    writeFileSync(join(docker, "config.json"), JSON.stringify({ auths: { [host]: { auth: login } } }));
    const cache = join(setting.folder, "cache");
    const ran = await setting.run([image], { cache, environment: { DOCKER_CONFIG: docker } });
    expect(ran.statuses).toEqual(["accepted"]);
    const kept = setting.files().filter((path) => path.startsWith("cache/"));
    expect(kept).toHaveLength(5);
    const tokens = setting.registry.requests.map(({ headers }) => headers.authorization?.split(" ")[1] ?? "");
    for (const path of kept) {
      const text = readFileSync(join(setting.folder, path), "latin1");
      for (const secret of ["canary", login, ...tokens.filter((token) => token !== "")])
        expect(text).not.toContain(secret);
    }
    // And none is needed within the freshness: it is this user who was allowed to read it.
    expect((await setting.run([image], { cache })).requests).toBe(0);
  });
});
