import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { imagePolicies, type PackOptions } from "../../src/pulumi/index.ts";
import { legacySignature, pushImage } from "../fixtures/index.ts";
import { startSetting, type Setting } from "../gate/setting.ts";
import { analyze, analyzeResource, deployment, UNKNOWN_STRING, type Violation } from "./analyze.ts";

let setting: Setting;
let packFolder: string;
beforeEach(async () => {
  setting = await startSetting();
  packFolder = mkdtempSync(join(tmpdir(), "digestbound-pack-"));
});
afterEach(async () => {
  await setting.close();
  rmSync(packFolder, { recursive: true });
});

const document = () => ({
  version: 1,
  signers: { "release-key": { cosign: { key: setting.trusted.publicKeyPem, transparencyLog: "not-required" } } },
  images: [{ match: `${setting.registry.host}/team/*`, signedBy: ["release-key"] }],
  registries: [{ host: setting.registry.host, plainHttp: true }],
});
const policies = (options: Partial<PackOptions> = {}) =>
  imagePolicies({ packFolder, environment: { DIGESTBOUND_CACHE: "off" }, preview: true, ...options });
const withDocument = () => ({ config: { document: document() } });
const names = (violations: readonly Violation[]) => violations.map(({ policy }) => policy);

function signedImage(repository: string): string {
  const { digest } = pushImage(setting.registry, `team/${repository}`, "1.0", {
    text: repository,
    platforms: ["linux/amd64", "linux/arm64"],
  });
  legacySignature(setting.registry, `team/${repository}`, digest, { keyPair: setting.trusted });
  return `${setting.registry.host}/team/${repository}@${digest}`;
}

describe("a Deployment", () => {
  it("with a pinned and signed image has no violation", async () => {
    expect(await analyze(policies(), deployment(signedImage("web")), withDocument())).toEqual([]);
  });

  it("with a tag is told the verified digest, its platforms, who signed, and why, at its path", async () => {
    const pinned = signedImage("web");
    const tag = `${setting.registry.host}/team/web:1.0`;
    const [violation] = await analyze(policies(), deployment(tag), withDocument());
    expect(violation?.policy).toBe("image-pinned");
    for (const part of [
      `spec.template.spec.containers[0].image: ${tag}\n  the tag 1.0 can be moved`,
      `Use ${tag}@${pinned.split("@")[1] ?? ""}`,
      "linux/amd64, linux/arm64; signed by release-key",
      "Why: ",
    ]) {
      expect(violation?.message).toContain(part);
    }
  });

  it("in a template is judged like any other, and what its deployment decides is told with what is known of it", async () => {
    const task = (Image: unknown) => ({
      Type: "AWS::ECS::TaskDefinition",
      Properties: { ContainerDefinitions: [{ Image }] },
    });
    const stack = (Image: unknown) => ({
      type: "aws:cloudformation/stack:Stack",
      props: { templateBody: JSON.stringify({ Resources: { Task: task(Image) } }) },
    });
    const path = "templateBody.Resources.Task.Properties.ContainerDefinitions[0].Image";
    const [host = "", image = ""] = signedImage("web").split("/team/");
    expect(await analyze(policies(), stack({ "Fn::Join": ["/team/", [host, image]] }), withDocument())).toEqual([]);
    const [pinned] = await analyze(policies(), stack({ "Fn::Sub": `${host}/team/web:1.0` }), withDocument());
    expect(pinned).toMatchObject({
      policy: "image-pinned",
      message: expect.stringContaining(`${path}: ${host}/team/web:1.0`),
    });
    const [known] = await analyze(policies(), stack({ "Fn::Sub": "${AWS::AccountId}.dkr.ecr/web:1" }), withDocument());
    expect(known).toMatchObject({
      policy: "image-known",
      message: expect.stringContaining("is deployed: ….dkr.ecr/web:1."),
    });
    const update = policies({ preview: false });
    const still = await analyze(update, stack({ "Fn::Sub": "${AWS::AccountId}.dkr.ecr/web:1" }), withDocument());
    expect(still.find(({ policy }) => policy === "image-checked")?.message).toContain("no update can judge it");
  });

  it("explains a rule once and gives every further place one line and its suggestion", async () => {
    signedImage("web");
    signedImage("api");
    const images = ["web", "api"].map((name) => `${setting.registry.host}/team/${name}:1.0`);
    const [first, second] = await analyze(policies(), deployment(...images), withDocument());
    expect(first?.message).toContain("Why:");
    expect(second?.message).not.toContain("Why:");
    expect(second?.message).toContain("Use ");
  });

  it("with one unknown image still has its other images judged (law 6)", async () => {
    const violations = await analyze(
      policies(),
      deployment(UNKNOWN_STRING, `${setting.registry.host}/team/gone:1`),
      withDocument(),
    );
    expect(names(violations)).toEqual(["image-pinned", "image-checked", "image-known"]);
    expect(violations.at(-1)?.message).toContain("containers[0].image");
  });

  it("whose image is still unknown at update is not let through (law 6)", async () => {
    const violations = await analyze(policies({ preview: false }), deployment(UNKNOWN_STRING), withDocument());
    expect(names(violations)).toContain("image-signed");
    expect(names(violations)).toContain("image-checked");
  });

  it.each(["image-pinned", "image-signed", "image-registry", "image-reference", "image-checked"])(
    "that violates it is still rejected by %s with every other rule switched off",
    async (rule) => {
      const stranger = pushImage(setting.registry, "team/evil", "1.0", { text: "evil" });
      const image = {
        "image-pinned": `${setting.registry.host}/team/evil:1.0`,
        "image-signed": `${setting.registry.host}/team/evil@${stranger.digest}`,
        "image-registry": "nginx:1",
        "image-reference": "nginx@foo",
        "image-checked": `${setting.registry.host}/team/gone:1`,
      }[rule];
      const all = [
        "image-pinned",
        "image-signed",
        "image-registry",
        "image-reference",
        "image-checked",
        "image-known",
        "no-policy",
      ];
      const disabled = all.filter((other) => other !== rule);
      expect(names(await analyze(policies(), deployment(image), { ...withDocument(), disabled }))).toEqual([rule]);
    },
  );

  it("that cannot be checked is not let through by switching image-checked off", async () => {
    const image = `${setting.registry.host}/team/gone@sha256:${"1".repeat(64)}`;
    const violations = await analyze(policies(), deployment(image), { ...withDocument(), disabled: ["image-checked"] });
    expect(names(violations)).toEqual(["image-signed"]);
  });

  it.each([
    ["image-reference", "Docker.io/library/nginx:latest", ["image-pinned", "image-signed"]],
    ["image-registry", `evil.example/app@sha256:${"a".repeat(64)}`, ["image-signed"]],
  ])("is not let through by switching %s off: %s", async (rule, image, expected) => {
    const disabled = [rule];
    expect(names(await analyze(policies(), deployment(image), { ...withDocument(), disabled }))).toEqual(expected);
  });

  it("is rejected by every rule when the recorder is switched off", async () => {
    const violations = await analyze(policies(), deployment(signedImage("web")), {
      ...withDocument(),
      disabled: ["digestbound"],
    });
    expect(violations.length).toBeGreaterThanOrEqual(6);
    expect(violations[0]?.message).toContain("recorder-disabled");
  });
});

