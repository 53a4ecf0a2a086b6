import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { LockedEvidence, LockEntry } from "../../src/lock/index.ts";
import { generateKeyPair, legacySignature, pushImage, signWithBundle } from "../fixtures/index.ts";
import { policyFor } from "./setting.ts";
import { storedSetting } from "./stored-setting.ts";

// The folder and the lock file lie in the repository that is judged: whoever opens a pull request writes them (law 8).

async function world() {
  const setting = await storedSetting();
  const { registry } = setting;
  const key = generateKeyPair("p256");
  const push = (text: string, isSigned = true) => {
    const image = pushImage(registry, "team/web", text, { text });
    if (isSigned) legacySignature(registry, "team/web", image.digest, { keyPair: key });
    return { ...image, name: `${registry.host}/team/web@${image.digest}` };
  };
  const policy = policyFor(registry.host, key);
  const image = push("web");
  await setting.store(policy, image.name);
  const entry = entryIn(setting.lock, image.name);
  return { ...setting, key, policy, image, push, entry, file: setting.files()[0] ?? "" };
}
type World = Awaited<ReturnType<typeof world>>;

describe("a folder in which somebody put something else", () => {
  it.each<[string, (world: World) => void]>([
    [
      "a link to a device without an end",
      ({ file }) => {
        rmSync(file);
        symlinkSync("/dev/zero", file);
      },
    ],
    [
      "a link to the same bytes elsewhere",
      ({ file }) => {
        renameSync(file, `${file}.aside`);
        symlinkSync(`${file}.aside`, file);
      },
    ],
    [
      "a named pipe",
      ({ file }) => {
        rmSync(file);
        execFileSync("mkfifo", [file]);
      },
    ],
    [
      "a folder",
      ({ file }) => {
        rmSync(file);
        mkdirSync(file);
      },
    ],
    [
      "a file of 8 GiB",
      ({ file }) => {
        truncateSync(file, 8 * 1024 ** 3);
      },
    ],
    [
      "a link in the place of a folder of files",
      ({ file }) => {
        aside(dirname(file));
      },
    ],
    [
      "a link in the place of all of sha256",
      ({ evidenceFolder }) => {
        aside(join(evidenceFolder, "sha256"));
      },
    ],
    [
      "a link in the place of itself",
      ({ evidenceFolder }) => {
        aside(evidenceFolder);
      },
    ],
    [
      "a file in the place of itself",
      ({ evidenceFolder }) => {
        rmSync(evidenceFolder, { recursive: true });
        writeFileSync(evidenceFolder, "x");
      },
    ],
    [
      "nothing",
      ({ evidenceFolder }) => {
        rmSync(evidenceFolder, { recursive: true });
      },
    ],
  ])("%s, is as if it were not there: undetermined offline, asked of the registry online", async (_, attack) => {
    const setting = await world();
    const { policy, image } = setting;
    attack(setting);
    expect(await setting.offline(policy, image.name)).toMatchObject({
      status: "undetermined",
      reasons: ["image-checked/offline"],
    });
    expect((await setting.online(policy, image.name)).status).toBe("accepted");
  });
});

