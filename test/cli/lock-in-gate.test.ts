import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { lockFileText } from "../../src/lock/index.ts";
import { pushImage } from "../fixtures/index.ts";
import { entry, LOCKED, signed } from "../gate/lock-setting.ts";
import { startConsole, type Console } from "./console.ts";

let terminal: Console;
beforeEach(async () => {
  terminal = await startConsole();
});
afterEach(() => terminal.close());

const name = (rest: string) => `${terminal.setting.registry.host}/team/${rest}`;
function lock(entries: Readonly<Record<string, string>>, file = "digestbound.lock"): string {
  const path = join(terminal.folder, file);
  writeFileSync(path, lockFileText(new Map(Object.entries(entries).map(([image, one]) => [image, entry(one)]))));
  return path;
}
const called = (...args: string[]) => terminal.called([...args, "--policy", terminal.policy]);

interface Use {
  readonly verdict: string;
  readonly findings: readonly { readonly rule: string; readonly reason: string; readonly blocks?: true }[];
}
async function verified(...args: string[]) {
  const { code, stdout } = await called("verify", ...args, "--format", "json");
  const [use] = (JSON.parse(stdout) as { uses: Use[] }).uses;
  return { code, verdict: use?.verdict, locked: use?.findings.filter(({ rule }) => rule === "image-lock") };
}

describe("the lock file of verify", () => {
  it("is the one beside the policy document, and what differs is a note: accepted stays accepted", async () => {
    const [old, now] = [signed(terminal.setting, "old"), signed(terminal.setting, "now")];
    lock({ [name("web:1")]: old.digest });
    const image = name(`web:1@${now.digest}`);
    expect(await verified(image)).toMatchObject({ code: 0, verdict: "accepted", locked: [{ reason: "lock-differs" }] });
    const { stdout } = await called("verify", image);
    expect(stdout).toContain("advisory[image-lock] (medium)");
    expect(stdout).not.toContain("error[");
  });

  it("is another one where --lock names it", async () => {
    const [old, now] = [signed(terminal.setting, "old"), signed(terminal.setting, "now")];
    lock({ [name("web:1")]: old.digest });
    const other = lock({ [name("web:1")]: now.digest }, "other.lock");
    expect((await verified(name(`web:1@${now.digest}`), "--lock", other)).locked).toEqual([]);
  });

  it("tells the locked digest of a tag in one line, without an explanation", async () => {
    const { digest } = signed(terminal.setting, "web");
    lock({ [name("web:1")]: digest });
    const { stdout } = await called("verify", name("web:1"));
    expect(stdout).toContain(`Use ${name(`web:1@${digest}`)}`);
    expect(stdout).toContain(`(linux/amd64, linux/arm64; the locked digest, since ${LOCKED}; signed by release-key`);
    expect(stdout).toMatch(/advisory\[image-lock\] \(medium\) argument 1: .*: digestbound\.lock has sha256:/);
    expect(stdout.match(/Why:/g)).toHaveLength(1);
  });

  it("rejects with --frozen what it does not have, and what it has otherwise", async () => {
    const [old, now] = [signed(terminal.setting, "old"), signed(terminal.setting, "now")];
    lock({});
    const image = name(`web:1@${now.digest}`);
    const rejected = { code: 1, verdict: "rejected" };
    expect(await verified(image, "--frozen")).toMatchObject({
      ...rejected,
      locked: [{ reason: "not-locked", blocks: true }],
    });
    lock({ [name("web:1")]: old.digest });
    expect(await verified(image, "--frozen")).toMatchObject({
      ...rejected,
      locked: [{ reason: "lock-differs", blocks: true }],
    });
    expect((await called("verify", image, "--frozen")).stdout).toContain("error[image-lock]");
  });
});

describe.each(["verify", "resolve", "explain"])("%s", (command) => {
  it("makes image-lock mandatory with --frozen, as in a pack: a locked tag that moved is no advice then", async () => {
    const old = signed(terminal.setting, "old");
    signed(terminal.setting, "now");
    lock({ [name("web:1")]: old.digest });
    const document = JSON.parse(readFileSync(terminal.policy, "utf8")) as object;
    const levels = { "image-pinned": "advisory", "image-lock": "advisory" };
    writeFileSync(terminal.policy, JSON.stringify({ ...document, levels }));
    expect((await verified(name("web:1"))).code).toBe(0);
    expect(await verified(name("web:1"), "--frozen")).toMatchObject({
      ...{ code: 1, locked: [{ reason: "tag-moved", level: "mandatory" }] },
    });
  });

  it("with --frozen and no lock file is a usage error", async () => {
    const { code, stderr } = await called(command, name("web:1"), "--frozen");
    expect([code, stderr]).toEqual([
      2,
      "digestbound: --frozen needs a lock file: write it with `digestbound lock`, or name it with --lock FILE.\n",
    ]);
  });

  it.each([
    ["missing", "gone.lock", "does not exist"],
    ["no lock file", "policy.yaml", "is not as `digestbound lock` writes it"],
  ])("with a lock file that is %s is a usage error, and asks nobody (law 3)", async (_, file, words) => {
    const { code, stderr } = await called(command, name("web:1"), "--lock", join(terminal.folder, file));
    expect(code).toBe(2);
    expect(stderr).toContain(words);
    expect(terminal.setting.registry.requests).toEqual([]);
  });

  it("does not pass over a lock file beside the document that cannot be read", async () => {
    writeFileSync(join(terminal.folder, "digestbound.lock"), "{");
    expect((await called(command, name("web:1"))).code).toBe(2);
  });
});

