import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { discoverImageUses, type ImageUse, type Slot } from "../../src/discover/index.ts";
import { planted, resource, stepsOf } from "./resource.ts";
import { imagesOf, taskText, textOf } from "./task-text.ts";

const TASK = "aws:ecs/taskDefinition:TaskDefinition";

function slotsIn(type: string, props: unknown): (Slot | undefined)[] {
  return discoverImageUses(resource(type, props)).map(slotOf);
}

function slotOf(use: ImageUse): Slot | undefined {
  if (use.kind !== "image") throw new Error(`${use.kind} at ${use.place.path}`);
  return use.slot;
}

/** What stands at each image's span. */
function spanned(text: string): (string | undefined)[] {
  return slotsIn(TASK, { containerDefinitions: text }).map((slot) => {
    expect(slot?.steps).toEqual(["containerDefinitions"]);
    return text.slice(slot?.span?.start, slot?.span?.end);
  });
}

describe("an image that is a property's whole text lies at that property's steps", () => {
  it.each([
    ["kubernetes:core/v1:Pod", "spec.containers[1].image"],
    ["kubernetes:core/v1:Pod", "spec.volumes[2].image.reference"],
    ["kubernetes:apps/v1:DeploymentPatch", "spec.template.spec.initContainers[0].image"],
    ["kubernetes:apps/v1:DeploymentList", "items[2].spec.template.spec.containers[0].image"],
    ["kubernetes:core/v1:List", "items[1].spec.jobTemplate.spec.template.spec.containers[0].image"],
    ["kubernetes:ray.io/v1:RayCluster", "spec.workerGroupSpecs[1].template.spec.containers[0].image"],
    ["kubernetes:example.com/v1:Shop", "spec.containers.constructor.image"],
    ["aws:lambda/function:Function", "imageUri"],
    [TASK, "containerDefinitions[1].Image"],
    [TASK, "ContainerDefinitions[0].image"],
  ])("%s: %s", (type, path) => {
    expect(slotsIn(type, planted(path, "nginx:1"))).toEqual([{ steps: stepsOf(path) }]);
  });

  it("names stay as they are, however they are printed", () => {
    const containers = {
      "a.b": { image: "x" },
      "c[0]": { image: "y" },
      "\u202e\n": { image: "z" },
      "0": { image: "w" },
    };
    expect(slotsIn("kubernetes:example.com/v1:Shop", { spec: { containers } }).map((slot) => slot?.steps[2])).toEqual(
      Object.keys(containers),
    );
  });
});

describe("an image in a JSON text lies at its JSON string", () => {
  it.each<[string, string, string[]]>([
    ["nothing before", '[{"image":"a"}]', ['"a"']],
    ["several containers", '[{"image":"a"},{"name":"x"},{"image":"b"}]', ['"a"', '"b"']],
    ["duplicates", '[{"image":"a","image":"b","image":"a"}]', ['"a"', '"b"', '"a"']],
    ["any case", '[{"Image":"a","IMAGE":"bc","iMaGe":"d"}]', ['"a"', '"bc"', '"d"']],
    ["an escaped name", '[{"\\u0069m\\u0061ge":"a"}]', ['"a"']],
    ["escapes", '[{"image":"\\u0041\\/\\u002f\\"\\\\"}]', ['"\\u0041\\/\\u002f\\"\\\\"']],
    ["an escaped quote before", '[{"name":"\\"image\\":\\"a\\"","image":"b"}]', ['"b"']],
    ["white space", ' \n[ {\t"image" \r\n: \t"a"\n } ]\r\n', ['"a"']],
    ["white space in texts", '[{"name":" \\n ","image":" a "}]', ['" a "']],
    ["characters outside the Basic Multilingual Plane", '[{"😀":"😀","image":"😀a"}]', ['"😀a"']],
    ["structure in texts", '[{"name":"}],{[\\":","image":"a"}]', ['"a"']],
    ["numbers and literals", '[{"cpu":-1.5e+3,"a":true,"b":null,"image":"a"}]', ['"a"']],
    ["images of another meaning", '[{"environment":{"image":"a"},"image":"a"}]', ['"a"']],
    ["the same text as a name", '[{"a":"a","image":"a"}]', ['"a"']],
    ["deep nesting", `[{"x":${"[".repeat(50)}"a"${"]".repeat(50)},"image":"a"}]`, ['"a"']],
  ])("%s", (_, text, strings) => {
    expect(spanned(text)).toEqual(strings);
  });

  it("whatever looks like an image beside it", () => {
    const image = fc.oneof(fc.string({ minLength: 1 }), fc.string({ unit: "binary", minLength: 1 }));
    let found = 0;
    fc.assert(
      fc.property(taskText(image), (pieces) => {
        const uses = discoverImageUses(resource(TASK, { containerDefinitions: textOf(pieces) }));
        const wanted = imagesOf(pieces);
        found += wanted.length;
        expect(uses.map((use) => use.kind === "image" && use.image)).toEqual(wanted.map(({ image }) => image));
        expect(uses.map(slotOf)).toEqual(wanted.map(({ span }) => ({ steps: ["containerDefinitions"], span })));
      }),
      { numRuns: 500 },
    );
    expect(found).toBeGreaterThan(1000);
  });

  it("also where the text is an element of a list", () => {
    const containerDefinitions = [{ image: "x" }, '{"image":"a"}'];
    expect(slotsIn(TASK, { containerDefinitions })).toEqual([
      { steps: ["containerDefinitions", 0, "image"] },
      { steps: ["containerDefinitions", 1], span: { start: 9, end: 12 } },
    ]);
  });

  it("and nowhere that can be written where that text stands in another", () => {
    expect(slotsIn(TASK, { containerDefinitions: JSON.stringify(['{"image":"a"}']) })).toEqual([undefined]);
    expect(slotsIn(TASK, { containerDefinitions: JSON.stringify([{ image: "a" }, '{"image":"b"}']) })).toEqual([
      { steps: ["containerDefinitions"], span: { start: 10, end: 13 } },
      undefined,
    ]);
  });
});
