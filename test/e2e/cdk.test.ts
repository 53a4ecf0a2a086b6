import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { run as digestbound } from "../../src/cli/run.ts";
import { generateKeyPair, legacySignature, pushImage, signWithBundle, type PushedImage } from "../fixtures/index.ts";
import { startEmbeddedRegistry, type EmbeddedRegistry } from "../registry/embedded/index.ts";
import { repositoryRoot } from "../tools/index.ts";
import { makeCdkApp, type CdkApp, type Synthesised } from "./cdk-app.ts";

let registry: EmbeddedRegistry;
let app: CdkApp;
let web: PushedImage;
let api: PushedImage;
let stranger: PushedImage;
/** What the registry does: it answers, says that it is broken, or says nothing at all. */
let mood: "fine" | "broken" | "silent" = "fine";

const at = (repository: string, end: string) => `${registry.host}/team/${repository}${end}`;
const pinned = (repository: string, { digest }: PushedImage) => at(repository, `:1.0@${digest}`);

function document(more: object = {}): object {
  return {
    version: 1,
    signers: { "release-key": { cosign: { key: key.publicKeyPem, transparencyLog: "not-required" } } },
    images: [{ match: `${registry.host}/team/*`, signedBy: ["release-key"] }],
    registries: [{ host: registry.host, plainHttp: true }],
    ...more,
  };
}

const key = generateKeyPair("p256");

beforeAll(async () => {
  registry = await startEmbeddedRegistry({
    intercept: (_, response) => {
      if (mood === "broken") response.writeHead(500).end();
      return mood !== "fine";
    },
  });
  const push = (name: string) => pushImage(registry, `team/${name}`, "1.0", { text: name, platforms: ["linux/amd64"] });
  [web, api, stranger] = [push("web"), push("api"), push("stranger")];
  signWithBundle(registry, "team/web", web, { keyPair: key });
  legacySignature(registry, "team/api", api.digest, { keyPair: key });
  app = makeCdkApp();
  app.write("digestbound.yaml", document());
});
afterAll(async () => {
  app.remove();
  mood = "fine";
  await registry.close();
});

/** The severity and the words of each violation, with the construct below it. */
function told({ output }: Synthesised): string[] {
  const found = output.matchAll(/^(FATAL|ERROR|WARNING|INFO) (.*) \(digestbound\)\n\s*(\S*)/gm);
  return Array.from(found, ([, severity = "", words = "", construct = ""]) => {
    const [rule = ""] = words.split(" ");
    return `${severity} ${rule} at ${construct}`;
  }).sort();
}

const STACK = 'const web = new Stack(app, "Web");';

