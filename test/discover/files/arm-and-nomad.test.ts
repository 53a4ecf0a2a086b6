import { describe, expect, it } from "@jest/globals";
import { formatOf, json, reading, told } from "./infrastructure.ts";

const SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";
const app = (image: unknown, name = "web") => ({
  type: "Microsoft.App/containerApps",
  apiVersion: "2024-03-01",
  name,
  properties: { template: { containers: [{ image }] } },
});
const template = (resources: unknown, more: object = {}) =>
  json({ $schema: SCHEMA, contentVersion: "1.0.0.0", resources, ...more });

describe("a template of Azure Resource Manager", () => {
  const tag = { parameters: { tag: { type: "string", defaultValue: "2" }, open: { type: "string" } } };
  it.each([
    ["as it is", "ghcr.io/acme/web:1", "13:25 image ghcr.io/acme/web:1 [ghcr.io/acme/web:1]"],
    ["put together", "[concat('ghcr.io/acme/web:', parameters('tag'))]", "13:24 image ghcr.io/acme/web:2"],
    [
      "of a parameter without a default",
      "[concat('ghcr.io/acme/web:', parameters('open'))]",
      "13:24 unknown ghcr.io/acme/web:…",
    ],
  ])("has an image %s", (_, image, expected) => {
    expect(told("main.json", template([app(image)], tag))).toEqual([expected]);
  });

  it.each([
    ["by its name", [app("x:1")], "Microsoft.App/containerApps web", "properties.template.containers[0].image"],
    [
      "by its place",
      [app("x:1", "[parameters('a')]")],
      "Microsoft.App/containerApps resources[0]",
      "properties.template.containers[0].image",
    ],
    [
      "by its symbol",
      { shop: app("x:1", "[parameters('a')]") },
      "Microsoft.App/containerApps resources.shop",
      "properties.template.containers[0].image",
    ],
  ])("names a resource %s", (_, resources, resource, path) => {
    const [use] = reading("main.json", template(resources))?.uses ?? [];
    expect(use?.use.place).toMatchObject({ resource, path });
  });

  it("has those of a deployment inside", () => {
    const inner = { $schema: SCHEMA, resources: [app("inner:1")] };
    const deployment = { type: "Microsoft.Resources/deployments", name: "d", properties: { template: inner } };
    expect(told("main.json", template([deployment]))).toEqual(["20:33 image inner:1 [inner:1]"]);
  });

  it("may hold comments, also before it begins", () => {
    const text = `// main\n${template([app("x:1")]).replace('"resources"', '/* "all" */ "resources" // [\n')}`;
    expect(formatOf("main.json", text)).toBe("ARM template");
    expect(told("main.json", text)).toEqual(["15:25 image x:1 [x:1]"]);
  });

  it.each([
    ["of a subscription", SCHEMA.replace("deployment", "subscriptionDeployment")],
    ["of a tenant", SCHEMA.replace("deployment", "tenantDeployment")],
    ["without a fragment", SCHEMA.replace("#", "")],
  ])("%s is one", (_, schema) => {
    expect(formatOf("main.json", json({ $Schema: schema, resources: [] }))).toBe("ARM template");
    expect(formatOf("main.json", json({ $schema: schema, resources: [] }))).toBe("ARM template");
  });

  it.each([
    ["is not valid", `{"$schema": "${SCHEMA}", `, /^1:1 unreadable is not valid/],
    ["has no resources", json({ $schema: SCHEMA }), /unreadable is a template without resources$/],
    [
      "has resources of a loop that nobody sees",
      json({ $schema: SCHEMA, resources: "x" }),
      /unreadable is a text, not a list of resources$/,
    ],
  ])("that %s is told (law 3)", (_, text, expected) => {
    expect(told("main.json", text)).toEqual([expect.stringMatching(expected)]);
  });

  it("is no object of Kubernetes, and no other schema's document", () => {
    expect(formatOf("a.json", json({ $schema: "https://json.schemastore.org/package.json" }))).toBeUndefined();
    expect(formatOf("a.json", json({ $schema: SCHEMA, apiVersion: "v1", kind: "Pod" }))).toBe("Kubernetes");
  });
});

describe("a job of Nomad", () => {
  const job = (image: string) => `variable "tag" { default = "2" }
job "web" {
  group "web" {
    task "web" {
      driver = "docker"
      config { image = "${image}" }
    }
  }
}
`;
  it.each([
    ["as it is", "ghcr.io/acme/web:1", "6:25 image ghcr.io/acme/web:1 [ghcr.io/acme/web:1]"],
    ["put together", "ghcr.io/acme/web:${var.tag}", "1:1 image ghcr.io/acme/web:2"],
    ["of a variable that is not set", "ghcr.io/acme/web:${var.other}", "1:1 unknown ghcr.io/acme/web:…"],
  ])("has an image %s", (_, image, expected) => {
    expect(told("web.nomad", job(image))).toEqual([expected]);
    expect(formatOf("web.nomad.hcl", job(image))).toBe("Nomad job");
  });

  it("as JSON is what its API takes", () => {
    const Job = { ID: "web", TaskGroups: [{ Tasks: [{ Driver: "docker", Config: { image: "x:1" } }] }] };
    expect(told("job.json", json({ Job }))).toEqual(["10:25 image x:1 [x:1]"]);
    expect(told("job.json", json(Job))).toHaveLength(1);
    expect(told("job.json", json({ job: Job }).replace("TaskGroups", String.raw`\u0074askgroups`))).toHaveLength(1);
    expect(formatOf("job.json", json({ Job: {} }))).toBeUndefined();
  });

  it("that is not valid is told (law 3)", () => {
    expect(told("web.nomad", 'job "web" {')).toEqual([expect.stringMatching(/^1:1 unreadable is not valid HCL/)]);
  });
});