describe("a Helm release", () => {
  const release = (values: unknown = {}) => ({
    type: "kubernetes:helm.sh/v3:Release",
    props: { chart: "nginx", repositoryOpts: { repo: "https://charts.example" }, values },
  });

  it("is rejected as a whole, with what to do instead, and asks no registry (law 3)", async () => {
    const [violation, ...others] = await analyze(policies(), release(), withDocument());
    expect(others).toEqual([]);
    expect(violation?.policy).toBe("image-inspectable");
    expect(violation?.message).toContain(
      "chart\n  names a Helm chart, and which images it deploys cannot be seen here.",
    );
    expect(violation?.message).toContain("Pulumi's Chart (kubernetes:helm.sh/v4:Chart)");
    expect(setting.registry.requests).toEqual([]);
  });

  it("has the images that its values show judged, beside an unknown one (law 6)", async () => {
    const signed = signedImage("web");
    const values = {
      web: { image: signed },
      api: { image: { registry: setting.registry.host, repository: "team/gone", tag: "1" } },
      sidecar: { image: UNKNOWN_STRING },
    };
    const violations = await analyze(policies(), release(values), withDocument());
    expect(violations.map(({ policy, message }) => [policy, /^[\w.]+/.exec(message)?.[0]])).toEqual([
      ["image-inspectable", "chart"],
      ["image-pinned", "values.api.image.repository"],
      ["image-checked", "values.api.image.repository"],
      ["image-known", "values.sidecar.image"],
    ]);
  });

  it("is accepted where the platform team switches the rule off, and its values are judged all the same", async () => {
    const options = { ...withDocument(), disabled: ["image-inspectable"] };
    expect(await analyze(policies(), release({ web: { image: signedImage("web") } }), options)).toEqual([]);
    expect(names(await analyze(policies(), release({ image: "nginx:1" }), options))).toEqual([
      "image-registry",
      "image-pinned",
    ]);
  });

  it("at update is rejected before it is created", async () => {
    const violations = await analyzeResource(policies({ preview: false }), release(), withDocument());
    expect(names(violations)).toEqual(["image-inspectable"]);
  });

  it("is rejected without a policy document, too", async () => {
    expect(names(await analyze(policies(), release()))).toEqual(["no-policy", "image-inspectable"]);
  });
});

