import { describe, expect, it } from "@jest/globals";
import { UNKNOWN } from "../../src/discover/index.ts";
import { pinReference } from "../../src/reference/index.ts";
import { type Pin, writesFor } from "../../src/remedy/index.ts";
import { digest, pinAt, pinned, pinsOf, rewrittenTask, TASK, taskPins, writesTo } from "./pins.ts";

const POD = "kubernetes:core/v1:Pod";
const FUNCTION = "aws:lambda/function:Function";

describe("a property that is the image's whole text gets the pinned text", () => {
  it("in Kubernetes with the tag, at each place", () => {
    const props = {
      spec: {
        containers: [{ image: "nginx:1" }, { image: `redis@${digest}` }],
        volumes: [{ image: { reference: "data:2" } }],
      },
    };
    const before = structuredClone(props);
    expect(writesTo(POD, props, pinsOf(POD, props))).toEqual([
      { steps: ["spec", "containers", 0, "image"], text: `nginx:1@${digest}` },
      { steps: ["spec", "volumes", 0, "image", "reference"], text: `data:2@${digest}` },
    ]);
    expect(props).toEqual(before);
  });

  it("in a Lambda function without the tag", () => {
    const props = { imageUri: "nginx:1" };
    expect(writesTo(FUNCTION, props, pinsOf(FUNCTION, props))).toEqual([
      { steps: ["imageUri"], text: `nginx@${digest}` },
    ]);
  });

  it("and no pins, no writes", () => {
    expect(writesTo(POD, {}, [])).toEqual([]);
  });
});

describe("a JSON text changes inside the images' strings only", () => {
  const nginx = `"nginx@${digest}"`;
  it.each<[string, string, string]>([
    ["one image", '[{"image":"nginx:1"}]', `[{"image":${nginx}}]`],
    ["white space", ' [ {\n\t"image" :\r\n "nginx:1" } ] \n', ` [ {\n\t"image" :\r\n ${nginx} } ] \n`],
    ["the same name twice", '[{"image":"nginx:1","image":"nginx:1"}]', `[{"image":${nginx},"image":${nginx}}]`],
    ["other cases", '[{"Image":"nginx:1","IMAGE":"nginx:1"}]', `[{"Image":${nginx},"IMAGE":${nginx}}]`],
    ["escapes", '[{"i\\u006dage":"ng\\u0069nx:\\u0031"}]', `[{"i\\u006dage":${nginx}}]`],
    [
      "numbers that a parser would write anew",
      '[{"cpu":1.50,"x":1e400,"image":"nginx:1"}]',
      `[{"cpu":1.50,"x":1e400,"image":${nginx}}]`,
    ],
    [
      "look-alikes",
      '[{"x":{"image":"nginx:1"},"name":"nginx:1","image":"nginx:1"}]',
      `[{"x":{"image":"nginx:1"},"name":"nginx:1","image":${nginx}}]`,
    ],
    ["other characters", '[{"n":"😀\\ud83d","image":"nginx:1"}]', `[{"n":"😀\\ud83d","image":${nginx}}]`],
    [
      "__proto__",
      '[{"__proto__":{"image":"nginx:1"},"image":"nginx:1"}]',
      `[{"__proto__":{"image":"nginx:1"},"image":${nginx}}]`,
    ],
    [
      "a JSON text inside, which cannot be written",
      '[{"image":"nginx:1"},"{\\"image\\":\\"nginx:1\\"}"]',
      `[{"image":${nginx}},"{\\"image\\":\\"nginx:1\\"}"]`,
    ],
  ])("%s", (_, text, wanted) => {
    expect(rewrittenTask(text, taskPins(text))).toBe(wanted);
  });

  it("in one write, also where the text is an element of a list", () => {
    const props = { containerDefinitions: [{ image: "redis:1" }, '{"image":"nginx:1"}'] };
    expect(writesTo(TASK, props, pinsOf(TASK, props))).toEqual([
      { steps: ["containerDefinitions", 0, "image"], text: `redis@${digest}` },
      { steps: ["containerDefinitions", 1], text: `{"image":${nginx}}` },
    ]);
  });

  it("of those only that a pin names", () => {
    const text = '[{"image":"a:1"},{"image":"b:1"},{"image":"c:1"}]';
    expect(rewrittenTask(text, taskPins(text).slice(1, 2))).toBe(text.replace("b:1", pinned("b:1")));
  });
});

