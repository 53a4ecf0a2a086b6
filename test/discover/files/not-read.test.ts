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

  it("a template that lies about its schema is read", () => {
    const text = json({ ...parameters, apiVersion: "v1", kind: "Pod", resources: [] });
    expect(reading("x.json", text)?.format).toBe("Kubernetes");
  });
});
