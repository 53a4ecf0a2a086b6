import { afterEach, beforeAll, describe, expect, it, jest } from "@jest/globals";
import {
  openStack,
  startProvider,
  writeTrivialPack,
  type EngineResult,
  type PolicyEvent,
  type ProviderOptions,
  type Stack,
} from "../engine/index.ts";
import { oneCallback, packWriter, project } from "./trivial.ts";

jest.setTimeout(60_000);

/** Tells the inputs of one resource as it is handed over. */
const TELLS = oneCallback(`(args, report) => {
  if (args.name.startsWith("told")) report(JSON.stringify(args.props));
}`);
const REFERENCE = "registry.example/shop@sha256:0";

const pack = packWriter();
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function open(program: object, options: ProviderOptions) {
  const provider = await startProvider(options);
  const stack = await openStack({ program, debugProviders: provider.debugProviders });
  closing.push(stack.close, provider.close);
  return { stack, provider };
}

const update = (stack: Stack, packDir: string) =>
  stack.run({ command: "up", args: ["--skip-preview"], packDir, packConfig: { all: "advisory" } });

function told(events: readonly { readonly message: string }[]): unknown[] {
  return events.map(({ message }) => message.replace("Images have a tag.\n", "")).map((text) => tryJson(text));
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const builds = [
  ["docker-build:index:Image", "ref", { push: true, tags: ["registry.example/shop:1"], context: { location: "." } }],
  ["docker:index/image:Image", "repoDigest", { imageName: "registry.example/shop:1", skipPush: false }],
  ["awsx:ecr:Image", "imageUri", { repositoryUrl: "registry.example/shop", imageName: "shop", imageTag: "1" }],
] as const;

describe("an output that a test decides", () => {
  it.each(builds)("of %s.%s is unknown at preview, there at update, and kept", async (type, output, properties) => {
    const spec = { containers: [{ name: "main", image: `\${built.${output}}` }] };
    const program = project({
      built: { type, properties },
      told: { type: "kubernetes:core/v1:Pod", properties: { spec } },
    });
    const { stack, provider } = await open(program, {
      outputs: (urn, inputs) => (urn.endsWith("::built") ? { [output]: REFERENCE, given: Object.keys(inputs) } : {}),
    });
    const packDir = pack(TELLS);
    const before = await stack.run({ command: "preview", packDir });
    expect(told(before.policyEvents)).toEqual([expect.stringContaining("can't be known during preview")]);
    const known = [{ spec: { containers: [{ name: "main", image: REFERENCE }] } }];
    expect(told((await update(stack, packDir)).policyEvents)).toEqual(known);
    expect(provider.created).toHaveLength(2);
    expect(
      told((await stack.run({ command: "preview", packDir, packConfig: { all: "advisory" } })).policyEvents),
    ).toEqual(known);
    expect(provider.created).toHaveLength(2);
  });
});

const SECRET = { "fn::secret": "hidden:1" };
const RESOURCES: Readonly<Record<string, object>> = {
  "an archive of a folder": { code: { "fn::fileArchive": "./app" } },
  "an archive of a map": { code: { "fn::assetArchive": { "index.js": { "fn::stringAsset": "x" } } } },
  "an archive of files": { code: { "fn::assetArchive": { "a.js": { "fn::fileAsset": "./app/index.js" } } } },
  "an image beside an archive": { code: { "fn::fileArchive": "./app" }, imageUri: "shop:1", packageType: "Image" },
  "nested empty values": { environment: { variables: {}, list: [], nothing: null } },
  numbers: { environment: { count: 3, ratio: 0.5 } },
  "a secret text": { imageUri: SECRET },
  "a secret inside an object": { environment: { variables: { a: SECRET } } },
};
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

describe("what a provider must hand on as it is", () => {
  const seen: (readonly PolicyEvent[])[] = [];
  const states: string[] = [];
  let second: EngineResult;

  beforeAll(async () => {
    const resources = Object.entries(RESOURCES).map(([name, properties]) => [
      `told ${name}`.replaceAll(" ", "-"),
      { type: "aws:lambda/function:Function", properties },
    ]);
    const provider = await startProvider();
    const program = project(Object.fromEntries(resources) as Record<string, object>);
    const files = { "app/index.js": "exports.handler = 1;" };
    const stack = await openStack({ program, files, debugProviders: provider.debugProviders });
    const written = writeTrivialPack(TELLS);
    const first = await update(stack, written.folder);
    states.push(await stack.exportState());
    second = await update(stack, written.folder);
    states.push(await stack.exportState());
    seen.push(first.policyEvents, second.policyEvents);
    written.remove();
    stack.close();
    provider.close();
  });

  const of = (name: string, events: readonly PolicyEvent[] | undefined) =>
    told(events?.filter(({ urn }) => urn?.endsWith(`::told-${name.replaceAll(" ", "-")}`) === true) ?? []);

  const inputsIn = (state: string, name: string) => {
    const { deployment } = JSON.parse(state) as { deployment: { resources: { urn: string; inputs?: object }[] } };
    return deployment.resources.find(({ urn }) => urn.endsWith(`::told-${name.replaceAll(" ", "-")}`))?.inputs;
  };

  it.each(Object.keys(RESOURCES))("%s is shown to the pack in two updates alike", (name) => {
    expect(of(name, seen[0])).toEqual([expect.any(Object)]);
    expect(of(name, seen[1])).toEqual(of(name, seen[0]));
  });

  it("nothing is found changed by the second update", () => {
    expect(second.exitCode).toBe(0);
    expect(second.output).toMatch(new RegExp(`${Object.keys(RESOURCES).length + 1} unchanged`));
  });

  it("secrets are read by the pack and encrypted in the state", () => {
    expect(of("a secret text", seen[0])).toEqual([{ imageUri: "hidden:1" }]);
    expect(of("a secret inside an object", seen[0])).toEqual([{ environment: { variables: { a: "hidden:1" } } }]);
    for (const state of states) {
      expect(state).not.toContain("hidden:1");
      const variables = { a: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" } };
      expect(inputsIn(state, "a secret inside an object")).toMatchObject({ environment: { variables } });
    }
  });

  it("archives stay archives in the state", () => {
    // Of each of the four the inputs and the outputs.
    for (const state of states) expect(state.split(ARCHIVE)).toHaveLength(9);
  });
});
