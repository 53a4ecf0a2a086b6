import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { imagePolicies } from "../../src/pulumi/index.ts";
import { legacySignature, pushImage } from "../fixtures/index.ts";
import { startSetting, type Setting } from "../gate/setting.ts";
import { analyze, analyzeResource, UNKNOWN_STRING, type AnalyzedInputs } from "./analyze.ts";

let setting: Setting;
let packFolder: string;
let digest: string;
beforeEach(async () => {
  setting = await startSetting();
  packFolder = mkdtempSync(join(tmpdir(), "digestbound-pack-"));
  ({ digest } = pushImage(setting.registry, "team/web", "1.0", { text: "web" }));
  legacySignature(setting.registry, "team/web", digest, { keyPair: setting.trusted });
});
afterEach(async () => {
  await setting.close();
  rmSync(packFolder, { recursive: true });
});

const SERVICE = "acme:index:Service";
const FIELD = { type: SERVICE, path: "spec.runtime.containerImage" };
const tag = () => `${setting.registry.host}/team/web:1.0`;
const service = (containerImage: unknown, rest: object = {}): AnalyzedInputs => ({
  type: SERVICE,
  props: { spec: { runtime: { containerImage, ...rest } } },
});
const document = (rest: object) => ({
  version: 1,
  signers: { "release-key": { cosign: { key: setting.trusted.publicKeyPem, transparencyLog: "not-required" } } },
  images: [{ match: `${setting.registry.host}/team/*`, signedBy: ["release-key"] }],
  registries: [{ host: setting.registry.host, plainHttp: true }],
  resolveAtUpdate: true,
  ...rest,
});

/** Both doors through which a pack is given its document. */
const DOORS = [
  ["in Pulumi's policy config", (written: object) => ({ config: { document: written } })],
  [
    "in a file of the pack",
    (written: object) => {
      writeFileSync(join(packFolder, "digestbound.yaml"), JSON.stringify(written));
      return {};
    },
  ],
] as const;
const pack = (preview = true) =>
  imagePolicies({ packFolder, environment: { DIGESTBOUND_CACHE: "off" }, preview, now: Date.now });

