import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { pushImage } from "../../fixtures/index.ts";
import { lockSetting, type LockSetting } from "./setting.ts";

let open: LockSetting | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

describe("where the policy asks for no signature (law 4)", () => {
  let setting: LockSetting;
  let image: string;
  beforeEach(async () => {
    setting = open = await lockSetting();
    image = `${setting.host}/vendor/app:1.4`;
    setting.push("vendor", {}, "vendor/app");
  });

  it.each(["tag", "digest"])("nothing is locked unless the user says so: by %s", async (by) => {
    const { digest } = setting.push("vendor", {}, "vendor/app");
    const named = by === "tag" ? image : `${image}@${digest}`;
    expect(await setting.lock([named])).toEqual({
      code: 1,
      stdout: "digestbound.lock: 1 refused. Nothing was written.\n",
      stderr: `${setting.plain(named)}
  Nobody vouches for its digest: the policy asks for no signature, or an exemption lifts that.
  To lock it all the same, add --accept-unverified.
  It is not locked.
`,
    });
    expect(await setting.lock([named, "--accept-unverified"])).toEqual({
      code: 0,
      stderr: "",
      stdout: `+ added  ${setting.plain(named)}
    now  sha256:vendor
         vouched for by nobody

digestbound.lock: 1 added.
`,
    });
    expect(setting.lockText()).not.toContain("signers");
  });

  it("exactly the digest that is locked already stays so, and another one does not take its place", async () => {
    await setting.lock([image, "--accept-unverified"]);
    expect(await setting.lock()).toMatchObject({ code: 0, stderr: "" });
    setting.push("moved", {}, "vendor/app");
    const { code, stderr } = await setting.lock();
    expect(code).toBe(1);
    expect(stderr).toContain("  Its entry stays as it was: sha256:vendor\n");
    expect((await setting.lock(["--accept-unverified"])).stdout).toContain("~ changed");
  });
});

it("what is let through by its tag has no digest to lock, is told, and keeps nothing else from being locked", async () => {
  const assets = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/cdk-hnb659fds-container-assets-123456789012-eu-west-1";
  const setting = (open = await lockSetting({
    policy: (host) => ({
      images: [
        { match: `${host}/team/*`, signedBy: ["release-key", "other-key", "ci", "fork"] },
        { match: assets, signature: "not-required", because: "built by the CDK" },
      ],
      cdkAssets: "accepted",
    }),
  }));
  setting.signKey(setting.push("web"));
  const asset = `${assets}:${"a".repeat(64)}`;
  const { code, stdout, stderr } = await setting.lock([asset, `${setting.host}/team/web:1.4`]);
  expect([code, stderr]).toEqual([0, `Passed over: ${asset} is let through by its tag.\n`]);
  expect(stdout).toContain("digestbound.lock: 1 added.\n");
});

describe("what an exemption lifts counts as unverified", () => {
  const exempting = (...rules: readonly string[]) =>
    lockSetting({
      policy: (host) => ({
        exemptions: rules.map((rule) => ({
          ...{ image: `${host}/team/web`, rule, because: "to be signed", owner: "team", until: "2026-06-01" },
        })),
      }),
    });

  it.each([[["image-signed"]], [["image-signed", "image-pinned"]]])("%j", async (rules) => {
    const setting = (open = await exempting(...rules));
    setting.push("unsigned");
    const image = `${setting.host}/team/web:1.4`;
    expect(await setting.lock([image])).toMatchObject({ code: 1, stderr: expect.stringContaining("Nobody vouches") });
    expect((await setting.lock([image, "--accept-unverified"])).code).toBe(0);
    expect(setting.lockText()).not.toContain("signers");
  });

  it("a tag that may be mutable is verified all the same", async () => {
    const setting = (open = await exempting("image-pinned"));
    setting.signKey(setting.push("signed"));
    expect((await setting.lock([`${setting.host}/team/web:1.4`])).code).toBe(0);
    expect(setting.lockText()).toContain('"signer": "release-key"');
  });

  it("what could not be found out is not locked, however it is let through", async () => {
    const setting = (open = await lockSetting({
      policy: (host) => ({
        exemptions: [
          {
            ...{ image: `${host}/team/web`, rule: "image-checked", reasons: ["undetermined"] },
            ...{ because: "the registry is broken", owner: "team", until: "2026-06-01" },
          },
        ],
      }),
    }));
    const { digest } = pushImage(setting.registry, "team/web", "1.4", { text: "x" });
    for (const paths of [/referrers|\.sig/, /./]) {
      setting.setDown(paths);
      const { code } = await setting.lock([`${setting.host}/team/web:1.4@${digest}`, "--accept-unverified"]);
      expect(code).toBe(3);
    }
  });
});
