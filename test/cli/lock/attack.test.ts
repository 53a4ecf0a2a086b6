import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { ISSUER } from "../../fixtures/sigstore/keyless.ts";
import { lockSetting, type LockSetting } from "./setting.ts";

let open: LockSetting;
let web: string;
beforeEach(async () => {
  open = await lockSetting();
  web = `${open.host}/team/web:1.4`;
});
afterEach(() => open.close());

const RELEASE = `https://github.com/acme/web/.github/workflows/release.yml@refs/tags/v1.4.0 (issuer ${ISSUER})`;
const EVIL = `https://github.com/evil/web/.github/workflows/release.yml@refs/tags/v1.4.0 (issuer ${ISSUER})`;

async function locked(at = 2) {
  const image = open.push("old");
  open.signKeyless(image, { at, commit: "1".repeat(40) });
  expect((await open.lock([web])).code).toBe(0);
  return { image, text: open.lockText() };
}

describe("a tag that was moved (laws 1, 4)", () => {
  it("to an image that nobody signed is not followed: the old entry stays, and the attack is told", async () => {
    const { text } = await locked();
    open.push("evil");
    const { code, stdout, stderr } = await open.lock();
    expect([code, stdout]).toEqual([1, "digestbound.lock: 1 refused. Nothing was written.\n"]);
    expect(stderr).toBe(`digestbound.lock: HOST/team/web:1.4
  the tag 1.4 points at sha256:evil, which carries no signature. The policy trusts: release-key, other-key, ci (issuer "${ISSUER}", sourceRepository "https://github.com/acme/web", workflow any on https://github.com), fork (issuer "${ISSUER}", sourceRepository "https://github.com/evil/web", workflow any on https://github.com). No digest is suggested: a tag that was moved to somebody else's image looks exactly like this.
  Why: Without a trusted signature bound to this digest, anybody with write access to the registry may have put the image there.
  What to do: Sign the digest that your pipeline built (cosign sign --key … name@sha256:…), or deploy a digest that is signed.
  Its entry stays as it was: sha256:old
`);
    expect(open.lockText()).toBe(text);
  });

  it("to one by another trusted signer is followed with a warning; back again, with one of a rollback", async () => {
    const { image } = await locked(2);
    const fork = open.push("fork");
    open.signKeyless(fork, { repository: "evil/web", at: 3 });
    expect(await open.lock()).toEqual({
      code: 0,
      stderr: "",
      stdout: `~ changed  HOST/team/web:1.4
    was  sha256:old
         signed by ci, ${RELEASE}, 2026-03-01T14:00:10Z
         built from https://github.com/acme/web, refs/tags/v1.4.0, commit ${"1".repeat(40)}
    now  sha256:fork
         signed by fork, ${EVIL}, 2026-03-01T15:00:10Z
         built from https://github.com/evil/web, refs/tags/v1.4.0
    warning[signer-lost] It is signed by fork, ${EVIL}, and was by ci, ${RELEASE}.
    warning[other-source] It is built from https://github.com/evil/web, and was from https://github.com/acme/web.

digestbound.lock: 1 changed. 2 warnings.
`,
    });
    open.registry.putManifest("team/web", "1.4", open.manifest(image), image.mediaType);
    const { code, stdout } = await open.lock();
    expect(code).toBe(0);
    expect(stdout).toContain(
      "    warning[rollback] It was signed at 2026-03-01T14:00:10Z, before what it replaces, which was signed at 2026-03-01T15:00:10Z.\n",
    );
    expect(open.lockText()).toContain('"digest": "sha256:old"');
  });

  it("to one that is signed with a key, where it was by a certificate, is followed with a warning", async () => {
    await locked();
    open.signKey(open.push("keyed"));
    const { stdout } = await open.lock();
    expect(stdout).toContain(
      `    warning[keyless-to-key] It was signed with a certificate (ci, ${RELEASE}), and is signed with a key alone.\n`,
    );
  });
});

it("what is told of the old digest is what is verified of it today, not what the file says (law 5)", async () => {
  const { image } = await locked();
  const forged = open
    .readRaw()
    .replace("acme/web/.github", "evil/web/.github")
    .replace('"signer": "ci"', '"signer": "fork"');
  open.writeRaw(forged);
  const next = open.push("next");
  open.signKeyless(next, { at: 5, commit: "2".repeat(40) });
  const { stdout } = await open.lock();
  expect(stdout).toContain(`was  sha256:old\n         signed by ci, ${RELEASE}, 2026-03-01T14:00:10Z\n`);
  expect(stdout).not.toContain("warning");
  expect(image.digest).toMatch(/^sha256:/);
});

