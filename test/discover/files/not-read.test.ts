import { describe, expect, it } from "@jest/globals";
import { json, reading } from "./infrastructure.ts";

const parameters = {
  $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
  parameters: {},
};

describe("sources that only their own tools read", () => {
  it.each([
    ["main.tf", 'image = "x:1"', /^is Terraform source, .* terraform show -json plan\.out \| digestbound check -$/],
    ["main.tf.json", "{}", /^is Terraform source/],
    ["main.tofu", "", /^is Terraform source/],
    ["terragrunt.hcl", "", /^is Terraform source/],
    ["main.bicep", "", /^is Bicep source, .* bicep build main\.bicep --stdout \| digestbound check -$/],
    ["main.bicepparam", "", /^is Bicep source/],
    ["main.parameters.json", json(parameters), /^holds parameters of a template, which are not read/],
  ])("%s is told, and not taken for one that was read", (path, text, why) => {
    expect(reading(`infra/${path}`, text)).toEqual(
      expect.objectContaining({ uses: [], notRead: expect.stringMatching(why) as unknown }),
    );
  });

  const pod = { apiVersion: "v1", kind: "Pod", spec: { containers: [{ image: "x:1" }] } };
  it.each([
    ["parameters", "x.json", json({ ...parameters, ...pod })],
    ["parameters, as a flow mapping of YAML", "x.json", flow(parameters)],
    ["Terraform", "x.tf.json", json(pod)],
    ["Terraform, as a flow mapping of YAML", "x.tf.json", flow({ resource: 1 })],
    ["a template", "x.json", flow({ AWSTemplateFormatVersion: "x" })],
    ["anything", "x.json", flow({ anything: 1 })],
  ])("hide no object of Kubernetes that is called %s (law 8)", (_, path, text) => {
    expect(reading(path, text)).toMatchObject({ format: "Kubernetes", uses: [{ use: { image: "x:1" } }] });
  });
});

/** Quoted as in JSON, and beside that the object plain. */
function flow(quoted: object): string {
  return `${JSON.stringify(quoted).slice(0, -1)}, apiVersion: v1, kind: Pod, spec: { containers: [{ image: 'x:1' }] } }`;
}
