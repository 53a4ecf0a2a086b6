import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openStack, type EngineResult } from "../engine/index.ts";
import { repositoryRoot } from "../tools/index.ts";
import { packWriter } from "./trivial.ts";
import { createdNames, program, rulesOn, startWorld, violations, type World } from "./world.ts";

const TIMEOUT = 240_000;
const SHOWN = "What exemptions lift is shown each time, and which of them lift nothing.";
let world: World;
let unsigned: string;
beforeAll(async () => {
  world = await startWorld();
  world.signed("team/web", "1");
  unsigned = `${world.registry.host}/team/legacy@${world.unsigned("team/legacy", "1").digest}`;
}, TIMEOUT);
afterAll(() => world.close());

const write = packWriter();

/** A pack of somebody's own, whose clock says this. */
function packAt(now: string): string {
  return write(`
const { PolicyPack } = require("@pulumi/policy");
const { imagePolicies } = require(${JSON.stringify(join(repositoryRoot(), "dist/src/index.js"))});
const now = () => Date.parse("${now}");
new PolicyPack("digestbound", { policies: imagePolicies({ packFolder: __dirname, now }) });`);
}

const terms = () => ({
  ...{ image: `${world.registry.host}/team/legacy`, rule: "image-signed" },
  ...{ because: "signed from next year on", owner: "team-legacy", until: "2027-01-31" },
});

/** A pod that runs the image, and asks to be exempt where `marker` is given. */
const pod = (image: string, marker?: unknown) => ({
  type: "kubernetes:core/v1:Pod",
  properties: {
    ...(marker !== undefined && { metadata: { annotations: { "digestbound/exempt": marker } } }),
    spec: { containers: [{ name: "main", image }] },
  },
});

interface Run {
  readonly now: string;
  readonly resources: object;
  /** Further keys of the document. */
  readonly document: object;
  readonly command?: "preview" | "up";
}

async function run({ now, resources, document, command = "preview" }: Run) {
  const stack = await openStack({ program: program(resources), debugProviders: world.provider.debugProviders });
  const before = world.provider.created.length;
  const packs = [{ dir: packAt(now), config: world.pack({}, document).config }];
  const result = await stack.run({ command, packs, args: command === "up" ? ["--skip-preview"] : [] });
  stack.close();
  return { ...result, created: createdNames(world.provider).slice(before) };
}

const levels = ({ policyEvents }: EngineResult) => policyEvents.map(({ enforcementLevel }) => enforcementLevel);

describe("an exemption of the document", () => {
  const at = (now: string, command: "preview" | "up" = "preview") =>
    run({ now, command, resources: { legacy: pod(unsigned) }, document: { exemptions: [terms()] } });

  it(
    "lets the image through and is shown: advisory, at preview and at update",
    async () => {
      for (const command of ["preview", "up"] as const) {
        const result = await at("2026-11-27T12:00:00Z", command);
        expect(result.exitCode).toBe(0);
        expect(levels(result)).toEqual(["advisory"]);
        expect(violations(result, "legacy")).toEqual([
          `exemptions: ${SHOWN}\nspec.containers[0].image: ${unsigned}: image-signed (no-signature) is lifted until 2027-01-31 by team-legacy: signed from next year on.`,
        ]);
        expect(result.created).toEqual(command === "up" ? ["legacy"] : []);
      }
    },
    TIMEOUT,
  );

  it(
    "is warned about in its last two weeks, and holds on its last day",
    async () => {
      for (const [now, words] of [
        ["2027-01-18T12:00:00Z", "It ends in 13 days."],
        ["2027-01-31T23:59:00Z", "It ends today."],
      ] as const) {
        const result = await at(now);
        expect(result.exitCode).toBe(0);
        expect(violations(result, "legacy").join("\n")).toContain(words);
      }
    },
    TIMEOUT,
  );

  it(
    "is void after its end: the preview fails, the update creates nothing, and both say so",
    async () => {
      for (const command of ["preview", "up"] as const) {
        const result = await at("2027-02-01T00:00:00Z", command);
        expect(result.exitCode).not.toBe(0);
        expect(rulesOn(result, "legacy")).toEqual(["image-signed"]);
        expect(violations(result, "legacy")[0]).toContain(
          "An exemption by team-legacy ended: it was valid until 2027-01-31.",
        );
        expect(result.created).toEqual([]);
        if (command === "preview") expect(result.output).toContain("it ended, and can be removed.");
      }
    },
    TIMEOUT,
  );

  it(
    "that lifts nothing in this stack is told, once; one that meets no image of it is not",
    async () => {
      const elsewhere = { ...terms(), image: "quay.io/legacy/app" };
      const result = await run({
        now: "2026-11-27T12:00:00Z",
        resources: { one: pod(unsigned), two: pod(unsigned) },
        document: { exemptions: [terms(), { ...terms(), rule: "image-pinned" }, elsewhere] },
      });
      expect(result.exitCode).toBe(0);
      const unused = result.policyEvents.filter(({ message }) => message.includes("lifted nothing"));
      expect(unused.map(({ policyName, enforcementLevel }) => [policyName, enforcementLevel])).toEqual([
        ["exemptions", "advisory"],
      ]);
      expect(unused[0]?.message).toContain("The exemption from image-pinned for ");
    },
    TIMEOUT,
  );
});