it("an old digest that is trusted no more is told as such, with what the file says of it", async () => {
  const { image } = await locked();
  open.registry.putManifest("team/web", "1.4", open.manifest(image), image.mediaType);
  open.writePolicy((document) => ({
    ...document,
    images: [{ match: `${open.host}/team/*`, signedBy: ["release-key"] }],
  }));
  open.signKey(open.push("next"));
  const { code, stdout } = await open.lock();
  expect(code).toBe(0);
  expect(stdout).toContain(`    was  sha256:old
         signed by ci, ${RELEASE}, 2026-03-01T14:00:10Z
`);
  expect(stdout).toContain("    was as the lock file says; it is not trusted today: it carries no");
});

describe("an image that cannot be judged", () => {
  it("leaves the file as it is: the registry is down", async () => {
    const { text } = await locked();
    open.setDown();
    expect(await open.lock()).toEqual({
      code: 3,
      stdout: "digestbound.lock: 1 refused. Nothing was written.\n",
      stderr: `digestbound.lock: HOST/team/web:1.4
  HOST/team/web: HOST/team/web:1.4: HOST answered 503. Try again later; the registry has a problem of its own.
  Why: An image that could not be checked is not an image that passed: an attacker who can break the check would have won.
  What to do: Mend what the message names, then run again; nothing was decided about the image itself.
  Its entry stays as it was: sha256:old
`,
    });
    expect(open.lockText()).toBe(text);
  });

  it("leaves it also where nothing but the signatures cannot be read", async () => {
    const { text } = await locked();
    open.push("next");
    open.setDown(/referrers|\.sig/);
    const { code, stderr } = await open.lock();
    expect([code, open.lockText()]).toEqual([3, text]);
    expect(stderr).toContain("HOST answered 503.");
  });

  it("is told also where the policy asks for no signature", async () => {
    open.push("vendor", {}, "vendor/app");
    open.setDown();
    for (const image of [`${open.host}/vendor/app:1.4`, `${open.host}/vendor/app@sha256:${"1".repeat(64)}`]) {
      const { code, stderr } = await open.lock([image, "--accept-unverified"]);
      expect(code).toBe(3);
      expect(stderr).toContain("HOST answered 503.");
      expect(stderr).toContain("  It is not locked.\n");
    }
  });

  it("is rejected where its bytes are not what the digest says (law 2)", async () => {
    const image = open.push("vendor", {}, "vendor/app");
    open.setForged(image.digest);
    const { code, stderr } = await open.lock([`${open.host}/vendor/app@${image.digest}`, "--accept-unverified"]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("came with bytes that hash to")]);
  });

  it("keeps nobody else from being locked; what is rejected weighs more than what is not known", async () => {
    open.signKey(open.push("good"));
    open.push("bad", {}, "team/bad");
    const images = ["team/web:1.4", "team/bad:1.4", "team/gone:1"].map((name) => `${open.host}/${name}`);
    const { code, stdout } = await open.lock(images);
    expect(code).toBe(1);
    expect(stdout).toContain("digestbound.lock: 1 added, 2 refused.\n");
    expect((await open.lock([`${open.host}/team/gone:1`])).code).toBe(3);
  });
});

it("sends no packet for an image that no match covers (law 9)", async () => {
  const { code, stderr } = await open.lock([`${open.host}/other/app:1`]);
  expect([code, open.registry.requests.length]).toEqual([1, 0]);
  expect(stderr).toContain("so its registry was not asked");
});

it("what a build service would obey that reads a log is escaped in JSON, be it the file's own word (law 10)", async () => {
  await locked();
  const [before, identity] = [open.readRaw(), '"identity": "##vso[task.complete]done"'];
  open.writeRaw(before.replace(/"identity": "[^"]*"/, identity));
  open.signKey(open.push("api", {}, "team/api"), open.trusted, "team/api");
  const { stdout } = await open.lock([`${open.host}/team/api:1.4`, "--prune", "--format", "json"]);
  expect(stdout).not.toContain("##");
  const { changes, summary } = JSON.parse(stdout) as {
    changes: { change: string; old: { signers: object[] } | null }[];
    summary: object;
  };
  expect(summary).toMatchObject({ entries: 1, added: 1, removed: 1 });
  expect(changes.find(({ change }) => change === "removed")?.old?.signers).toMatchObject([
    { identity: "##vso[task.complete]done" },
  ]);
});

it("a signature that comes as other bytes than its digest says is known to be bad, not merely unseen (law 2)", async () => {
  const { digest } = open.push("web");
  open.signKey({ digest });
  const signature = open.registry.manifest("team/web", `${digest.replace(":", "-")}.sig`)?.bytes.toString() ?? "";
  const { layers } = JSON.parse(signature) as { layers: { digest: string }[] };
  open.setForged(layers[0]?.digest ?? "");
  const { code, stdout } = await open.lock([web, "--format", "json"]);
  const { refused } = JSON.parse(stdout) as { refused: { why: string }[] };
  expect([code, refused.map(({ why }) => why)]).toEqual([1, ["rejected"]]);
});