describe("a lock file that points where it should not", () => {
  it("to the evidence of another image: it is about that other one", async () => {
    const { policy, push, entry, lock, ...setting } = await world();
    const evil = push("evil", false);
    const [one] = entry.evidence as [LockedEvidence];
    for (const kind of ["legacy", "bundle", "attestation"] as const) {
      await setting.store(policy, evil.name);
      lock.set(evil.name, {
        ...entry,
        digest: evil.digest as LockEntry["digest"],
        evidence: [{ ...one, kind, subject: evil.digest as LockEntry["digest"] }],
      });
      expect((await setting.offline(policy, evil.name)).reasons).toEqual(["image-checked/offline"]);
      expect((await setting.online(policy, evil.name)).reasons).toEqual(["image-signed/no-signature"]);
    }
  });

  it("to itself, to nothing, and 200 times before what is right: bounded, and a hint that is not followed", async () => {
    const { policy, image, entry, lock, ...setting } = await world();
    const [one] = entry.evidence as [LockedEvidence];
    const junk = Array.from({ length: 200 }, (_, index) => ({
      ...one,
      manifest: `sha256:${String(index).padStart(64, "0")}` as LockedEvidence["manifest"],
    }));
    const to = (evidence: readonly LockedEvidence[]) => lock.set(image.name, { ...entry, evidence });
    to([
      { ...one, manifest: entry.digest },
      { ...one, kind: "bundle" },
      { ...one, kind: "attestation" },
      ...junk.slice(0, 20),
      one,
    ]);
    expect((await setting.offline(policy, image.name)).status).toBe("accepted");
    to([...junk, one]);
    expect((await setting.offline(policy, image.name)).status).toBe("undetermined");
    expect((await setting.online(policy, image.name)).status).toBe("accepted");
  });

  it("to a signature by a stranger before the trusted one: it hides nothing", async () => {
    const { policy, image, lock, registry, key, ...setting } = await world();
    lock.clear();
    signWithBundle(registry, "team/web", image, { keyPair: key });
    await setting.store(policy, image.name);
    const trusted = entryIn(lock, image.name);
    const stranger = generateKeyPair("p256");
    const theirs = pushImage(registry, "team/theirs", "1", { text: "web" });
    legacySignature(registry, "team/theirs", theirs.digest, { keyPair: stranger });
    await setting.store(policyFor(registry.host, stranger), `${registry.host}/team/theirs@${theirs.digest}`);
    const foreign = lock.get(`${registry.host}/team/theirs@${theirs.digest}`)?.evidence ?? [];
    lock.clear();
    lock.set(image.name, { ...trusted, evidence: foreign });
    expect((await setting.offline(policy, image.name)).status).toBe("undetermined");
    lock.set(image.name, { ...trusted, evidence: [...foreign, ...trusted.evidence] });
    expect((await setting.offline(policy, image.name)).status).toBe("accepted");
  });
});

describe("what it cannot do", () => {
  it("an old digest that was validly signed is accepted, as online: nothing withdraws a signature", async () => {
    const { policy, image, push, ...setting } = await world();
    push("newer");
    expect((await setting.offline(policy, image.name)).status).toBe("accepted");
    expect((await setting.online(policy, image.name)).status).toBe("accepted");
  });

  it("a tag without a digest stays a tag: nothing that is stored says what it points at (law 1)", async () => {
    const { policy, registry, ...setting } = await world();
    expect(await setting.offline(policy, `${registry.host}/team/web:web`)).toMatchObject({
      ...{ status: "rejected", asked: [] },
      reasons: ["image-pinned/mutable-tag", "image-checked/offline"],
    });
  });

  it("an image that no match covers is rejected, whatever is stored (law 9)", async () => {
    const { image, key, ...setting } = await world();
    expect((await setting.offline(policyFor("other.example", key), image.name)).reasons).toEqual([
      "image-registry/no-match",
    ]);
  });

  it("nobody asks for a login, nor for what was remembered: offline is what stands in the repository", async () => {
    const { policy, image, evidenceFolder, ...setting } = await world();
    const cacheFolder = join(dirname(evidenceFolder), "cache");
    expect((await setting.online(policy, image.name, { cacheFolder })).status).toBe("accepted");
    rmSync(evidenceFolder, { recursive: true });
    const environment = new Proxy(
      {},
      {
        get: () => {
          throw new Error("the environment was read");
        },
      },
    );
    expect(await setting.offline(policy, image.name, { cacheFolder, environment })).toMatchObject({
      status: "undetermined",
      asked: [],
    });
  });

  it("what it offers is bounded like what a registry sends: then it is not looked at further", async () => {
    const { policy, image, ...setting } = await world();
    const limits = { requests: 2 };
    expect((await setting.offline(policy, image.name, { limits })).status).toBe("undetermined");
    const bytes = Math.max(...setting.files().map((file) => readFileSync(file).byteLength));
    expect((await setting.offline(policy, image.name, { limits: { bytes } })).status).toBe("undetermined");
    expect((await setting.online(policy, image.name, { limits: { bytes } })).status).not.toBe("rejected");
  });
});

function aside(path: string): void {
  renameSync(path, `${path}.aside`);
  symlinkSync(`${path}.aside`, path);
}

function entryIn(lock: ReadonlyMap<string, LockEntry>, name: string): LockEntry {
  const entry = lock.get(name);
  if (entry === undefined) throw new Error(`${name} is not locked`);
  return entry;
}
