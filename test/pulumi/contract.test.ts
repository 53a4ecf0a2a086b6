import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { ResourceValidationPolicy } from "@pulumi/policy";
import { imagePolicies, type PackOptions } from "../../src/pulumi/index.ts";
import { packRules, rules } from "../../src/rules/index.ts";
import { legacySignature, pushImage } from "../fixtures/index.ts";
import { publicGoodRoot } from "../../src/signature/index.ts";
import { startSetting } from "../gate/setting.ts";
import { analyze, deployment, UNKNOWN_STRING } from "./analyze.ts";

const NAMES = ["PULUMI_NODEJS_DRY_RUN", "PULUMI_DRY_RUN"] as const;
const before = NAMES.map((name) => process.env[name]);
function setEnvironment(values: readonly (string | undefined)[]): void {
  for (const [index, name] of NAMES.entries()) {
    const value = values[index];
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
}
beforeEach(() => {
  setEnvironment([]);
});
afterEach(() => {
  setEnvironment(before);
});

const packFolder = "/nonexistent-digestbound-pack";
const policies = (options: Partial<PackOptions> = {}) =>
  imagePolicies({ packFolder, environment: { DIGESTBOUND_CACHE: "off" }, ...options });

describe("the policies", () => {
  const list = policies() as readonly ResourceValidationPolicy[];

  it("are the recorder, then what is told once, then every rule in its order, then what was lifted and what is locked: the rules read what the recorder wrote", () => {
    expect(list.map(({ name }) => name)).toEqual([
      "digestbound",
      "no-policy",
      "trusted-root",
      ...packRules.map(({ id }) => id),
      "exemptions",
      "locked-digests",
    ]);
  });

  it("are enforced as docs/rules.md says; only what hides nothing is advisory", () => {
    expect(list.map(({ name, enforcementLevel }) => [name, enforcementLevel])).toEqual([
      ["digestbound", "mandatory"],
      ["no-policy", "advisory"],
      ["trusted-root", "advisory"],
      ...packRules.map(({ id, level }) => [id, level]),
      ["exemptions", "advisory"],
      ["locked-digests", "advisory"],
    ]);
  });

  it("leave out what only files of a repository can show", () => {
    const names = list.map(({ name }) => name);
    expect(rules.map(({ id }) => id).filter((id) => !names.includes(id))).toEqual(["signing-by-tag"]);
  });

  it.each(packRules)("$id has its rule's title and severity", ({ id, title, severity }) => {
    expect(list.find(({ name }) => name === id)).toMatchObject({ description: title, severity });
  });

  it("take the document and the lock file from the recorder's config", () => {
    expect(list[0]?.configSchema).toEqual({
      properties: {
        document: { type: "object" },
        lock: { type: "string" },
        frozen: { type: "boolean" },
        offline: { type: "boolean" },
      },
    });
  });
});

describe("whether this is a preview", () => {
  const isPreview = async (options: Partial<PackOptions> = {}) => {
    const violations = await analyze(policies(options), deployment(UNKNOWN_STRING));
    return !violations.some(({ policy }) => policy === "image-signed");
  };

  it.each([
    [["true", undefined], true],
    [[undefined, "true"], true],
    [["false", undefined], false],
    [[undefined, "false"], false],
    [["false", "true"], false],
    [["true", "false"], true],
    [["", ""], false],
    [["1", "1"], false],
    [[undefined, undefined], false],
  ] as const)("the engine's environment %p says %p, and silence means an update, which is stricter", async (...row) => {
    setEnvironment(row[0]);
    expect(await isPreview()).toBe(row[1]);
  });

  it("is what the option says before the environment", async () => {
    setEnvironment(["true", "true"]);
    expect(await isPreview({ preview: false })).toBe(false);
    setEnvironment(["false", "false"]);
    expect(await isPreview({ preview: true })).toBe(true);
  });
});

it("an old trusted root is told once a run, advisory, where a signer uses it, and changes no verdict", async () => {
  const setting = await startSetting();
  try {
    const { host } = setting.registry;
    const { digest } = pushImage(setting.registry, "team/web", "1");
    legacySignature(setting.registry, "team/web", digest, { keyPair: setting.trusted });
    const key = setting.trusted.publicKeyPem;
    const documentWith = (logged: object) => ({
      version: 1,
      signers: { key: { cosign: { key, transparencyLog: "not-required" } }, logged: { cosign: { key, ...logged } } },
      images: [{ match: `${host}/team/*`, signedBy: ["key", "logged"] }],
      registries: [{ host, plainHttp: true }],
    });
    const after = (days: number) => () => (publicGoodRoot().date?.getTime() ?? 0) + days * 24 * 60 * 60 * 1000;
    const pinned = deployment(`${host}/team/web@${digest}`);
    const told = async (days: number, logged: object = {}) => {
      const pack = policies({ now: after(days) });
      const config = { document: documentWith(logged) };
      const [first, second] = [await analyze(pack, pinned, { config }), await analyze(pack, pinned, { config })];
      return [...first, ...second].map(({ policy }) => policy);
    };
    expect(await told(200)).toEqual(["trusted-root"]);
    expect(await told(10)).toEqual([]);
    expect(await told(200, { transparencyLog: "not-required" })).toEqual([]);
  } finally {
    await setting.close();
  }
});

it("the gate's options reach the gate, and a tag is resolved once for all resources (laws 1 and 7)", async () => {
  const setting = await startSetting();
  try {
    const { host } = setting.registry;
    const { digest } = pushImage(setting.registry, "team/web", "1");
    legacySignature(setting.registry, "team/web", digest, { keyPair: setting.trusted });
    const document = {
      version: 1,
      signers: { "release-key": { cosign: { key: setting.trusted.publicKeyPem, transparencyLog: "not-required" } } },
      images: [{ match: `${host}/team/*`, signedBy: ["release-key"] }],
      registries: [{ host, plainHttp: true }],
    };
    const config = { document };
    const refuse = () => ({ verified: false, reason: "untrusted-key", message: "The option refuses." }) as const;
    const pinned = deployment(`${host}/team/web@${digest}`);
    const verifier = { legacy: refuse, bundle: refuse, attestation: refuse };
    const refused = await analyze(policies({ verifier }), pinned, { config });
    expect(refused.map(({ policy }) => policy)).toEqual(["image-signed"]);
    expect(await analyze(policies(), pinned, { config })).toEqual([]);

    const pack = policies();
    for (const name of ["web", "api", "job"]) {
      await analyze(pack, { ...deployment(`${host}/team/web:1`), name }, { config });
    }
    expect(setting.registry.requests.filter(({ url }) => url.endsWith("/manifests/1"))).toHaveLength(1);
  } finally {
    await setting.close();
  }
});
