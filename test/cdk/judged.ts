import type { PolicyViolation } from "aws-cdk-lib";
import { templateImageUses } from "../../src/discover/index.ts";
import { violationsOf, type JudgedUse } from "../../src/cdk/violations.ts";
import { createGate } from "../../src/gate/index.ts";
import { levelsWithoutUpdate, readPolicyObject, type PolicyDocument } from "../../src/policy/index.ts";

/** A document that covers another registry than any of these images are in: what it says, it says without a network. */
export function documentWith(more: object): PolicyDocument {
  const images = [{ match: "registry.example/**", signature: "not-required", because: "it is a test" }];
  return readPolicyObject({ version: 1, images, ...more }, "/", "digestbound.yaml");
}

export const task = (Image: unknown) => ({
  Type: "AWS::ECS::TaskDefinition",
  Properties: { ContainerDefinitions: [{ Image }] },
});

/** What the gate says of the images in a template. */
export async function judgedIn(template: object, policy?: PolicyDocument): Promise<readonly JudgedUse[]> {
  const uses = templateImageUses(JSON.stringify(template), { file: "cdk.out/Web.template.json" });
  if ("why" in uses) throw new Error(uses.why);
  const gate = createGate(policy, { offline: true });
  const verdicts = await gate.check(uses.map(({ use }) => use));
  await gate.close();
  return uses.flatMap((one, index) => {
    const verdict = verdicts[index];
    return verdict === undefined ? [] : [{ ...one, path: "/app/cdk.out/Web.template.json", verdict }];
  });
}

export async function violationsIn(template: object, policy?: PolicyDocument): Promise<PolicyViolation[]> {
  return violationsOf(await judgedIn(template, policy), { policy, levels: levelsWithoutUpdate(policy, Date.now()) });
}
