import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openStack, startProvider, type EngineResult, type Stack, type StandInProvider } from "../engine/index.ts";
import { exampleProgram, openShop, packFolder, type Shop } from "../shop/shop.ts";

const TIMEOUT = 240_000;
let shop: Shop;
let provider: StandInProvider;
let stack: Stack;
let preview: EngineResult;

/** `rule: message` of every violation on the resource of this name. */
function violations({ policyEvents }: EngineResult, name: string): string[] {
  return policyEvents
    .filter(({ urn }) => urn?.endsWith(`::${name}`) === true)
    .map(({ policyName, message }) => `${policyName}: ${message}`);
}

function rulesOn(result: EngineResult, name: string): string[] {
  return violations(result, name).map((text) => text.split(":")[0] ?? "");
}

beforeAll(async () => {
  [shop, provider] = await Promise.all([openShop(), startProvider()]);
  stack = await openStack({ program: exampleProgram(), debugProviders: provider.debugProviders });
  preview = await stack.run({ command: "preview", ...gated(shop.document) });
}, TIMEOUT);
afterAll(async () => {
  stack.close();
  provider.close();
  await shop.close();
});

const gated = (document: object, levels: object = {}) => ({
  packDir: packFolder(),
  packConfig: { digestbound: { document }, ...levels },
  config: { registry: shop.registry.host },
});

describe("pulumi preview of the example stack", () => {
  it("fails, because mandatory rules are violated", () => {
    expect(preview.exitCode).not.toBe(0);
  });

  it("names the digests that the demo's images really have", () => {
    const { web, search, billing, poisonedMail } = shop.images;
    for (const { digest } of [web, search, billing, poisonedMail]) expect(exampleProgram()).toContain(digest);
  });

  it("accepts the pinned image that the real cosign signed as a bundle", () => {
    expect(violations(preview, "web")).toEqual([]);
  });

  it("suggests the verified digest for a tag of a trusted image, signed in the legacy format", () => {
    expect(rulesOn(preview, "api")).toEqual(["image-pinned"]);
    const { host } = shop.registry;
    expect(violations(preview, "api")[0]).toContain(`Use ${host}/shop/api:2.1@${shop.images.api.digest}`);
    expect(violations(preview, "api")[0]).toContain("linux/amd64, linux/arm64; signed by release-key");
  });

  it("suggests nothing for a tag that was moved to a poisoned image", () => {
    expect(rulesOn(preview, "cart").sort()).toEqual(["image-pinned", "image-signed"]);
    const text = violations(preview, "cart").join("\n");
    expect(text).toContain(`points at ${shop.images.poisonedCart.digest}`);
    expect(text).not.toContain("Use ");
    expect(text).toContain("No digest is suggested");
  });

  it.each([
    ["search", "carries no signature"],
    ["billing", "no trusted key made it"],
    ["mail", "it was made for sha256:"],
    ["cache", "no match"],
  ])("rejects %s: %s", (name, words) => {
    expect(violations(preview, name).length).toBeGreaterThan(0);
    expect(violations(preview, name).join("\n")).toContain(words);
  });

  it("creates nothing", () => {
    expect(provider.created).toEqual([]);
  });
});

describe("pulumi up", () => {
  it(
    "is stopped before a resource with a rejected image is created",
    async () => {
      const result = await stack.run({ command: "up", args: ["--skip-preview"], ...gated(shop.document) });
      expect(result.exitCode).not.toBe(0);
      for (const name of ["api", "cart", "search", "billing", "mail", "cache"]) {
        expect(provider.created.filter((urn) => urn.endsWith(`::${name}`))).toEqual([]);
      }
    },
    TIMEOUT,
  );
});

describe("without a document", () => {
  it(
    "only pinning is judged, and one advisory message says how to begin",
    async () => {
      const before = shop.registry.requests.length;
      const result = await stack.run({
        command: "preview",
        packDir: packFolder(),
        config: { registry: shop.registry.host },
      });
      expect(result.policyEvents.filter(({ policyName }) => policyName === "no-policy")).toHaveLength(1);
      expect(result.policyEvents.find(({ policyName }) => policyName === "no-policy")).toMatchObject({
        enforcementLevel: "advisory",
      });
      expect(result.output).toContain("write digestbound.yaml");
      const judged = (name: string) => rulesOn(result, name).filter((rule) => rule !== "no-policy");
      expect(["api", "cart", "cache"].map(judged)).toEqual([["image-pinned"], ["image-pinned"], ["image-pinned"]]);
      expect(judged("search")).toEqual([]);
      expect(shop.registry.requests.length).toBe(before);
    },
    TIMEOUT,
  );
});

describe("levels", () => {
  it(
    "an advisory rule does not fail the preview, and switching rules off leaves the others",
    async () => {
      const levels = { "image-pinned": "advisory", "image-signed": "disabled", "image-registry": "advisory" };
      const result = await stack.run({ command: "preview", ...gated(shop.document, levels) });
      expect(result.exitCode).toBe(0);
      expect(rulesOn(result, "api")).toEqual(["image-pinned"]);
      expect(violations(result, "search")).toEqual([]);
    },
    TIMEOUT,
  );

  it(
    "with the recorder switched off nothing passes",
    async () => {
      const result = await stack.run({
        command: "preview",
        packDir: packFolder(),
        packConfig: { digestbound: "disabled" },
        config: { registry: shop.registry.host },
      });
      expect(result.exitCode).not.toBe(0);
      expect(result.policyEvents.map(({ message }) => message).join("\n")).toContain("recorder-disabled");
    },
    TIMEOUT,
  );
});

describe("an invalid document", () => {
  it(
    "lets nothing pass and names the mistake",
    async () => {
      const result = await stack.run({ command: "preview", ...gated({ version: 1, image: [] }) });
      expect(result.exitCode).not.toBe(0);
      expect(result.output).toContain("images");
      expect(rulesOn(result, "web")).toEqual(["image-checked"]);
    },
    TIMEOUT,
  );
});
