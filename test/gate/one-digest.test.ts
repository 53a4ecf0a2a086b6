import { afterEach, describe, expect, it } from "@jest/globals";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGate } from "../../src/gate/index.ts";
import { readPolicyObject } from "../../src/policy/index.ts";
import { pushImage } from "../fixtures/index.ts";
import { ISSUER, NOW } from "../fixtures/sigstore/keyless.ts";
import { signImage } from "../fixtures/sigstore/push-keyless.ts";
import { startEmbeddedRegistry } from "../registry/embedded/index.ts";
import { FORMATS, INSTANCE, ROOT, WEB } from "./keyless-setting.ts";
import { useOf } from "./setting.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** One image in two repositories, with the signature of acme/web beside both, judged by what each match captured. */
async function setting(format: (typeof FORMATS)[number]) {
  const registry = await startEmbeddedRegistry();
  cleanups.push(() => registry.close());
  const folder = mkdtempSync(join(tmpdir(), "digestbound-one-digest-"));
  cleanups.push(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const images = ["team/web", "team/api"].map((repository) => {
    const image = pushImage(registry, repository, "1", { text: "one" });
    signImage({ registry, repository, image }, format, { instance: INSTANCE, certificate: WEB });
    return `${registry.host}/${repository}@${image.digest}`;
  });
  const cosign = { issuer: ISSUER, sourceRepository: "https://github.com/acme/{name}", trustedRoot: ROOT };
  const document = {
    version: 1,
    signers: { ci: { cosign } },
    images: [{ match: `${registry.host}/team/{name}`, signedBy: ["ci"] }],
    registries: [{ host: registry.host, plainHttp: true }],
    builtInStack: "accepted",
  };
  async function judge(uses: readonly (readonly [index: number, builtBy?: string])[]) {
    const options = { environment: {}, now: () => NOW.getTime(), cacheFolder: folder };
    const gate = createGate(readPolicyObject(document, "/", "test"), options);
    const verdicts = [];
    for (const [index, builtBy] of uses) {
      const use = { ...useOf(images[index] ?? ""), ...(builtBy !== undefined && { builtBy }) };
      verdicts.push(...(await gate.check([use])));
    }
    await gate.close();
    return verdicts.map(({ status }) => status);
  }
  return { judge };
}

describe.each(FORMATS)("one digest that two rules are about, signed in the %s format", (format) => {
  it("is judged by each rule for itself, in either order, cold and warm (law 1)", async () => {
    const { judge } = await setting(format);
    for (let run = 0; run < 2; run += 1) {
      expect(await judge([[0], [1], [0]])).toEqual(["accepted", "rejected", "accepted"]);
      expect(await judge([[1], [0], [1]])).toEqual(["rejected", "accepted", "rejected"]);
    }
  });

  it("is not accepted for others because the program that builds it needs no signature", async () => {
    const { judge } = await setting(format);
    expect(await judge([[1, "docker:index/image:Image"], [1], [1, "docker:index/image:Image"]])).toEqual([
      "accepted",
      "rejected",
      "accepted",
    ]);
    expect(await judge([[1], [1, "docker:index/image:Image"]])).toEqual(["rejected", "accepted"]);
  });
});
