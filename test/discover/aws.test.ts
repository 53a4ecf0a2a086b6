import { describe, expect, it } from "@jest/globals";
import { deploysImages, discoverImageUses, UNKNOWN } from "../../src/discover/index.ts";
import { resource, told, URN } from "./resource.ts";

const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const FUNCTION = "aws:lambda/function:Function";

function task(containerDefinitions: unknown): string[] {
  return told(TASK, { family: "web", containerDefinitions });
}

describe("an ECS task definition", () => {
  it("names images in a JSON text, to be pinned without a tag", () => {
    expect(deploysImages(TASK)).toBe(true);
    const props = { containerDefinitions: '[{"name":"web","image":"nginx:1"}]' };
    expect(discoverImageUses(resource(TASK, props))).toEqual([
      {
        kind: "image",
        image: "nginx:1",
        role: "run",
        pinForm: "name@digest",
        place: { resource: URN, path: "containerDefinitions[0].image" },
        slot: { steps: ["containerDefinitions"], span: { start: 23, end: 32 } },
      },
    ]);
  });

  it.each<[string, unknown, string[]]>([
    [
      "several containers",
      '[{"image":"a"},{"name":"x"},{"image":"b"}]',
      ["image a at [0].image", "image b at [2].image"],
    ],
    ["a list instead of a text", [{ image: "a" }], ["image a at [0].image"]],
    [
      "a list with an unknown image",
      [{ image: UNKNOWN }, { image: "b" }],
      ["unknown at [0].image", "image b at [1].image"],
    ],
    ["a list with an unknown container", [UNKNOWN, { image: "b" }], ["unknown at [0]", "image b at [1].image"]],
    ["a list with an unknown name", [{ name: UNKNOWN, image: "a" }], ["image a at [0].image"]],
    ["an unknown text", UNKNOWN, ["unknown at "]],
    ["escapes", '[{"\\u0069mage":"a\\u002fb"}]', ["image a/b at [0].image"]],
    ["an escaped quote before", '[{"name":"\\"image\\":\\\\","image":"a"}]', ["image a at [0].image"]],
    ["white space", ' \n[ {\t"image" : "a" } ]\r\n', ["image a at [0].image"]],
    ["braces inside texts", '[{"name":"}],{[","image":"a"}]', ["image a at [0].image"]],
    [
      "nested objects that hold an image of another meaning",
      '[{"environment":{"image":"no"},"image":"a"}]',
      ["image a at [0].image"],
    ],
    ["another key that ends alike", '[{"myimage":"no","image":"a"}]', ["image a at [0].image"]],
    ["no container", "[]", []],
    ["no image", '[{"name":"x"}]', []],
    ["null containers", "[null]", []],
    ["absent", undefined, []],
  ])("%s", (_, definitions, found) => {
    expect(task(definitions)).toEqual(found.map((line) => line.replace(" at ", " at containerDefinitions")));
  });

  // encoding/json takes a name in any case, and the last of two equal names: every one of them may be what runs.
  it.each<[string, string, string[]]>([
    ["good first", '[{"image":"good","image":"evil"}]', ["image good at [0].image", "image evil at [0].image"]],
    ["evil first", '[{"image":"evil","image":"good"}]', ["image evil at [0].image", "image good at [0].image"]],
    ["capital", '[{"Image":"evil"}]', ["image evil at [0].Image"]],
    [
      "all cases",
      '[{"image":"a","IMAGE":"b","iMaGe":"c"}]',
      ["image a at [0].image", "image b at [0].IMAGE", "image c at [0].iMaGe"],
    ],
    ["escaped duplicate", '[{"image":"a","\\u0049mage":"b"}]', ["image a at [0].image", "image b at [0].Image"]],
    [
      "erased by null",
      '[{"image":"a","Image":null}]',
      ["image a at [0].image", "unreadable at [0].Image: is null, not an image reference"],
    ],
    ["a list, capital", "list", ["image evil at [0].Image"]],
  ])("finds every spelling and every duplicate of image: %s", (_, text, found) => {
    const definitions = text === "list" ? [{ Image: "evil" }] : text;
    expect(task(definitions)).toEqual(found.map((line) => line.replace(" at ", " at containerDefinitions")));
  });

  it.each<[unknown, string, string]>([
    ["", "", "is not valid JSON"],
    ["nginx", "", "is not valid JSON"],
    ['[{"image":"a"}', "", "is not valid JSON"],
    ['[{"image":"a"},]', "", "is not valid JSON"],
    ["[{'image':'a'}]", "", "is not valid JSON"],
    ['[{"image":"a"}] [{"image":"b"}]', "", "is not valid JSON"],
    ['\ufeff[{"image":"a"}]', "", "is not valid JSON"],
    ['[{"image":"a"}] // evil', "", "is not valid JSON"],
    ["null", "", "is a JSON text that holds no list"],
    ["42", "", "is a JSON text that holds no list"],
    ['"nginx"', "", "is a JSON text that holds no list"],
    ['{"image":"a"}', "", "is an object, not a list"],
    [{ image: "a" }, "", "is an object, not a list"],
    [42, "", "is a number, not a list"],
    [true, "", "is a boolean, not a list"],
    ["[42]", "[0]", "is a number, not an object"],
    ["[[]]", "[0]", "is a list, not an object"],
    ['["nginx"]', "[0]", "is not valid JSON"],
    ['[{"image":42}]', "[0].image", "is a number, not an image reference"],
    ['[{"image":null}]', "[0].image", "is null, not an image reference"],
    ['[{"image":{}}]', "[0].image", "is an object, not an image reference"],
    ['[{"image":["a"]}]', "[0].image", "is a list, not an image reference"],
    ['[{"image":""}]', "[0].image", "is empty, not an image reference"],
    [`[${" ".repeat(1024 * 1024)}]`, "", "is a JSON text of more than 1048576 characters"],
  ])("%.40j is unreadable", (definitions, path, why) => {
    expect(task(definitions)).toEqual([`unreadable at containerDefinitions${path}: ${why}`]);
  });

  it("that repeats a container's list or nests deeply is still bounded", () => {
    expect(task(`${"[".repeat(5000)}${"]".repeat(5000)}`)).toEqual([
      "unreadable at containerDefinitions[0]: is a list, not an object",
      expect.stringMatching(/^unreadable at containerDefinitions(?:\[0\]){63}: is nested deeper than 64 levels/),
    ]);
  });

  it("does not mistake a property of Object's prototype for one of its own", () => {
    expect(task('[{"__proto__":{"image":"no"},"constructor":"no","image":"a"}]')).toEqual([
      "image a at containerDefinitions[0].image",
    ]);
  });
});

