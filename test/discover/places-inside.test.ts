import { describe, expect, it } from "@jest/globals";
import { discoverImageUses, UNKNOWN } from "../../src/discover/index.ts";
import { resource } from "./resource.ts";

describe("a value that is unknown as a whole says what stands in it (law 6)", () => {
  it.each([
    ["aws:ecs/taskDefinition:TaskDefinition", { containerDefinitions: UNKNOWN }, "[].image"],
    ["aws:lambda/function:Function", { imageUri: UNKNOWN }, undefined],
    [
      "kubernetes:apps/v1:Deployment",
      { spec: { template: UNKNOWN } },
      "spec.containers[].image, spec.initContainers[].image, spec.ephemeralContainers[].image and others",
    ],
    ["kubernetes:acme.io/v1:Widget", { apiVersion: "acme.io/v1", kind: "Widget", spec: UNKNOWN }, undefined],
  ])("%s %j", (type, props, inside) => {
    const [use] = discoverImageUses(resource(type, props));
    expect(use).toMatchObject({ kind: "unknown" });
    expect(use?.kind === "unknown" ? use.inside : "").toBe(inside);
  });
});
