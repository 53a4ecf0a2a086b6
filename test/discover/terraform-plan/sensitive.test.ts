import { describe, expect, it } from "@jest/globals";
import { plannedImageUses, unlistedImages } from "../../../src/discover/index.ts";
import { planText, read, toldIn } from "./plans.ts";

function told(type: string, after: unknown, sensitive: unknown, unknown: unknown = {}): string[] {
  const lines = toldIn(planText([{ address: "x.y", type, after, sensitive, unknown }]));
  return lines.map((line) => line.slice("x.y: ".length));
}

const DEFINITIONS = JSON.stringify([{ image: "a" }, { image: "b" }]);

describe("a use that only a sensitive value shows is a secret: judged, and never printed (law 10)", () => {
  it.each<[string, string, unknown, unknown, string[]]>([
    ["the image", "aws_lambda_function", { image_uri: "a" }, { image_uri: true }, ["image a at image_uri (secret)"]],
    ["another value", "aws_lambda_function", { image_uri: "a", x: 1 }, { x: true }, ["image a at image_uri"]],
    ["all values", "aws_lambda_function", { image_uri: "a" }, true, ["image a at image_uri (secret)"]],
    ["none", "aws_lambda_function", { image_uri: "a" }, { image_uri: false }, ["image a at image_uri"]],
    [
      "a JSON text with two of them",
      "aws_ecs_task_definition",
      { container_definitions: DEFINITIONS },
      { container_definitions: true },
      ["image a at container_definitions[0].image (secret)", "image b at container_definitions[1].image (secret)"],
    ],
    [
      "one container of two",
      "kubernetes_pod_v1",
      { spec: [{ container: [{ image: "a" }, { image: "b" }] }] },
      { spec: [{ container: [{ image: true }, {}] }] },
      ["image a at spec[0].container[0].image (secret)", "image b at spec[0].container[1].image"],
    ],
    [
      "a set, of which Terraform only says that it has one",
      "aws_sagemaker_model",
      { container: [{ image: "a" }, { image: "b" }] },
      { container: true },
      ["image a at container[0].image (secret)", "image b at container[1].image (secret)"],
    ],
    [
      "a part of a reference",
      "azurerm_linux_web_app",
      { site_config: [{ application_stack: [{ docker_image: "acme/web", docker_image_tag: "a" }] }] },
      { site_config: [{ application_stack: [{ docker_image_tag: true }] }] },
      ["image acme/web:a at site_config[0].application_stack[0].docker_image (secret)"],
    ],
    [
      "a shape that is not the value's",
      "azurerm_batch_pool",
      { container_configuration: [{ container_image_names: ["a"] }] },
      { container_configuration: [{ container_image_names: [false, true] }] },
      ["image a at container_configuration[0].container_image_names[0] (secret)"],
    ],
    [
      "a mark that is no boolean",
      "aws_lambda_function",
      { image_uri: "a" },
      { image_uri: "yes" },
      ["image a at image_uri (secret)"],
    ],
  ])("%s", (_, type, after, sensitive, expected) => {
    expect(told(type, after, sensitive)).toEqual(expected);
  });

  it("beside what is unknown, each is told as what it is", () => {
    const after = { spec: [{ container: [{ image: "a" }, { name: "b" }] }] };
    const unknown = { spec: [{ container: [{}, { image: true }] }] };
    expect(told("kubernetes_pod_v1", after, { spec: [{ container: [{ image: true }, {}] }] }, unknown)).toEqual([
      "image a at spec[0].container[0].image (secret)",
      "unknown at spec[0].container[1].image",
    ]);
  });

  it("what is shown of a resource has no sensitive value, for whoever prints what else looks like an image", () => {
    const after = { secret: "ghcr.io/acme/secret:1", open: "ghcr.io/acme/open:1" };
    const change = { address: "x.y", type: "acme_thing", after, sensitive: { secret: true } };
    const [resource] = read(planText([change])).resources;
    if (resource === undefined) throw new Error("no resource");
    const found = unlistedImages({ ...resource, props: resource.shown }, plannedImageUses(resource));
    expect(found).toEqual([{ kind: "reference", path: "open", repository: "ghcr.io/acme/open" }]);
  });

  it("what a cluster answers with is a record of what the manifest says, and not told again", () => {
    const after = { manifest: { apiVersion: "v1", kind: "Pod" }, object: { spec: { image: "ghcr.io/acme/web:1" } } };
    const [resource] = read(planText([{ address: "x.y", type: "kubernetes_manifest", after }])).resources;
    if (resource === undefined) throw new Error("no resource");
    expect(unlistedImages({ ...resource, props: resource.shown }, plannedImageUses(resource))).toEqual([]);
  });
});
