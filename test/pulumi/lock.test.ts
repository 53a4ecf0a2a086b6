import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { lockFileText } from "../../src/lock/index.ts";
import { imagePolicies, type PackOptions } from "../../src/pulumi/index.ts";
import { pushImage } from "../fixtures/index.ts";
import { entry, LOCKED, signed, tagRequests } from "../gate/lock-setting.ts";
import { startSetting, type Setting } from "../gate/setting.ts";
import { analyze, analyzeResource, analyzeStack, deployment, type Violation } from "./analyze.ts";

let setting: Setting;
let folder: string;
beforeEach(async () => {
  setting = await startSetting();
  folder = mkdtempSync(join(tmpdir(), "digestbound-lock-"));
});
afterEach(async () => {
  await setting.close();
  rmSync(folder, { recursive: true });
});

const STACK = { PULUMI_NODEJS_ORGANIZATION: "acme", PULUMI_NODEJS_PROJECT: "shop", PULUMI_NODEJS_STACK: "dev" };
const name = (rest: string) => `${setting.registry.host}/team/${rest}`;
const vendor = (rest: string) => `${setting.registry.host}/vendor/${rest}`;

function lock(entries: Readonly<Record<string, string>>): string {
  const file = join(folder, "digestbound.lock");
  writeFileSync(file, lockFileText(new Map(Object.entries(entries).map(([image, one]) => [image, entry(one)]))));
  return file;
}

function pack(options: Partial<PackOptions> = {}) {
  const environment = { ...STACK, DIGESTBOUND_CACHE: join(folder, "cache") };
  return imagePolicies({ packFolder: folder, preview: true, environment, ...options });
}

function configWith(more: object = {}) {
  const { host } = setting.registry;
  return {
    document: {
      version: 1,
      signers: { ci: { cosign: { key: setting.trusted.publicKeyPem, transparencyLog: "not-required" } } },
      images: [
        { match: `${host}/team/*`, signedBy: ["ci"] },
        { match: `${host}/vendor/*`, signature: "not-required", because: "it signs nothing" },
      ],
      registries: [{ host, plainHttp: true }],
    },
    ...more,
  };
}

const root = { type: "pulumi:pulumi:Stack", name: "shop-dev", props: {} };
const byPolicy = (violations: readonly Violation[]) => violations.map(({ policy }) => policy);

/** What remediation writes for an image, as the engine asks for it after the root resource, and then everything that is told. */
async function remediated(image: string, policies: ReturnType<typeof pack>, config: object) {
  const options = { config: config as Record<string, unknown> };
  await analyzeResource(policies, root, options);
  const pinned = (policies as readonly ResourceValidationPolicy[]).find((one) => one.name === "image-pinned");
  const resource = deployment(image);
  const args = {
    type: "kubernetes:apps/v1:Deployment",
    name: "web",
    urn: "urn:pulumi:dev::shop::kubernetes:apps/v1:Deployment::web",
    props: resource.props,
  };
  const written = (await pinned?.remediateResource?.(args as unknown as ResourceValidationArgs)) as
    { spec: { template: { spec: { containers: { image: string }[] } } } } | undefined;
  const now = written?.spec.template.spec.containers[0]?.image;
  const requests = tagRequests(setting);
  const violations = [
    ...(await analyzeResource(policies, deployment(now ?? image), options)),
    ...(await analyzeStack(policies, [deployment(now ?? image)], options)),
  ];
  return { now, requests, violations };
}

describe.each([
  ["preview", true],
  ["update", false],
])("remediation at %s, by a lock file", (_, preview) => {
  it("writes the locked digest although the tag moved, without asking for the tag, and says that it is locked", async () => {
    const old = signed(setting, "old");
    signed(setting, "now");
    const config = configWith({ lock: lock({ [name("web:1")]: old.digest }) });
    const { now, requests, violations } = await remediated(name("web:1"), pack({ preview }), config);
    expect(now).toBe(name(`web:1@${old.digest}`));
    expect(requests).toBe(0);
    expect(byPolicy(violations)).toEqual(["locked-digests"]);
    expect(violations[0]?.message).toContain(
      `image-lock (locked-digest): digestbound.lock has ${old.digest} for the tag 1 since ${LOCKED}; signed by ci (`,
    );
  });

  it("writes nothing where the locked digest is not trusted (laws 4 and 8)", async () => {
    const evil = signed(setting, "evil", "evil", setting.stranger);
    signed(setting, "good");
    const config = configWith({ lock: lock({ [name("web:1")]: evil.digest }) });
    const { now, violations } = await remediated(name("web:1"), pack({ preview }), config);
    expect(now).toBeUndefined();
    expect(byPolicy(violations)).toEqual(expect.arrayContaining(["image-pinned", "image-signed"]));
  });

  it("writes a locked digest for which the policy asks no signature: it was reviewed with the lock file", async () => {
    const { digest } = pushImage(setting.registry, "vendor/db", "9");
    pushImage(setting.registry, "vendor/db", "9", { text: "later" });
    const config = configWith({ lock: lock({ [vendor("db:9")]: digest }) });
    expect((await remediated(vendor("db:9"), pack({ preview }), config)).now).toBe(vendor(`db:9@${digest}`));
  });

  it("writes nothing where frozen and not locked", async () => {
    signed(setting, "web");
    const config = configWith({ lock: lock({}), frozen: true });
    const { now, violations } = await remediated(name("web:1"), pack({ preview }), config);
    expect(now).toBeUndefined();
    expect(byPolicy(violations)).toEqual(expect.arrayContaining(["digestbound", "image-lock", "image-pinned"]));
  });
});