describe.each(DOORS)("with a document %s", (_, given) => {
  // The pack reads its file when it is registered.
  const judged = (resource: AnalyzedInputs, written: object) => {
    const options = given(written);
    return analyze(pack(), resource, options);
  };

  it.each([true, false])("fields: a tag in a type that nothing knows is rejected (preview: %p)", async (preview) => {
    const options = given(document({ fields: [FIELD] }));
    const found = await analyze(pack(preview), service(tag()), options);
    expect(found.map(({ policy }) => policy)).toEqual(["image-pinned"]);
    expect(found[0]?.message).toContain(`spec.runtime.containerImage: ${tag()}`);
    expect(await analyze(pack(preview), service(`${tag()}@${digest}`), options)).toEqual([]);
  });

  it("fields: without them it is only told that something looks like an image", async () => {
    const image = `ghcr.io/team/web@${digest}`;
    const found = await judged(service(image), document({}));
    expect(found.map(({ policy }) => policy)).toEqual(["image-unlisted"]);
    expect(found[0]?.message).toContain("under fields in the policy document");
  });

  it("fields: a value that is not known yet is told at preview and decided at update (law 6)", async () => {
    const options = given(document({ fields: [FIELD] }));
    const found = await analyze(pack(), service(UNKNOWN_STRING, { other: "x" }), options);
    expect(found.map(({ policy }) => policy)).toEqual(["image-known"]);
  });

  it("notImages: a picture passes, and its neighbours do not", async () => {
    const type = "kubernetes:acme.io/v1:Widget";
    const spec = { containers: [{ image: "Sunset!" }], initContainers: [{ image: tag() }] };
    const widget = { type, props: { apiVersion: "acme.io/v1", kind: "Widget", spec } };
    const notImages = [{ type: "acme.io/Widget", path: "spec.containers[].image", because: "the name of a picture" }];
    const before = await judged(widget, document({}));
    expect(before.map(({ policy }) => policy)).toEqual(["image-reference", "image-pinned"]);
    const after = await judged(widget, document({ notImages }));
    expect(after.map(({ policy }) => policy)).toEqual(["image-pinned"]);
  });

  it("notImages: what looks like an image is no longer told", async () => {
    const notImages = [{ ...FIELD, because: "a link to our catalog of images" }];
    const found = await judged(service(`ghcr.io/team/web@${digest}`), document({ notImages }));
    expect(found).toEqual([]);
    const map = (rest: object) => ({
      type: "kubernetes:core/v1:ConfigMap",
      props: { data: { catalog: `ghcr.io/team/web@${digest}` }, ...rest },
    });
    const ofMap = [{ type: "core/ConfigMap", path: "data.catalog", because: "a link to our catalog of images" }];
    expect(await judged(map({}), document({}))).toHaveLength(1);
    expect(await judged(map({}), document({ notImages: ofMap }))).toEqual([]);
    const withUse = map({ spec: { containers: [{ image: `${tag()}@${digest}` }] } });
    expect(await judged(withUse, document({ notImages: ofMap }))).toEqual([]);
  });

  it("fields: the digest is written where the field is a text of its own", async () => {
    const { type = "", props } = service(tag());
    const written = await remediated(given(document({ fields: [FIELD] })), type, props);
    expect(written).toEqual({ spec: { runtime: { containerImage: `${tag()}@${digest}` } } });
  });

  it("fields: the digest is written into a JSON text, and everything else in it stays", async () => {
    const fields = [{ type: SERVICE, path: "definition", format: "json:[].image" }];
    const json = (image: string) => `[ {"image": "${image}", "a": 1} ]`;
    const written = await remediated(given(document({ fields })), SERVICE, { definition: json(tag()) });
    expect(written).toEqual({ definition: json(`${tag()}@${digest}`) });
  });

  it.each([
    ["docker", () => `docker://${tag()}`],
    ["base64:ref", () => Buffer.from(tag()).toString("base64")],
    ["dockerfile", () => `FROM ${tag()}`],
  ])("fields: nothing is written into a value of the format %s, and the tag is rejected", async (format, value) => {
    const fields = [{ type: SERVICE, path: "value", format }];
    const options = given(document({ fields }));
    expect(await remediated(options, SERVICE, { value: value() })).toBeUndefined();
    const found = await analyze(pack(), { type: SERVICE, props: { value: value() } }, options);
    expect(found.map(({ policy }) => policy)).toEqual(["image-pinned"]);
  });

  it("notImages: nothing is written into a picture", async () => {
    const type = "aws:lambda/function:Function";
    const notImages = [{ type, path: "imageUri", because: "the name of a picture" }];
    expect(await remediated(given(document({})), type, { imageUri: tag() })).toBeDefined();
    expect(await remediated(given(document({ notImages })), type, { imageUri: tag() })).toBeUndefined();
  });

  it("that is invalid nothing passes, whatever its fields say (law 3)", async () => {
    const options = given(document({ fields: [FIELD], notImages: [{ ...FIELD, because: "the name of a picture" }] }));
    const lambda = { type: "aws:lambda/function:Function", props: { imageUri: `${tag()}@${digest}` } };
    const found = await analyze(pack(), lambda, options);
    expect(found[0]).toMatchObject({
      policy: "digestbound",
      message: expect.stringMatching(
        /notImages\[0\]: speaks of the same place as fields\[0\]\.\n\s+Keep one of them\./,
      ),
    });
    expect(found.map(({ policy }) => policy)).toContain("image-checked");
  });
});

/** The inputs as remediation leaves them, after the document was read with the stack's first resource. */
async function remediated(options: object, type: string, props: unknown): Promise<unknown> {
  const policies = pack();
  await analyzeResource(policies, { type: "pulumi:pulumi:Stack", props: {} }, options);
  const pinned = (policies as readonly ResourceValidationPolicy[]).find(({ name }) => name === "image-pinned");
  const args = { type, name: "web", urn: "urn:web", props } as unknown as ResourceValidationArgs;
  return pinned?.remediateResource?.(args);
}

it("nothing in a resource is a correction (law 8)", async () => {
  const correction = { type: "kubernetes:apps/v1:Deployment", path: "spec.template.spec.containers[].image" };
  const spec = { template: { spec: { containers: [{ image: tag() }] } } };
  const props = {
    metadata: { annotations: { notImages: JSON.stringify([correction]) } },
    notImages: [{ ...correction, because: "the name of a picture" }],
    spec,
  };
  const found = await analyze(pack(), { props }, { config: { document: document({}) } });
  expect(found.map(({ policy }) => policy)).toEqual(["image-pinned"]);
});
