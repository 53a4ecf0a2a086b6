import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { imagePolicies, type PackOptions } from "../../src/pulumi/index.ts";
import { readOffline } from "../../src/pulumi/offline.ts";
import { signed } from "../gate/lock-setting.ts";
import { startSetting, type Setting } from "../gate/setting.ts";
import { analyze, deployment } from "./analyze.ts";

it.each<[object, boolean | undefined, string | undefined, unknown]>([
  [{}, undefined, undefined, false],
  [{}, undefined, "", false],
  [{}, undefined, "true", true],
  [{}, undefined, "false", false],
  [{}, false, "true", false],
  [{}, true, undefined, true],
  [{ offline: false }, true, "true", false],
  [{ offline: true }, false, "false", true],
  [{}, undefined, "1", { message: "DIGESTBOUND_OFFLINE is neither true nor false." }],
  [{ offline: "true" }, true, "true", { message: 'The policy config "offline" is neither true nor false.' }],
])(
  "policy config %j, option %s, environment %s: %j, the first that says anything",
  (config, option, text, expected) => {
    const environment = text === undefined ? {} : { DIGESTBOUND_OFFLINE: text };
    expect(readOffline({ config: config as Record<string, unknown>, option, environment })).toEqual(expected);
  },
);

describe("a pack", () => {
  let setting: Setting;
  let folder: string;
  let image: string;
  beforeAll(async () => {
    setting = await startSetting();
    folder = mkdtempSync(join(tmpdir(), "digestbound-offline-"));
    image = `${setting.registry.host}/team/web@${signed(setting, "web").digest}`;
  });
  afterAll(async () => {
    await setting.close();
    rmSync(folder, { recursive: true });
  });

  async function judged(more: object, options: Partial<PackOptions> = {}) {
    const { host } = setting.registry;
    const document = {
      version: 1,
      signers: { ci: { cosign: { key: setting.trusted.publicKeyPem, transparencyLog: "not-required" } } },
      images: [{ match: `${host}/team/*`, signedBy: ["ci"] }],
      registries: [{ host, plainHttp: true }],
    };
    const before = setting.registry.requests.length;
    const policies = imagePolicies({
      ...{ packFolder: folder, preview: true, environment: { DIGESTBOUND_CACHE: "off" } },
      ...options,
    });
    const violations = await analyze(policies, [deployment(image)], { config: { document, ...more } });
    const told = violations.map(({ policy, message }) => `${policy}: ${message.split("\n").slice(0, 2).join("")}`);
    return { told, requests: setting.registry.requests.length - before };
  }
  const environment = (value: string) => ({ DIGESTBOUND_CACHE: "off", DIGESTBOUND_OFFLINE: value });
  const at = () => `spec.template.spec.containers[0].image: ${image}`;

  it("asks, unless something says that it is offline", async () => {
    for (const options of [{}, { offline: false }, { environment: environment("false") }]) {
      const { told, requests } = await judged({}, options);
      expect([told, requests > 0]).toEqual([[], true]);
    }
  });

  it.each<[string, object, () => Partial<PackOptions>]>([
    ["the policy config", { offline: true }, () => ({})],
    ["the option", {}, () => ({ offline: true })],
    ["the environment", {}, () => ({ environment: environment("true") })],
  ])(
    "asks nobody where %s says that it is offline, and lets nothing pass by that (law 3)",
    async (_, config, options) => {
      const { told, requests } = await judged(config, options());
      expect(requests).toBe(0);
      expect(told).toHaveLength(1);
      expect(told[0]).toMatch(/^image-checked: /);
      expect(told[0]).toContain(at());
      expect(told[0]).toContain("This run is offline, and ");
    },
  );

  it("judges nothing where that is neither true nor false, and says so once (law 7)", async () => {
    const { told, requests } = await judged({}, { environment: environment("yes") });
    expect(requests).toBe(0);
    expect(told).toEqual([
      "digestbound: DIGESTBOUND_OFFLINE is neither true nor false.",
      `image-checked: ${at()}  the policy document is invalid, so nothing can be judged by it.`,
    ]);
  });
});