describe("an app whose image has a tag", () => {
  it("fails, and is told the verified digest, the construct and the line of its source", async () => {
    const failed = await app.run(`${STACK}\ntask(web, "T", "${at("web", ":1.0")}");`);
    expect(failed.code).toBe(1);
    expect(told(failed)).toEqual(["FATAL image-pinned at Web/T"]);
    // Amazon ECS takes no tag beside a digest.
    expect(failed.output).toContain(`Use ${at("web", `@${web.digest}`)}`);
    expect(failed.output).toContain("signed by release-key");
    expect(failed.output).toMatch(/app\.js:\d+/);
    expect(failed.report()).toMatchObject({
      pluginReports: [
        {
          pluginName: "digestbound",
          conclusion: "failure",
          violations: [
            {
              ruleName: `image-pinned[${at("web", "")}]`,
              severity: "fatal",
              violatingConstructs: [
                {
                  constructPath: "Web/T",
                  cloudFormationResource: {
                    logicalId: "T",
                    propertyPaths: ["Properties.ContainerDefinitions.0.Image"],
                  },
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it("fails in the CDK's own command line, too, and one that is pinned and signed passes there", async () => {
    const failed = await app.synth(`${STACK}\ntask(web, "T", "${at("web", ":1.0")}");`);
    expect({ code: failed.code, told: told(failed) }).toEqual({ code: 1, told: ["FATAL image-pinned at Web/T"] });
    const passed = await app.synth(`${STACK}\ntask(web, "T", "${pinned("web", web)}");`);
    expect({ code: passed.code, told: told(passed) }).toEqual({ code: 0, told: [] });
  });
});

describe("an app", () => {
  it("of pinned and signed images passes, in stacks, nested stacks and stages", async () => {
    const passed = await app.run(`${STACK}
      task(web, "T", "${pinned("web", web)}");
      task(new NestedStack(web, "N"), "T", "${pinned("api", api)}");
      task(new Stack(new Stage(app, "Prod"), "Web"), "T", "${pinned("api", api)}");
      new Stack(app, "Empty");`);
    expect({ code: passed.code, told: told(passed) }).toEqual({ code: 0, told: [] });
  });

  it.each<[string, () => string, readonly string[]]>([
    [
      "pinned to what nobody trusted signed",
      () => `task(web, "T", "${pinned("stranger", stranger)}");`,
      ["FATAL image-signed at Web/T"],
    ],
    [
      "a tag in a nested stack of a nested stack",
      () => `task(new NestedStack(new NestedStack(web, "Outer"), "Inner"), "T", "${at("web", ":1.0")}");`,
      ["FATAL image-pinned at Web/Outer/Inner/T"],
    ],
    [
      "a tag in a stage inside of a stack, as pipelines have it",
      () => `task(new NestedStack(new Stack(new Stage(web, "Prod"), "Api"), "N"), "T", "${at("web", ":1.0")}");`,
      ["FATAL image-pinned at Web/Prod/Api/N/T"],
    ],
    [
      "a tag in a resource that is no construct of its type",
      () =>
        `new CfnResource(web, "Raw", { type: "AWS::ECS::TaskDefinition", properties: { ContainerDefinitions: [{ Image: "${at("web", ":1.0")}" }] } });`,
      ["FATAL image-pinned at Web/Raw"],
    ],
    [
      "a tag that overrides a pinned image",
      () =>
        `task(web, "T", "${pinned("web", web)}").addPropertyOverride("ContainerDefinitions.0.Image", "${at("web", ":1.0")}");`,
      ["FATAL image-pinned at Web/T"],
    ],
    [
      "a nested stack whose template is overridden by one elsewhere",
      () =>
        `new NestedStack(web, "N").nestedStackResource.addPropertyOverride("TemplateURL", "https://example.com/t.json");`,
      ["FATAL image-inspectable at Web/N.NestedStack/N.NestedStackResource"],
    ],
    [
      "an image that no match covers",
      () => `task(web, "T", "quay.io/x/y@${web.digest}");`,
      ["FATAL image-registry at Web/T"],
    ],
  ])("fails that has %s", async (_, body, expected) => {
    const failed = await app.run(`${STACK}\n${body()}`);
    expect({ code: failed.code, told: told(failed) }).toEqual({ code: 1, told: expected });
  });

  it("fails whose image asset is built from a tag, though the asset itself is let through", async () => {
    app.write("asset/Dockerfile", `FROM ${at("web", ":1.0")}\n`);
    app.write("assets.yaml", document({ cdkAssets: "accepted" }));
    const failed = await app.run(
      `${STACK}\nnew lambda.DockerImageFunction(web, "F", { code: lambda.DockerImageCode.fromImageAsset("asset") });`,
      { policy: "assets.yaml" },
    );
    expect({ code: failed.code, told: told(failed) }).toEqual({ code: 1, told: ["FATAL image-pinned at Suggested"] });
    expect(failed.output).toContain("Web.assets.json");
  });
});

describe("a violation that the app acknowledges", () => {
  const unsigned = () => `${STACK}\ntask(web, "T", "${pinned("stranger", stranger)}");`;
  const id = () => `image-signed[${at("stranger", "")}]`;
  const allowed = { policy: "acknowledged.yaml" };
  beforeAll(() => {
    app.write("acknowledged.yaml", document({ cdkAcknowledgements: ["image-signed"] }));
  });

  it("stays one where the document does not allow it", async () => {
    const failed = await app.run(`${unsigned()}\nacknowledge(web, "${id()}", "image-signed");`);
    expect({ code: failed.code, told: told(failed) }).toEqual({ code: 1, told: ["FATAL image-signed at Web/T"] });
  });

  it("is told with the id to acknowledge it by where the document allows it, and is then let through", async () => {
    const failed = await app.run(unsigned(), allowed);
    expect({ code: failed.code, told: told(failed) }).toEqual({ code: 1, told: ["ERROR image-signed at Web/T"] });
    expect(failed.output).toContain(`Acknowledge with 'digestbound::${id()}'`);
    const passed = await app.run(`${unsigned()}\nacknowledge(web, "${id()}");`, allowed);
    expect(passed.code).toBe(0);
    expect(passed.report()).toMatchObject({ pluginReports: [{ suppressedViolations: [{ reason: "it is known" }] }] });
  });

  // With severities of its own, such as "high", the CDK took the whole report for a success then.
  it("lets no other one through", async () => {
    const both = `${unsigned()}\ntask(web, "Other", "${at("web", ":1.0")}");\nacknowledge(web, "${id()}");`;
    const failed = await app.run(both, allowed);
    expect({ code: failed.code, told: told(failed) }).toEqual({ code: 1, told: ["FATAL image-pinned at Web/Other"] });
  });

  it("elsewhere in the app than where it was acknowledged is one", async () => {
    const elsewhere = `${unsigned()}\nacknowledge(new Stack(app, "Other"), "${id()}");`;
    expect((await app.run(elsewhere, allowed)).code).toBe(1);
  });
});

describe("where nothing can be found out, an app fails (law 3)", () => {
  const body = () => `${STACK}\ntask(web, "T", "${pinned("web", web)}");`;

  it("by a registry that is broken", async () => {
    mood = "broken";
    const failed = await app.run(body());
    mood = "fine";
    expect({ code: failed.code, told: told(failed) }).toEqual({ code: 1, told: ["FATAL image-checked at Web/T"] });
  });

  it("by a registry that does not answer before the deadline", async () => {
    mood = "silent";
    const failed = await app.run(body(), { timeoutSeconds: 2 });
    mood = "fine";
    expect(failed.code).toBe(1);
    expect(failed.output).toContain("Validation plugin 'digestbound' failed: the gate did not answer within 2 s");
  });

  it("by a document that cannot be read", async () => {
    app.write("wrong.yaml", "version: 1\nimages: []\n");
    const failed = await app.run(body(), { policy: "wrong.yaml" });
    expect(failed.code).toBe(1);
    expect(failed.output).toContain("wrong.yaml:2: images");
  });
});

describe("the aspect", () => {
  const aspect = "const pins = new PinImages();\nAspects.of(app).add(pins, { priority: 900 });";

  it("pins what is trusted, in stacks, nested stacks and stages, so that the app passes", async () => {
    const passed = await app.run(`${STACK}\n${aspect}
      task(web, "T", "${at("web", ":1.0")}");
      task(new NestedStack(web, "N"), "T", "${at("api", ":1.0")}");
      task(web, "Overridden", "x").addPropertyOverride("ContainerDefinitions.0.Image", "${at("api", ":1.0")}");
      const prod = new Stage(app, "Prod");
      Aspects.of(prod).add(pins, { priority: 900 }); // The CDK takes no aspect into a stage.
      task(new Stack(prod, "Web"), "T", "${at("web", ":1.0")}");`);
    expect({ code: passed.code, told: told(passed) }).toEqual({ code: 0, told: [] });
    const template = readFileSync(join(app.folder, "cdk.out/Web.template.json"), "utf8");
    expect(template).toContain(`"Image": "${at("web", `@${web.digest}`)}"`);
  });

  it("leaves what nobody trusted signed as it is, and the app fails (law 4)", async () => {
    const failed = await app.run(`${STACK}\n${aspect}\ntask(web, "T", "${at("stranger", ":1.0")}");`);
    expect(failed.code).toBe(1);
    expect(told(failed)).toContain("FATAL image-signed at Web/T");
    const template = readFileSync(join(app.folder, "cdk.out/Web.template.json"), "utf8");
    expect(template).toContain(`"Image": "${at("stranger", ":1.0")}"`);
  });
});

it("the example of docs/cdk.md says what stands there", async () => {
  const text = readFileSync(join(repositoryRoot(), "docs/cdk.md"), "utf8").replaceAll(
    "registry.example.com",
    registry.host,
  );
  const [example = "", printed = ""] = ["js", "text"].map(
    (kind) => new RegExp(`\`\`\`${kind}\n([^]*?)\`\`\``).exec(text)?.[1],
  );
  const failed = await app.runAll(example);
  expect(failed.code).toBe(1);
  const pieces = printed
    .split(/…|\n/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== "");
  expect(pieces.length).toBeGreaterThan(6);
  for (const piece of pieces) expect(failed.output).toContain(piece);
});

describe("the package's entry", () => {
  const refusing =
    'const m = require("node:module"), r = m._resolveFilename; m._resolveFilename = function (name, ...more) { if (/^(aws-cdk-lib|constructs)/.test(name)) throw new Error(name); return r.call(this, name, ...more); };';

  it("loads without the CDK", async () => {
    const loaded = await app.node([
      "-e",
      `${refusing} const { ImagePolicy, PinImages } = require("digestbound/cdk"); new PinImages(); console.log(new ImagePolicy().name);`,
    ]);
    expect(loaded).toEqual({ code: 0, output: "digestbound\n" });
  });

  it("is there for ES modules, too", async () => {
    const program = 'import { ImagePolicy } from "digestbound/cdk"; console.log(new ImagePolicy().name);';
    expect(await app.node(["--input-type=module", "-e", program])).toEqual({ code: 0, output: "digestbound\n" });
  });
});

it("with a lock file and stored evidence nothing is asked", async () => {
  const images = [pinned("web", web), at("api", ":1.0")];
  expect(await digestbound(["lock", "--evidence", ...images], terminal(), "0.0.0")).toBe(0);
  const asked = registry.requests.length;
  const locked = { lock: "digestbound.lock", offline: true };
  const passed = await app.run(`${STACK}\ntask(web, "T", "${pinned("web", web)}");`, locked);
  expect({ code: passed.code, told: told(passed) }).toEqual({ code: 0, told: [] });
  const failed = await app.run(`${STACK}\ntask(web, "T", "${at("api", ":1.0")}");`, locked);
  expect(failed.code).toBe(1);
  expect(failed.output).toContain(`Use ${at("api", `@${api.digest}`)}`);
  expect(registry.requests).toHaveLength(asked);
});

/** `digestbound` on the command line, in the app's folder. */
function terminal() {
  const stream = { write: () => true };
  const events = new EventEmitter();
  return {
    ...{ stdout: stream, stderr: stream, env: { DIGESTBOUND_CACHE: "off" }, cwd: () => app.folder },
    once: events.once.bind(events),
    removeListener: events.removeListener.bind(events),
  };
}
