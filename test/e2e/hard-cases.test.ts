import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openStack, runEngine, startProvider, type EngineResult, type StandInProvider } from "../engine/index.ts";
import { pushImage } from "../fixtures/index.ts";
import { openShop, packFolder, type Shop } from "../shop/shop.ts";
import { repositoryRoot } from "../tools/index.ts";

const TIMEOUT = 240_000;
let shop: Shop;
let provider: StandInProvider;
let flip = 0;
beforeAll(async () => {
  [shop, provider] = await Promise.all([
    openShop({
      intercept: (request, response) => {
        if (request.url?.startsWith("/v2/shop/flaky/manifests/latest") !== true) return false;
        flip += 1;
        const stored = shop.registry.manifest("shop/flaky", flip % 2 === 1 ? "good" : "evil");
        response.writeHead(200, { "content-type": stored?.mediaType }).end(stored?.bytes);
        return true;
      },
    }),
    startProvider(),
  ]);
  const good = pushImage(shop.registry, "shop/flaky", "good", { text: "flaky good" });
  pushImage(shop.registry, "shop/flaky", "evil", { text: "flaky evil" });
  await shop.cosign.sign("release", `${shop.registry.host}/shop/flaky@${good.digest}`, "bundle");
  await shop.cosign.attest("release", `${shop.registry.host}/shop/search@${shop.images.search.digest}`);
}, TIMEOUT);
afterAll(async () => {
  provider.close();
  await shop.close();
});

const pod = (...images: readonly string[]) => ({
  type: "kubernetes:core/v1:Pod",
  properties: { spec: { containers: images.map((image, index) => ({ name: `c${index}`, image })) } },
});
const program = (resources: object) => ({ name: "hard", runtime: "yaml", resources });
const gate = () => ({ packDir: packFolder(), packConfig: { digestbound: { document: shop.document } } });

function on({ policyEvents }: EngineResult, name: string): string[] {
  return policyEvents
    .filter(({ urn }) => urn?.endsWith(`::${name}`) === true)
    .map(({ policyName, message }) => `${policyName}: ${message}`);
}

describe("in one preview", () => {
  let result: EngineResult;
  beforeAll(async () => {
    const { host } = shop.registry;
    result = await runEngine({
      command: "preview",
      debugProviders: provider.debugProviders,
      ...gate(),
      program: program({
        repository: { type: "aws:ecr/repository:Repository", properties: { name: "built-here" } },
        unknown: pod("${repository.repositoryUrl}:v1", `${host}/shop/api:2.1`),
        flaky: pod(`${host}/shop/flaky`, `${host}/shop/flaky`),
        unreadable: pod("nginx@foo", "nginx@sha256:x"),
        attested: pod(`${host}/shop/search@${shop.images.search.digest}`),
        release: {
          type: "kubernetes:helm.sh/v3:Release",
          properties: {
            chart: "nginx",
            values: {
              web: { image: `${host}/shop/web@${shop.images.web.digest}` },
              api: { image: { registry: host, repository: "shop/api", tag: "2.1" } },
              built: { image: { repository: "${repository.repositoryUrl}", tag: "v1" } },
            },
          },
        },
        settings: { type: "kubernetes:core/v1:ConfigMap", properties: { data: { SIDECAR: "ghcr.io/acme/web:1" } } },
        lambda: {
          type: "aws:lambda/function:Function",
          properties: { packageType: "Image", imageUri: `${host}/shop/api:2.1` },
        },
        task: {
          type: "aws:ecs/taskDefinition:TaskDefinition",
          properties: {
            family: "f",
            containerDefinitions: JSON.stringify([{ name: "a", Image: `${host}/shop/web:1.4` }]),
          },
        },
      }),
    });
  }, TIMEOUT);

  it("an unknown image is advisory, and the known one beside it is judged (law 6)", () => {
    const found = on(result, "unknown");
    expect(found.map((text) => text.split(":")[0]).sort()).toEqual(["image-known", "image-pinned"]);
    expect(found.find((text) => text.startsWith("image-known"))).toContain("spec.containers[0].image");
    expect(found.find((text) => text.startsWith("image-pinned"))).toContain("spec.containers[1].image");
    const known = result.policyEvents.find(({ policyName }) => policyName === "image-known");
    expect(known?.enforcementLevel).toBe("advisory");
  });

  it("a registry that answers another digest each time is asked once, and its verified answer suggested twice", () => {
    const good = shop.registry.manifest("shop/flaky", "good")?.digest ?? "";
    expect(flip).toBe(1);
    expect(on(result, "flaky").filter((text) => text.includes(`@${good}`))).toHaveLength(2);
  });

  it("look-alikes of digests are rejected as references", () => {
    expect(on(result, "unreadable").map((text) => text.split(":")[0])).toEqual(["image-reference", "image-reference"]);
  });

  it("a provenance by the right key is no signature (CVE-2026-39395)", () => {
    expect(on(result, "attested").map((text) => text.split(":")[0])).toEqual(["image-signed"]);
    expect(on(result, "attested")[0]).toContain("it is no signature on an image");
  });

  it("a Helm release is rejected as a whole, and the images that its values show are judged (laws 3 and 6)", () => {
    const found = on(result, "release");
    expect(found.map((text) => text.split(":")[0]).sort()).toEqual([
      "image-inspectable",
      "image-known",
      "image-pinned",
    ]);
    const telling = (rule: string) => found.find((text) => text.startsWith(rule));
    expect(telling("image-inspectable")).toContain("names a Helm chart");
    expect(telling("image-pinned")).toContain(`values.api.image.repository: ${shop.registry.host}/shop/api:2.1`);
    expect(telling("image-known")).toContain("values.built.image.repository");
    const rule = result.policyEvents.find(({ policyName }) => policyName === "image-inspectable");
    expect(rule?.enforcementLevel).toBe("mandatory");
  });

  it("an image at a place that nothing reads is told, advisory", () => {
    expect(on(result, "settings").map((text) => text.split(":")[0])).toEqual(["image-unlisted"]);
    const rule = result.policyEvents.find(({ policyName }) => policyName === "image-unlisted");
    expect(rule?.enforcementLevel).toBe("advisory");
  });

  it("Lambda functions and ECS task definitions are told the form without the tag, which they take", () => {
    const { host } = shop.registry;
    expect(on(result, "lambda")[0]).toContain(`Use ${host}/shop/api@${shop.images.api.digest}`);
    expect(on(result, "task")[0]).toContain(`Use ${host}/shop/web@${shop.images.web.digest}`);
  });
});