describe.each(["verify", "resolve", "explain"])("%s", (command) => {
  it("goes by the lock file that --lock names, and not by the one beside the document", async () => {
    const [old, now] = [signed(terminal.setting, "old"), signed(terminal.setting, "now")];
    lock({ [name("web:1")]: old.digest });
    const other = lock({ [name("web:1")]: now.digest }, "other.lock");
    const offered = name(`web:1@${now.digest}`);
    expect((await called(command, name("web:1"))).stdout).not.toContain(offered);
    expect((await called(command, name("web:1"), "--lock", other)).stdout).toContain(offered);
  });

  it("rejects with --frozen what is trusted and not locked, and without it lets that pass", async () => {
    const { digest } = signed(terminal.setting, "web");
    lock({});
    const image = name(`web:1@${digest}`);
    const all = async (...args: string[]) => {
      const { stdout, stderr } = await called(command, image, ...args);
      return stdout + stderr;
    };
    expect(await all()).not.toContain(FROZEN);
    expect(await all("--frozen")).toContain(FROZEN);
  });
});

const FROZEN = "digestbound.lock has no entry for it, and it is frozen: nothing else is let through.";

describe("resolve", () => {
  it("prints the locked digest, and says on stderr that the tag moved", async () => {
    const [old, now] = [signed(terminal.setting, "old"), signed(terminal.setting, "now")];
    lock({ [name("web:1")]: old.digest });
    const { code, stdout, stderr } = await called("resolve", name("web:1"));
    expect([code, stdout]).toEqual([0, `${name(`web:1@${old.digest}`)}\n`]);
    expect(stderr).toContain(`image-lock (tag-moved): digestbound.lock has ${old.digest}`);
    expect(stderr).toContain(now.digest);
  });

  it("prints a locked digest for which the policy asks no signature, as it was reviewed", async () => {
    const { digest } = pushImage(terminal.setting.registry, "vendor/db", "9");
    const image = `${terminal.setting.registry.host}/vendor/db:9`;
    expect((await called("resolve", image)).code).toBe(1);
    lock({ [image]: digest });
    expect(await called("resolve", image)).toEqual({ code: 0, stdout: `${image}@${digest}\n`, stderr: "" });
  });

  it("prints nothing that frozen rejects (law 4)", async () => {
    signed(terminal.setting, "web");
    lock({});
    const { code, stdout, stderr } = await called("resolve", name("web:1"), "--frozen");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("has no entry for it");
  });
});

describe("explain", () => {
  it("tells the entry of the lock file, by the file's own word, in quotes", async () => {
    const { digest } = signed(terminal.setting, "web");
    const signers = [{ signer: "acme-ci", system: "cosign", identity: "ci@acme (issuer https://i)" }] as const;
    const source = { repository: "https://github.com/acme/web", commit: "abc" };
    const file = new Map([[name("web:1"), entry(digest, { signers, source })]]);
    writeFileSync(join(terminal.folder, "digestbound.lock"), lockFileText(file));
    const { stdout } = await called("explain", name("web:1"));
    expect(stdout).toContain(
      `Lock: digestbound.lock\n  ${digest} since ${LOCKED}\n    platforms: "linux/amd64", "linux/arm64"\n` +
        '    signed then by "acme-ci" ("ci@acme (issuer https://i)")\n    built from "https://github.com/acme/web" "abc"\n',
    );
    expect(stdout).toContain(`Evidence on ${digest}`);
  });

  it.each([
    ["missing", {}, "  no entry for it\n"],
    ["different", { "web:1": `sha256:${"0".repeat(64)}` }, "  another digest than the one that is named:\n  sha256:0"],
  ])("says that it is %s there", async (kind, entries, words) => {
    const { digest } = signed(terminal.setting, "web");
    lock(Object.fromEntries(Object.entries(entries).map(([rest, one]) => [name(rest), one])));
    const image = name(`web:1@${digest}`);
    expect((await called("explain", image)).stdout).toContain(words);
    const { images } = JSON.parse((await called("explain", image, "--format", "json")).stdout) as {
      images: { lock: { kind: string } }[];
    };
    expect(images[0]?.lock.kind).toBe(kind);
  });

  it("says nothing of a lock file where there is none", async () => {
    expect((await called("explain", name("web:1"))).stdout).not.toContain("Lock:");
  });
});