describe("nothing is written where nothing changes", () => {
  const escaped = `[{"image":"nginx\\u0040${digest}"}]`;
  it.each<[string, string, unknown]>([
    ["a text", POD, { spec: { containers: [{ image: `nginx@${digest}` }] } }],
    ["a JSON text", TASK, { containerDefinitions: `[{"image":"nginx@${digest}"}]` }],
    ["a JSON text that spells it in escapes", TASK, { containerDefinitions: escaped }],
  ])("%s", (_, type, props) => {
    const pins = pinsOf(type, props);
    expect(pins).toHaveLength(1);
    expect(writesTo(type, props, pins)).toEqual([]);
  });
});

describe("what somebody else changed is left alone, all of it", () => {
  const was = { spec: { containers: [{ image: "nginx:1" }, { image: "redis:1" }] } };
  it.each<[string, unknown]>([
    ["another image", { spec: { containers: [{ image: "nginx:1" }, { image: "redis:2" }] } }],
    [
      "the image pinned by somebody else",
      { spec: { containers: [{ image: pinned("nginx:1") }, { image: "redis:1" }] } },
    ],
    ["a list that shrank", { spec: { containers: [{ image: "nginx:1" }] } }],
    ["a list that became a text", { spec: { containers: "nginx:1" } }],
    ["no text any more", { spec: { containers: [{ image: "nginx:1" }, { image: 1 }] } }],
    ["a list of it", { spec: { containers: [{ image: "nginx:1" }, { image: ["redis:1"] }] } }],
    ["unknown by now", { spec: { containers: [{ image: "nginx:1" }, { image: UNKNOWN }] } }],
    ["gone", {}],
  ])("%s", (_, props) => {
    expect(writesTo(POD, was, pinsOf(POD, was))).toHaveLength(2);
    expect(writesTo(POD, props, pinsOf(POD, was))).toBeUndefined();
  });

  const text = '[{"name":"x","image":"nginx:1"},{"image":"redis:1"}]';
  it.each<[string, unknown]>([
    ["another image of the same length", text.replace("nginx:1", "nginx:2")],
    ["another image", text.replace("redis:1", "redis:1.2")],
    ["an image spelled at another length", text.replace("redis:1", "redis:\\u0031")],
    ["a text that moved", ` ${text}`],
    ["a container gone", '[{"name":"x","image":"nginx:1"}]'],
    ["no JSON any more", text.slice(0, -1)],
    ["one image instead of containers", "nginx:1"],
    ["a list instead of a text", [{ image: "nginx:1" }]],
  ])("in a JSON text: %s", (_, now) => {
    expect(rewrittenTask(text, taskPins(text))).toContain(pinned("redis:1"));
    expect(writesTo(TASK, { containerDefinitions: now }, taskPins(text))).toBeUndefined();
  });

  it.each([
    ["another property", '[{"image":"x","name":"nginx:1"}]'],
    ["a name", '[{"image":"x","a":[],"nginx:1":1}]'],
    ["an object of another meaning", '[[{"name":"","image":"nginx:1"}]]'],
    ["the inside of a text", '[{"name":"xxxxxxxxxx\\"nginx:1"}]'],
  ])("in a JSON text: %s that spells the image at the very place where it stood", (_, now) => {
    const one = '[{"name":"x","image":"nginx:1"}]';
    const { span } = taskPins(one)[0]?.slot ?? {};
    expect(now.slice(span?.start, span?.end)).toBe('"nginx:1"');
    expect(rewrittenTask(now, taskPins(one))).toBeUndefined();
  });

  it("but what changed beside the images stays as somebody else wrote it", () => {
    const now = text.replace('"x"', '"y"');
    expect(rewrittenTask(now, taskPins(text))).toBe(rewrittenTask(text, taskPins(text))?.replace('"x"', '"y"'));
  });

  it.each([
    [-1, 0],
    [1, 0],
    [0, -1],
    [0, 1],
  ])("a place that is no image's: %d and %d characters off", (start, end) => {
    const [pin] = taskPins(text);
    if (pin?.slot.span === undefined) throw new Error("no image");
    const span = { start: pin.slot.span.start + start, end: pin.slot.span.end + end };
    expect(rewrittenTask(text, [{ ...pin, slot: { ...pin.slot, span } }])).toBeUndefined();
  });

  it("a text that would grow beyond what discovery reads", () => {
    const long = `[{"name":"${"x".repeat(1024 * 1024 - 40)}","image":"nginx:1"}]`;
    expect(taskPins(long)).toHaveLength(1);
    expect(rewrittenTask(long, taskPins(long))).toBeUndefined();
  });

  it("a JSON text of a resource whose images do not stand there", () => {
    expect(writesTo(FUNCTION, { containerDefinitions: text }, taskPins(text))).toBeUndefined();
  });
});