describe("a Lambda function", () => {
  it.each<[string, unknown, string[]]>([
    [
      "an image",
      { imageUri: "123.dkr.ecr.eu-west-1.amazonaws.com/f:1" },
      ["image 123.dkr.ecr.eu-west-1.amazonaws.com/f:1 at imageUri"],
    ],
    ["whatever packageType says", { packageType: "Zip", imageUri: "a" }, ["image a at imageUri"]],
    ["whatever an unknown packageType says", { packageType: UNKNOWN, imageUri: "a" }, ["image a at imageUri"]],
    ["an unknown image", { imageUri: UNKNOWN }, ["unknown at imageUri"]],
    ["unknown neighbours", { role: UNKNOWN, environment: { variables: UNKNOWN } }, []],
    ["a zip", { packageType: "Zip", s3Key: "f.zip" }, []],
    ["an image elsewhere", { environment: { imageUri: "no" } }, []],
    ["a number", { imageUri: 42 }, ["unreadable at imageUri: is a number, not an image reference"]],
    ["null", { imageUri: null }, ["unreadable at imageUri: is null, not an image reference"]],
    ["an empty text", { imageUri: "" }, ["unreadable at imageUri: is empty, not an image reference"]],
    ["a list", { imageUri: ["a"] }, ["unreadable at imageUri: is a list, not an image reference"]],
    ["unknown inputs", UNKNOWN, ["unknown at (all inputs)"]],
    ["no inputs", undefined, ["unreadable at (all inputs): are null, not an object"]],
    ["a list of inputs", [], ["unreadable at (all inputs): are a list, not an object"]],
  ])("%s", (_, props, found) => {
    expect(told(FUNCTION, props)).toEqual(found);
  });

  it("is pinned without a tag", () => {
    expect(discoverImageUses(resource(FUNCTION, { imageUri: "a" }))).toMatchObject([
      { role: "run", pinForm: "name@digest" },
    ]);
  });
});

describe("Spark on YARN", () => {
  it.each([
    ["spark.executorEnv.YARN_CONTAINER_RUNTIME_DOCKER_IMAGE", true],
    ["spark.yarn.appMasterEnv.YARN_CONTAINER_RUNTIME_DOCKER_IMAGE", true],
    ["spark.executorEnv.YARN_CONTAINER_RUNTIME_TYPE", false],
    ["xspark.executorEnv.YARN_CONTAINER_RUNTIME_DOCKER_IMAGE", false],
  ])("%s", (key, isImage) => {
    const props = { instanceTypeConfigs: [{ configurations: [{ properties: { [key]: "a" } }] }] };
    expect(told("aws:emr/instanceFleet:InstanceFleet", props)).toEqual(
      isImage ? [`image a at instanceTypeConfigs[0].configurations[0].properties["${key}"]`] : [],
    );
  });
});