describe("between preview and update", () => {
  it("what is locked needs no cache and no preview", async () => {
    const { digest } = signed(setting, "web");
    const config = configWith({ lock: lock({ [name("web:1")]: digest }) });
    const environment = { ...STACK, DIGESTBOUND_CACHE: "off" };
    for (const preview of [true, false])
      expect((await remediated(name("web:1"), pack({ preview, environment }), config)).now).toBe(
        name(`web:1@${digest}`),
      );
  });

  it("the tag is not asked either by what verifies ahead", async () => {
    const { digest } = signed(setting, "web");
    const config = configWith({ lock: lock({ [name("web:1")]: digest }) });
    for (const preview of [true, false]) await remediated(name("web:1"), pack({ preview }), config);
    await delay(100);
    expect(tagRequests(setting)).toBe(0);
  });

  it("a lock file that was changed after the preview is refused, with both digests and no suggestion", async () => {
    const old = signed(setting, "old");
    const now = signed(setting, "now");
    const config = configWith({ lock: lock({ [name("web:1")]: old.digest }) });
    await remediated(name("web:1"), pack(), config);
    lock({ [name("web:1")]: now.digest });
    const update = await remediated(name("web:1"), pack({ preview: false }), config);
    expect(update.now).toBeUndefined();
    const message = update.violations.find(({ policy }) => policy === "image-pinned")?.message;
    expect(message).toContain(`the preview showed ${old.digest}, and the lock file has ${now.digest}. Preview again`);
    expect(message).not.toContain("Use ");
  });
});

describe("judging by a lock file", () => {
  it("tells a moved tag by image-lock, advisory, beside the tag itself", async () => {
    const old = signed(setting, "old");
    const now = signed(setting, "now");
    const config = configWith({ lock: lock({ [name("web:1")]: old.digest }) });
    const violations = await analyze(pack(), [root, deployment(name("web:1"))], { config });
    expect(byPolicy(violations)).toEqual(["image-pinned", "image-lock"]);
    expect(violations[1]?.message).toContain(`now the tag points at ${now.digest}`);
    expect(violations[0]?.message).toContain(`Use ${name(`web:1@${old.digest}`)}`);
    expect(violations[0]?.message).toContain(`the locked digest, since ${LOCKED}; signed by ci`);
  });

  it("shows the locked digest by a policy of its own, since image-lock may be mandatory", async () => {
    const { digest } = signed(setting, "web");
    const config = configWith({ lock: lock({ [name("web:1")]: digest }) });
    const policies = pack();
    const violations = await analyze(policies, [root, deployment(name("web:1"))], { config });
    expect(byPolicy(violations)).toEqual(["image-pinned", "locked-digests"]);
    const own = (policies as readonly ResourceValidationPolicy[]).find((one) => one.name === "locked-digests");
    expect(own?.enforcementLevel).toBe("advisory");
  });

  it("counts what does not fit in one answer", async () => {
    const { digest } = signed(setting, "web");
    const config = configWith({ lock: lock({ [name("web:1")]: digest }) });
    const images = Array.from({ length: 4000 }, () => name("web:1"));
    const violations = await analyze(pack(), [root, deployment(...images)], { config, disabled: ["image-pinned"] });
    const told = violations.filter(({ policy }) => policy === "locked-digests");
    const left = /^(\d+) more locked digests do not fit in one answer\.$/.exec(told.at(-1)?.message ?? "");
    expect(Number(left?.[1]) + told.length - 1).toBe(4000);
  });
});

