import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openStack, type Stack } from "../engine/index.ts";
import { createdNames, pod, program, rulesOn, startWorld, violations, type World } from "./world.ts";

const TIMEOUT = 240_000;
let world: World;
let built: string;
beforeAll(async () => {
  world = await startWorld({ provider: { outputs: (urn) => outputsOf(urn) } });
  built = world.unsigned("team/built", "1").digest;
}, TIMEOUT);
afterAll(() => world.close());

const at = (rest: string) => `${world.registry.host}/${rest}`;
/** What building and pushing would have given. */
function outputsOf(urn: string): Record<string, string> {
  if (!urn.endsWith("::image")) return {};
  return {
    ref: at(`team/built:1@${built}`),
    digest: built,
    repoDigest: at(`team/built@${built}`),
    imageUri: at(`team/built@${built}`),
  };
}

const BUILDERS: readonly (readonly [type: string, properties: () => object, output: string])[] = [
  ["docker-build:index:Image", () => ({ tags: [at("team/built:1")], push: true }), "ref"],
  ["docker:index/image:Image", () => ({ imageName: at("team/built:1") }), "repoDigest"],
  ["awsx:ecr:Image", () => ({ repositoryUrl: at("team/built") }), "imageUri"],
];
const opened: Stack[] = [];
afterAll(() => {
  for (const stack of opened) stack.close();
});
async function stackOf(resources: object): Promise<Stack> {
  const stack = await openStack({ program: program(resources), debugProviders: world.provider.debugProviders });
  opened.push(stack);
  return stack;
}

describe.each(BUILDERS)("an image that the program builds with %s", (type, properties, output) => {
  const resources = (name: string) => ({
    image: { type, properties: properties() },
    [name]: pod(`\${image.${output}}`),
  });

  it(
    "is told at preview as built-in-stack, and rejected at update, before it is deployed",
    async () => {
      const stack = await stackOf(resources("default"));
      const preview = await stack.run({ command: "preview", packs: [world.pack()] });
      expect(rulesOn(preview, "default")).toEqual(["image-known"]);
      expect(violations(preview, "default").join()).toContain(`builds the image itself (${type})`);
      expect(preview.exitCode).toBe(0);
      const update = await stack.run({ command: "up", args: ["--skip-preview"], packs: [world.pack()] });
      expect(rulesOn(update, "default")).toEqual(["image-signed"]);
      expect(violations(update, "default").join()).toContain("Build and sign it in CI");
      expect(createdNames(world.provider)).not.toContain("default");
    },
    TIMEOUT,
  );

  it(
    "is accepted under builtInStack: accepted, in both runs, also where image-known is mandatory",
    async () => {
      const stack = await stackOf(resources("accepted"));
      const pack = world.pack({ "image-known": "mandatory" }, { builtInStack: "accepted" });
      const result = await stack.run({ command: "up", packs: [pack] });
      expect(result.policyEvents).toEqual([]);
      expect(result.exitCode).toBe(0);
      const again = await stack.run({ command: "preview", packs: [pack] });
      expect(again.policyEvents).toEqual([]);
      expect(again.exitCode).toBe(0);
    },
    TIMEOUT,
  );
});

describe("builtInStack: accepted", () => {
  const accepted = () => world.pack({}, { builtInStack: "accepted" });
  const image = () => ({ type: "docker-build:index:Image", properties: { tags: [at("team/built:1")], push: true } });

  it(
    "lets no other digest of the same repository through, once the outputs are known",
    async () => {
      const evil = world.unsigned("team/built", "evil").digest;
      const stack = await stackOf({ image: image(), evil: pod(at(`team/built@${evil}`)) });
      await stack.run({ command: "up", args: ["--target", "**image"] });
      const preview = await stack.run({ command: "preview", packs: [accepted()] });
      expect(rulesOn(preview, "evil")).toEqual(["image-signed"]);
      expect(preview.exitCode).not.toBe(0);
    },
    TIMEOUT,
  );

  it(
    "tells after the update what nobody could know before, and the update fails",
    async () => {
      const evil = world.unsigned("team/built", "evil").digest;
      const stack = await stackOf({
        image: image(),
        late: { ...pod(at(`team/built@${evil}`)), options: { dependsOn: ["${image}"] } },
      });
      const update = await stack.run({ command: "up", args: ["--skip-preview"], packs: [accepted()] });
      expect(update.exitCode).not.toBe(0);
      expect(rulesOn(update, "late")).toEqual(["image-signed"]);
    },
    TIMEOUT,
  );

  it(
    "lets no tag through, and no repository that the policy does not name",
    async () => {
      const stack = await stackOf({
        image: image(),
        foreign: { type: "docker-build:index:Image", properties: { tags: ["registry.example/x:1"], push: true } },
        tagged: { ...pod(at("team/built:1")), options: { dependsOn: ["${image}"] } },
        unnamed: { ...pod(`registry.example/x@${built}`), options: { dependsOn: ["${foreign}"] } },
      });
      const preview = await stack.run({ command: "preview", packs: [accepted()] });
      expect(rulesOn(preview, "tagged")).toEqual(["image-pinned"]);
      expect(rulesOn(preview, "unnamed")).toEqual(["image-registry"]);
    },
    TIMEOUT,
  );
});

it(
  "another unknown value is not called built-in-stack",
  async () => {
    const repository = { type: "aws:ecr/repository:Repository", properties: { name: "r" } };
    const stack = await stackOf({ repository, other: pod("${repository.repositoryUrl}:v1") });
    const pack = world.pack({ "image-known": "mandatory" }, { builtInStack: "accepted" });
    const preview = await stack.run({ command: "preview", packs: [pack] });
    expect(violations(preview, "other").join()).toContain("not known yet");
    expect(violations(preview, "other").join()).not.toContain("builds the image itself");
    expect(preview.exitCode).not.toBe(0);
  },
  TIMEOUT,
);
