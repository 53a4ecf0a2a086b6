import { App, Aspects, CfnResource, Lazy, Stack } from "aws-cdk-lib";
import { describe, expect, it } from "@jest/globals";
import type { askGate } from "../../src/cdk/ask-gate.ts";
import { PinImages } from "../../src/cdk/index.ts";
import type { Write } from "../../src/cdk/messages.ts";

const TYPE = "AWS::ECS::TaskDefinition";
const resource = (scope: Stack, id: string, Image: unknown) =>
  new CfnResource(scope, id, { type: TYPE, properties: { ContainerDefinitions: [{ Image }], "a.b": Image } });

/** The images of a stack after the aspect, which is answered with these writes for each resource; and how often it asked. */
function pinned(fill: (stack: Stack) => void, write: (image: unknown) => readonly Write[]) {
  const asked: unknown[][] = [];
  const ask = ((question: { resources: readonly { Properties: { "a.b": unknown } }[] }) => {
    asked.push([...question.resources]);
    return { kind: "pinned", writes: question.resources.map(({ Properties }) => write(Properties["a.b"])) };
  }) as unknown as typeof askGate;
  const app = new App({ outdir: undefined as never });
  const stack = new Stack(app, "Web");
  fill(stack);
  Aspects.of(app).add(new PinImages({}, ask));
  const { template } = app.synth().getStackByName("Web") as {
    template: { Resources: Record<string, { Properties: object }> };
  };
  return { asked, properties: Object.values(template.Resources).map(({ Properties }) => Properties) };
}

// The CDK's own validation takes seconds, and is not what is tried here.
process.env["CDK_VALIDATION"] = "false";

const STEPS = ["ContainerDefinitions", 0, "Image"];

describe("the aspect", () => {
  it("asks once about all resources, and writes what it is told into each", () => {
    const fill = (stack: Stack) => {
      ["a:1", "b:1", "a:1"].forEach((image, index) => resource(stack, `T${index}`, image));
    };
    const { asked, properties } = pinned(fill, (image) => [
      { steps: STEPS, text: `${String(image)}@x` },
      { steps: ["a.b"], text: "dotted" },
    ]);
    expect(asked.map((all) => all.length)).toEqual([2]);
    expect(properties).toEqual(
      ["a:1@x", "b:1@x", "a:1@x"].map((Image) => ({ ContainerDefinitions: [{ Image }], "a.b": "dotted" })),
    );
  });

  it("sees what overrides a property, and leaves a resource as it is of which it is told nothing", () => {
    const fill = (stack: Stack) => {
      resource(stack, "T", "a:1").addPropertyOverride("ContainerDefinitions.0.Image", "evil:1");
    };
    const { asked, properties } = pinned(fill, () => []);
    expect(asked).toEqual([
      [{ Type: TYPE, Properties: { ContainerDefinitions: [{ Image: "evil:1" }], "a.b": "a:1" } }],
    ]);
    expect(properties).toMatchObject([{ ContainerDefinitions: [{ Image: "evil:1" }] }]);
  });

  it("leaves to the gate what cannot be synthesised yet", () => {
    let asked = 0;
    const fill = (stack: Stack) => {
      const produce = () => {
        asked += 1;
        if (asked === 1) throw new Error("not yet");
        return "late:1";
      };
      resource(stack, "T", Lazy.string({ produce }));
    };
    expect(pinned(fill, () => [{ steps: STEPS, text: "never" }]).properties).toMatchObject([
      { ContainerDefinitions: [{ Image: "late:1" }] },
    ]);
  });

  it("takes no deadline that is none (law 7)", () => {
    expect(() => new PinImages({ timeoutSeconds: 0 })).toThrow(RangeError);
  });
});