it(
  "a registry that is down is undetermined: reported, mandatory, and never a pass",
  async () => {
    const down = await openShop();
    const document = down.document;
    await down.close();
    const result = await runEngine({
      command: "preview",
      debugProviders: provider.debugProviders,
      packDir: packFolder(),
      packConfig: { digestbound: { document } },
      program: program({ web: pod(`${down.registry.host}/shop/web@${down.images.web.digest}`) }),
    });
    expect(result.exitCode).not.toBe(0);
    expect(on(result, "web").map((text) => text.split(":")[0])).toEqual(["image-checked"]);
  },
  TIMEOUT,
);

it(
  "a pinned and signed image is deployed: the gate lets through what it should",
  async () => {
    const result = await runEngine({
      command: "up",
      debugProviders: provider.debugProviders,
      ...gate(),
      program: program({ good: pod(`${shop.registry.host}/shop/web:1.4@${shop.images.web.digest}`) }),
    });
    expect(result.policyEvents).toEqual([]);
    expect(result.exitCode).toBe(0);
    expect(provider.created.filter((urn) => urn.endsWith("::good"))).toHaveLength(1);
  },
  TIMEOUT,
);

it(
  "an unknown value is judged at update, before the resource is created (law 6)",
  async () => {
    const stack = await openStack({
      program: program({
        repository: { type: "aws:ecr/repository:Repository", properties: { name: "built-here" } },
        unknown: pod("${repository.repositoryUrl}:v1"),
      }),
      debugProviders: provider.debugProviders,
    });
    const result = await stack.run({ command: "up", ...gate() });
    stack.close();
    expect(result.exitCode).not.toBe(0);
    expect(on(result, "unknown").length).toBeGreaterThan(0);
    expect(provider.created.filter((urn) => urn.endsWith("::unknown"))).toEqual([]);
  },
  TIMEOUT,
);

it(
  "a verifier that throws ends as a violation, not as a pass and not as a crash",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "digestbound-throwing-"));
    mkdirSync(join(folder, "pack"));
    symlinkSync(join(repositoryRoot(), "node_modules"), join(folder, "pack/node_modules"));
    writeFileSync(join(folder, "pack/PulumiPolicy.yaml"), "runtime: nodejs\n");
    writeFileSync(
      join(folder, "pack/package.json"),
      JSON.stringify({ name: "throwing", version: "1.0.0", main: "index.js" }),
    );
    writeFileSync(
      join(folder, "pack/index.js"),
      `const { PolicyPack } = require("@pulumi/policy");
const { imagePolicies } = require("digestbound");
const fail = () => { throw new TypeError("surprise"); };
new PolicyPack("throwing", { policies: imagePolicies({ packFolder: __dirname, verifier: { legacy: fail, bundle: fail } }) });
`,
    );
    const result = await runEngine({
      command: "preview",
      debugProviders: provider.debugProviders,
      packDir: join(folder, "pack"),
      packConfig: { digestbound: { document: shop.document } },
      program: program({
        web: pod(`${shop.registry.host}/shop/web@${shop.images.web.digest}`),
        other: pod("nginx@foo"),
      }),
    });
    rmSync(folder, { recursive: true });
    expect(on(result, "web").join()).toContain("image-checked: ");
    expect(on(result, "other").join()).toContain("image-reference: ");
  },
  TIMEOUT,
);