describe("pins", () => {
  const text = '[{"image":"nginx:1"},{"image":"redis:1"},"{\\"image\\":\\"nested:1\\"}"]';
  const inJson = taskPins(text);
  const props = { containerDefinitions: text, image: "nginx:1" };
  const plain = pinAt({ steps: ["image"] }, "nginx:1");
  const plainly = (image: string): Pin => pinAt({ steps: ["containerDefinitions"] }, image);
  const other = pinReference("nginx:1", digest, "name:tag@digest");

  it("may come in any order and more than once", () => {
    const both = [...inJson, plain];
    const writes = writesTo(TASK, props, both);
    expect(writes).toHaveLength(2);
    expect(writesTo(TASK, props, [...both].reverse())).toEqual(writes);
    expect(writesTo(TASK, props, [...both, ...structuredClone(both)])).toEqual(writes);
  });

  it.each<[string, Pin[]]>([
    ["two texts for one property", [plain, { ...plain, pinned: other }]],
    [
      "two texts for one place in a JSON text",
      inJson.flatMap((pin) => [pin, { ...pin, pinned: `${pin.image}@${digest}` }]),
    ],
    ["a whole text and a part of it", [...inJson, plainly("nginx:1")]],
    ["a part of a text and a text in it, which cannot be written", [...inJson, plainly("nested:1")]],
    [
      "one place with two ends",
      inJson.flatMap(({ slot: { steps, span = { start: 0, end: 0 } }, ...pin }) => [
        { slot: { steps, span }, ...pin },
        { slot: { steps, span: { ...span, end: span.end + 1 } }, ...pin },
      ]),
    ],
  ])("that contradict each other write nothing: %s", (_, pins) => {
    expect(writesTo(TASK, props, pins)).toBeUndefined();
    expect(writesTo(TASK, props, [...pins].reverse())).toBeUndefined();
  });

  it.each([
    ["nothing", ""],
    ["another tag", "nginx:2"],
    ["no digest", "nginx:1"],
    ["another repository's digest", `evil/nginx:1@${digest}`],
    ["another tag's digest", `nginx:2@${digest}`],
    ["a digest that is none", "nginx:1@sha256:beef"],
    ["a text that ends the JSON string", `nginx:1@${digest}","command":["evil`],
    ["a line break", `nginx:1@${digest}\n`],
  ])("add a digest and nothing else (law 4): not %s", (_, evil) => {
    expect(writesTo(TASK, props, [{ ...plain, pinned: evil }])).toBeUndefined();
    expect(
      writesTo(
        TASK,
        props,
        inJson.slice(0, 1).map((pin) => ({ ...pin, pinned: evil })),
      ),
    ).toBeUndefined();
  });

  it.each<[string, (string | number)[]]>([
    ["the inputs themselves", []],
    ["a prototype", ["__proto__"]],
    ["something below a prototype", ["a", "__proto__", "image"]],
  ])("never name %s", (_, steps) => {
    expect(writesFor(TASK, () => "nginx:1", [pinAt({ steps }, "nginx:1")])).toBeUndefined();
  });

  it("below an own __proto__, which discovery finds, are not written", () => {
    const spec = JSON.parse('{"__proto__":{"containers":[{"image":"nginx:1"}]}}') as object;
    const pins = pinsOf(POD, { spec });
    expect(pins).toHaveLength(1);
    expect(writesTo(POD, { spec }, pins)).toBeUndefined();
  });

  it("below an own property called constructor are", () => {
    const spec = { containers: { constructor: { image: "nginx:1" } } };
    const shop = "kubernetes:example.com/v1:Shop";
    expect(writesTo(shop, { spec }, pinsOf(shop, { spec }))).toHaveLength(1);
    expect(writesTo(shop, { spec: { containers: {} } }, pinsOf(shop, { spec }))).toBeUndefined();
  });
});
