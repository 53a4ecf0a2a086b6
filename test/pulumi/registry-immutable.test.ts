import { tmpdir } from "node:os";
import { describe, expect, it } from "@jest/globals";
import { imagePolicies } from "../../src/pulumi/index.ts";
import { lifecycle, LIFECYCLE } from "../lint/facts.ts";
import { analyze, analyzeResource, deployment, UNKNOWN_STRING, urnOf, type AnalyzedInputs } from "./analyze.ts";

const RULE = "registry-immutable";
const policies = (preview: boolean) =>
  imagePolicies({ packFolder: tmpdir(), environment: { DIGESTBOUND_CACHE: "off" }, preview });
const repository = (props: object): AnalyzedInputs => ({ type: "aws:ecr/repository:Repository", name: "web", props });
const policy: AnalyzedInputs = { type: LIFECYCLE, name: "web", props: lifecycle({ tagStatus: "any" }) };
const image = `123456789012.dkr.ecr.eu-west-1.amazonaws.com/web@sha256:${"1".repeat(64)}`;

describe.each([true, false])(
  "a registry resource (preview: %s), without a document and without a network",
  (preview) => {
    it("is told once, advisory, with the property, what to write, and why", async () => {
      const violations = await analyze(policies(preview), repository({ name: "web" }));
      expect(violations.map(({ policy: name }) => name)).toEqual([RULE]);
      expect(violations[0]?.message).toMatch(/^imageTagMutability\n {2}is not set, .*Write IMMUTABLE\.\n {2}Why: /);
      const own = policies(preview).find(({ name }) => name === RULE);
      expect(own).toMatchObject({ enforcementLevel: "advisory", severity: "medium" });
    });

    it("is told on its own resource", async () => {
      const stack = [repository({ name: "web" }), policy];
      const violations = await analyze(policies(preview), stack);
      expect(violations.map(({ message }) => message.split(/\n|:/)[0])).toEqual([
        "imageTagMutability",
        "policy.rules[0]",
      ]);
      if (preview) expect(violations.map(({ urn }) => urn)).toEqual(stack.map(urnOf));
    });

    it("that is immutable is not told", async () => {
      expect(await analyze(policies(preview), repository({ imageTagMutability: "IMMUTABLE" }))).toEqual([]);
    });

    it("whose setting is unknown is not told (law 6), and one beside the unknown part is", async () => {
      const unknown = repository({ name: UNKNOWN_STRING, imageTagMutability: UNKNOWN_STRING });
      expect(await analyze(policies(preview), unknown)).toEqual([]);
      const beside = repository({ name: UNKNOWN_STRING, imageTagMutability: "MUTABLE" });
      expect(await analyze(policies(preview), beside)).toMatchObject([{ policy: RULE }]);
    });

    it("is not told where the rule is switched off, and no other rule then speaks", async () => {
      expect(await analyze(policies(preview), repository({}), { disabled: [RULE] })).toEqual([]);
    });

    it.each([0, 1])(
      "that lets a pinned image of its stack vanish is told on the image, whatever comes first: %s",
      async (turn) => {
        const fixed = repository({ name: "web", imageTagMutability: "IMMUTABLE" });
        const stack = turn === 0 ? [fixed, policy, deployment(image)] : [deployment(image), policy, fixed];
        const violations = (await analyze(policies(preview), stack)).filter(({ policy: name }) => name === RULE);
        expect(violations).toHaveLength(2);
        expect(violations[1]).toMatchObject({
          urn: urnOf(deployment(image)),
          message: expect.stringMatching(/^spec\.template\.spec\.containers\[0\]\.image: is pinned, but /),
        });
      },
    );

    it("that cannot be copied throws nothing", async () => {
      let deep: unknown = "x";
      for (let depth = 0; depth < 5000; depth += 1) deep = { deep };
      await expect(analyze(policies(preview), repository({ deep }))).resolves.toBeDefined();
    });
  },
);

it("at update is told before it is created", async () => {
  expect(await analyzeResource(policies(false), repository({}))).toMatchObject([{ policy: RULE }]);
});