describe("a marker in a resource", () => {
  const marker = () => JSON.stringify(terms());
  const repository = {
    type: "aws:ecr/repository:Repository",
    properties: { name: "r", imageTagMutability: "IMMUTABLE" },
  };

  it(
    "counts where the document says inline: allowed, in its own resource, and is shown as inline",
    async () => {
      const result = await run({
        now: "2026-12-27T12:00:00Z",
        resources: { marked: pod(unsigned, marker()), other: pod(unsigned) },
        document: { inline: "allowed" },
      });
      expect(violations(result, "marked")).toEqual([
        expect.stringMatching(
          /^exemptions: .*\n.* image-signed \(no-signature\) is lifted inline until 2027-01-31 by team-legacy: /,
        ),
      ]);
      expect(rulesOn(result, "other")).toEqual(["image-signed"]);
      expect(result.exitCode).not.toBe(0);
    },
    TIMEOUT,
  );

  it.each([
    ["without inline", {}],
    ["with inline: rejected", { inline: "rejected" }],
  ])(
    "has no effect %s, and the violation says so (law 8)",
    async (_, document) => {
      const result = await run({
        now: "2026-12-27T12:00:00Z",
        resources: { marked: pod(unsigned, marker()) },
        document,
      });
      expect(result.exitCode).not.toBe(0);
      expect(rulesOn(result, "marked")).toEqual(["image-signed"]);
      expect(violations(result, "marked")[0]).toContain(
        "An inline exemption by team-legacy has no effect: the policy document does not say inline: allowed.",
      );
    },
    TIMEOUT,
  );

  it(
    "has no effect while it is unknown, where it is a secret, and more than 90 days before its end",
    async () => {
      const resources = {
        repository,
        unknown: pod(unsigned, "${repository.repositoryUrl}"),
        secret: pod(unsigned, { "fn::secret": marker() }),
        long: pod(unsigned, marker()),
      };
      const result = await run({ now: "2026-10-01T12:00:00Z", resources, document: { inline: "allowed" } });
      for (const [name, words] of [
        ["unknown", "has no effect: it is not known yet, or a secret."],
        ["secret", "has no effect: it is not known yet, or a secret."],
        ["long", "is void: it is valid until 2027-01-31, and at most 90 days ahead are allowed."],
      ] as const) {
        expect([name, rulesOn(result, name)]).toEqual([name, ["image-signed"]]);
        expect(violations(result, name)[0]).toContain(words);
      }
      expect(result.exitCode).not.toBe(0);
    },
    TIMEOUT,
  );
});
