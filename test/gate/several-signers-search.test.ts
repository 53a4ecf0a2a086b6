import { beforeEach, describe, expect, it } from "@jest/globals";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Descriptor } from "../fixtures/index.ts";
import { severalSetting, B, BOTH, L, TWO, type Name, type Put, type Several } from "./several-signers-setting.ts";

let setting: Several;
beforeEach(async () => {
  setting = await severalSetting();
});

const tooFew = "image-signed/too-few-signers";

describe("what cannot be read", () => {
  const hide = (name: Name) => {
    const manifest = setting.bundle(name);
    setting.refuse((path) => path.includes(`/manifests/${manifest}`));
  };

  it("hides no other signature", async () => {
    hide("carol");
    setting.bundle("alice");
    setting.legacy("bob");
    expect((await setting.judge(TWO)).status).toBe("accepted");
  });

  it("might have been the one that is missing (law 3)", async () => {
    hide("carol");
    setting.legacy("bob");
    expect(await setting.judge(TWO)).toMatchObject({ status: "undetermined", reasons: ["image-checked/unauthorized"] });
  });
});

describe("an index and its children", () => {
  const child = (): Descriptor => setting.image.children[0] ?? setting.image;
  const at = (digest: string) => `:1@${digest}`;

  it("are not put together from halves", async () => {
    setting.legacy("alice");
    setting.legacy("bob", child());
    const rule = { ...BOTH, childOfSignedIndex: "accepted", allChildren: "accepted" };
    for (const [digest, told] of [[setting.image.digest], [child().digest, "image-lock/single-platform"]] as const) {
      const { status, reasons: found } = await setting.judge(rule, at(digest));
      expect([status, ...found]).toEqual(["rejected", tooFew, ...(told === undefined ? [] : [told])]);
    }
  });

  it("an index that carries all of it stands for its child", async () => {
    setting.legacy("alice");
    setting.bundle("bob");
    const { status, names } = await setting.judge({ ...BOTH, childOfSignedIndex: "accepted" }, at(child().digest));
    expect([status, ...names]).toEqual(["accepted", "alice", "bob"]);
  });

  it("a child that carries too little itself is accepted for its index all the same", async () => {
    setting.legacy("alice", child());
    for (const name of ["alice", "bob"] as const) setting.bundle(name);
    expect((await setting.judge({ ...BOTH, childOfSignedIndex: "accepted" }, at(child().digest))).status).toBe(
      "accepted",
    );
  });

  it("an index is accepted for its children, each of which carries all of it by itself", async () => {
    const [first = setting.image, second = setting.image] = setting.image.children;
    for (const one of [first, second]) setting.legacy("alice", one);
    setting.legacy("bob", first);
    const rule = { ...TWO, allChildren: "accepted" };
    const { status, message } = await setting.judge(rule);
    expect(status).toBe("rejected");
    expect(message).toContain("carries trusted signatures by 1 of the 2");
    setting.bundle("carol", second);
    expect((await setting.judge(rule)).names).toEqual(["alice", "bob", "carol"]);
  });
});

describe("what it costs", () => {
  it.each<[string, object, readonly Put[], number]>([
    ["one signer, legacy: as ever", { signedBy: ["alice"] }, [L("alice"), L("bob")], 5],
    ["one signer, bundle: as ever", { signedBy: ["alice"] }, [B("alice"), L("bob")], 4],
    ["two over the same legacy payload: nothing more", TWO, [L("alice"), L("bob"), L("carol")], 5],
    ["two bundles: a manifest and a bundle more", TWO, [B("alice"), B("bob"), L("carol")], 6],
  ])("%s", async (_, rule, puts, requests) => {
    for (const put of puts) put(setting);
    expect(await setting.judge(rule)).toMatchObject({ status: "accepted", requests });
  });

  it("is nothing the second time, and the whole number is verified again (law 5)", async () => {
    const cacheFolder = mkdtempSync(join(tmpdir(), "digestbound-several-"));
    try {
      setting.bundle("alice");
      setting.legacy("bob");
      const again = () => setting.judge(TWO, undefined, { cacheFolder });
      expect(await again()).toMatchObject({ status: "accepted" });
      expect(await again()).toMatchObject({ status: "accepted", requests: 0, names: ["alice", "bob"] });
      const more = await setting.judge({ ...TWO, atLeast: 3 }, undefined, { cacheFolder });
      expect(more.reasons).toEqual([tooFew]);
      expect(more.requests).toBeGreaterThan(0);
    } finally {
      rmSync(cacheFolder, { recursive: true, force: true });
    }
  });
});