describe.each([
  ["preview", true],
  ["update", false],
])("frozen at %s", (_, preview) => {
  const frozen = (entries: Readonly<Record<string, string>>) => configWith({ lock: lock(entries), frozen: true });

  it.each([
    ["as it is registered", []],
    ["disabled", ["image-lock"]],
  ])("is told by the recorder's policy, which is mandatory, with image-lock %s", async (_, disabled) => {
    const { digest } = signed(setting, "web");
    const resources = [root, deployment(name(`web:1@${digest}`))];
    const violations = await analyze(pack({ preview }), resources, { config: frozen({}), disabled });
    expect(byPolicy(violations).toSorted()).toEqual(
      disabled.length === 0 ? ["digestbound", "image-lock"] : ["digestbound"],
    );
    const own = violations.find(({ policy }) => policy === "digestbound");
    expect(own?.message).toContain(`@${digest}: image-lock (not-locked): digestbound.lock has no entry for it`);
  });

  it("rejects a digest that differs, however well it is signed", async () => {
    const [old, now] = [signed(setting, "old"), signed(setting, "now")];
    const resources = [root, deployment(name(`web:1@${now.digest}`))];
    const violations = await analyze(pack({ preview }), resources, { config: frozen({ [name("web:1")]: old.digest }) });
    expect(byPolicy(violations)).toContain("digestbound");
    expect(violations.map(({ message }) => message).join()).toContain("lock-differs");
  });

  it("makes all of image-lock mandatory, as where it is known at boot: a locked tag that moved", async () => {
    const old = signed(setting, "old");
    signed(setting, "now");
    const config = frozen({ [name("web:1")]: old.digest });
    const violations = await analyze(pack({ preview }), [root, deployment(name("web:1"))], { config });
    const own = violations.filter(({ policy }) => policy === "digestbound");
    expect(own.map(({ message }) => message)).toEqual([expect.stringContaining("image-lock (tag-moved)")]);
  });

  it("says nothing of what is locked", async () => {
    const { digest } = signed(setting, "web");
    const resources = [root, deployment(name(`web:1@${digest}`))];
    expect(await analyze(pack({ preview }), resources, { config: frozen({ [name("web:1")]: digest }) })).toEqual([]);
  });
});

it("frozen counts what does not fit in one answer", async () => {
  const { digest } = signed(setting, "web");
  const config = configWith({ lock: lock({}), frozen: true });
  const images = Array.from({ length: 6000 }, () => name(`web@${digest}`));
  const violations = await analyze(pack(), [root, deployment(...images)], { config, disabled: ["image-lock"] });
  const told = violations.filter(({ policy }) => policy === "digestbound");
  const left =
    /^(\d+) more findings of a frozen lock file do not fit in one answer; mend some of those that are told\.$/.exec(
      told.at(-1)?.message ?? "",
    );
  expect(Number(left?.[1]) + told.length - 1).toBe(6000);
});

it("frozen tells in one line what is wrong, by the recorder's policy", async () => {
  const { digest } = signed(setting, "web");
  const config = configWith({ lock: lock({}), frozen: true });
  const image = name(`web@${digest}`);
  const violations = await analyze(pack(), [root, deployment(image)], { config });
  expect(violations.filter(({ policy }) => policy === "digestbound").map(({ message }) => message)).toEqual([
    `spec.template.spec.containers[0].image: ${image}: image-lock (not-locked): ` +
      "digestbound.lock has no entry for it, and it is frozen: nothing else is let through.",
  ]);
});

it("frozen at update is told before the resource is created, whatever the level of image-lock is", async () => {
  const { digest } = signed(setting, "web");
  const options = { config: configWith({ lock: lock({}), frozen: true }), disabled: ["image-lock"] };
  const violations = await analyzeResource(pack({ preview: false }), deployment(name(`web:1@${digest}`)), options);
  expect(byPolicy(violations)).toEqual(["digestbound"]);
});

describe("the level of image-lock", () => {
  const levelOf = (options: Partial<PackOptions>) =>
    (pack(options) as readonly ResourceValidationPolicy[]).find((one) => one.name === "image-lock")?.enforcementLevel;

  it("is mandatory where frozen is known at boot, else advisory", () => {
    expect(levelOf({})).toBe("advisory");
    expect(levelOf({ frozen: true })).toBe("mandatory");
    expect(levelOf({ environment: { DIGESTBOUND_FROZEN: "true" } })).toBe("mandatory");
    expect(levelOf({ environment: { DIGESTBOUND_FROZEN: "true" }, frozen: false })).toBe("advisory");
  });
});

it("a lock file that cannot be read leaves everything undetermined, and says so once with file and remedy (law 3)", async () => {
  const { digest } = signed(setting, "web");
  const config = configWith({ lock: "gone.lock" });
  const violations = await analyze(pack(), [root, deployment(name(`web@${digest}`))], { config });
  expect(violations.filter(({ policy }) => policy === "digestbound").map(({ message }) => message)).toEqual([
    `lock-invalid: ${join(folder, "gone.lock")} is not a valid lock file: does not exist. Write it with \`digestbound lock\`, or name the right file.`,
  ]);
  expect(violations.find(({ policy }) => policy === "image-checked")?.message).toContain(
    "the lock file cannot be used",
  );
  expect(setting.registry.requests).toEqual([]);
});

it("an own pack may name the lock file, seen from its folder", async () => {
  const { digest } = signed(setting, "web");
  lock({ [name("web:1")]: digest });
  const violations = await analyze(
    pack({ lock: "digestbound.lock", frozen: true }),
    [root, deployment(vendor("db:9"))],
    {
      config: configWith(),
    },
  );
  expect(byPolicy(violations)).toContain("digestbound");
});
