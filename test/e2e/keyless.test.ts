import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { runEngine, type EngineResult } from "../engine/index.ts";
import { openInstance, trustedRootJson } from "../fixtures/sigstore/instance.ts";
import { ISSUER, plus } from "../fixtures/sigstore/keyless.ts";
import { run, signImage } from "../fixtures/sigstore/push-keyless.ts";
import { createdNames, pod, program, rulesOn, startWorld, violations, type World } from "./world.ts";

const TIMEOUT = 240_000;
const instance = openInstance("engine");
let world: World;
let folder: string;
let preview: EngineResult;
let update: EngineResult;

/** An image that the workflow of a repository signed a minute ago, in one format or the other. */
function signedBy(source: string, repository: string, format: "bundle" | "legacy"): string {
  const { registry } = world;
  const image = world.unsigned(repository, "1.0", `${repository}, signed by ${source}`);
  const certificate = run(source, "release.yml", "refs/heads/main");
  signImage({ registry, repository, image }, format, { instance, certificate, at: plus(new Date(), -60) });
  return `${registry.host}/${repository}:1.0@${image.digest}`;
}

beforeAll(async () => {
  world = await startWorld();
  folder = mkdtempSync(join(tmpdir(), "digestbound-keyless-e2e-"));
  const trustedRoot = join(folder, "root.json");
  writeFileSync(trustedRoot, JSON.stringify(trustedRootJson(instance)));
  const cosign = { issuer: ISSUER, sourceRepository: "https://github.com/acme/{name}", trustedRoot };
  const document = {
    signers: { "acme-ci": { cosign: { ...cosign, workflow: ".github/workflows/release.yml" } } },
    images: [{ match: `${world.registry.host}/team/{name}`, signedBy: ["acme-ci"] }],
  };
  const pack = world.pack({}, document);
  const run = (resources: object, command: "preview" | "up") =>
    runEngine({
      ...{ command, program: program(resources), debugProviders: world.provider.debugProviders },
      ...{ packDir: pack.dir, packConfig: pack.config, args: command === "up" ? ["--skip-preview"] : [] },
    });
  const web = pod(signedBy("acme/web", "team/web", "bundle"), signedBy("acme/api", "team/api", "legacy"));
  const others = {
    "by-web": pod(signedBy("acme/web", "team/shop", "bundle")),
    "by-mallory": pod(signedBy("mallory/mail", "team/mail", "legacy")),
  };
  preview = await run({ web, ...others }, "preview");
  update = await run({ web }, "up");
}, TIMEOUT);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.close();
});

describe("keyless signatures in the real engine", () => {
  it("by the image's own repository are accepted, and the resource is created", () => {
    expect(rulesOn(preview, "web")).toEqual([]);
    expect(update.exitCode).toBe(0);
    expect(createdNames(world.provider)).toContain("web");
  });

  it("by another repository's workflow reject the image, and the one who did sign is named", () => {
    expect(preview.exitCode).not.toBe(0);
    expect(violations(preview, "by-web")).toEqual([
      expect.stringMatching(
        /^image-signed: .*signed by https:\/\/github\.com\/acme\/web\/\.github\/workflows\/release\.yml@refs\/heads\/main \(issuer https:\/\/token\.actions\.githubusercontent\.com\), but its sourceRepository is "https:\/\/github\.com\/acme\/web", and "https:\/\/github\.com\/acme\/shop" is trusted/s,
      ),
    ]);
    const [byMallory = ""] = violations(preview, "by-mallory");
    expect(byMallory).toContain(
      "signed by https://github.com/mallory/mail/.github/workflows/release.yml@refs/heads/main",
    );
    expect(byMallory).toContain('"https://github.com/acme/mail" is trusted');
  });
});