describe("an image at a place that nothing reads", () => {
  const parameter = (value: string) => ({ type: "aws:ssm/parameter:Parameter", name: "p", props: { value } });

  it.each([true, false])(
    "is told once, advisory, by its path alone, and asks nobody (preview: %s)",
    async (preview) => {
      const image = `${setting.registry.host}/team/web@sha256:${"1".repeat(64)}`;
      const violations = await analyze(policies({ preview }), parameter(image), withDocument());
      expect(names(violations)).toEqual(["image-unlisted"]);
      expect(violations[0]?.message).toMatch(/^value\n {2}looks like an image reference/);
      expect(violations[0]?.message).not.toContain("1111");
      expect(setting.registry.requests).toEqual([]);
      const policy = policies().find(({ name }) => name === "image-unlisted");
      expect(policy?.enforcementLevel).toBe("advisory");
    },
  );

  it.each([
    ["docker run web:1", "starts or pulls an image"],
    ["true\ndocker compose up\n", "line 2: runs containers"],
    ["a ".repeat(600_000), "is a script that is too long"],
  ])("a script is looked through, and told by its path and line alone: %#", async (userData, words) => {
    const server = { type: "hcloud:index/server:Server", name: "s", props: { userData } };
    const violations = await analyze(policies(), server, withDocument());
    expect(names(violations)).toEqual(["image-unlisted"]);
    expect(violations[0]?.message).toContain(`userData\n  ${words}`);
  });

  it("is not told where the program pushes it itself, whichever comes first", async () => {
    const image = "ghcr.io/acme/web:1";
    const build = { type: "docker-build:index:Image", name: "b", props: { tags: [image] } };
    expect(await analyze(policies(), [parameter(image), build], withDocument())).toEqual([]);
    expect(names(await analyze(policies(), [parameter("ghcr.io/acme/api:1"), build], withDocument()))).toEqual([
      "image-unlisted",
    ]);
  });
});

describe("the policy document", () => {
  it("is read from the pack's folder, keys beside it", async () => {
    const image = signedImage("web");
    writeFileSync(join(packFolder, "release.pub"), setting.trusted.publicKeyPem);
    const { host } = setting.registry;
    writeFileSync(
      join(packFolder, "digestbound.yaml"),
      `version: 1
signers:
  release-key: { cosign: { key: release.pub, transparencyLog: not-required } }
images:
  - { match: "${host}/team/*", signedBy: [release-key] }
registries:
  - { host: "${host}", plainHttp: true }
`,
    );
    expect(await analyze(policies(), deployment(image))).toEqual([]);
    expect(names(await analyze(policies(), deployment("nginx:1")))).toEqual(["image-registry", "image-pinned"]);
  });

  it("where there is none, only pinning is judged and one advisory violation says how to begin", async () => {
    const pack = policies();
    const first = await analyze(pack, deployment("nginx:1.29", `nginx@sha256:${"1".repeat(64)}`));
    const second = await analyze(pack, deployment("nginx:1.29"));
    expect(names(first)).toEqual(["no-policy", "image-pinned"]);
    expect(names(second)).toEqual(["image-pinned"]);
    expect(first[0]?.message).toContain("write digestbound.yaml");
  });

  it("that is there and cannot be read is an error, not the absence of one (law 3)", async () => {
    symlinkSync(join(packFolder, "gone.yaml"), join(packFolder, "digestbound.yaml"));
    expect(names(await analyze(policies(), deployment(signedImage("web"))))).toEqual(["digestbound", "image-checked"]);
  });

  it("of a folder above the pack is nobody's: a program's own repository may lie there (law 8)", async () => {
    writeFileSync(join(packFolder, "digestbound.yaml"), "version: 1\n");
    mkdirSync(join(packFolder, "nested"));
    const pack = policies({ packFolder: join(packFolder, "nested") });
    expect(names(await analyze(pack, deployment("nginx:1.29")))).toEqual(["no-policy", "image-pinned"]);
  });

  it.each([
    ["an unknown key", { document: { version: 1, image: [] } }],
    ["no mapping", { document: 42 }],
    ["another key beside it", { dokument: {} }],
  ])("with %s is told once, and nothing passes", async (_, config) => {
    const pack = policies();
    const first = await analyze(pack, deployment(signedImage("web")), { config });
    const second = await analyze(pack, deployment(signedImage("api")), { config });
    expect(names(first)).toEqual(["digestbound", "image-checked"]);
    expect(names(second)).toEqual(["image-checked"]);
  });
});

describe("no callback throws", () => {
  it.each([
    ["null inputs", null],
    ["an empty object", {}],
    ["a list", []],
    ["a spec that is a number", { spec: 42 }],
    ["an image that is a number", { spec: { template: { spec: { containers: [{ image: 42 }] } } } }],
    ["unknown inputs throughout", { spec: UNKNOWN_STRING, metadata: UNKNOWN_STRING }],
  ])("on %s", async (_, props) => {
    await expect(analyze(policies(), { props }, withDocument())).resolves.toBeDefined();
  });

  it("inputs nested beyond all measure are a violation, not a crash", async () => {
    let props: unknown = "deep";
    for (let depth = 0; depth < 5000; depth += 1) props = { spec: props };
    const violations = await analyze(policies(), { props }, withDocument());
    expect(violations.length).toBeGreaterThan(0);
  });

  it("resources that deploy no images cost nothing and report nothing", async () => {
    const bucket = { type: "aws:s3/bucket:Bucket", props: { image: "nginx:latest" } };
    expect(await analyze(policies(), bucket, withDocument())).toEqual([]);
  });
});
