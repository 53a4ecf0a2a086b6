import { describe, expect, it } from "@jest/globals";
import { told } from "../resource.ts";

const DEPLOYMENT = "azure-native:resources:Deployment";
const R = "properties.template.resources";
const inner = "properties.template.containers[0].image";
const app = (image: unknown) => ({
  type: "Microsoft.App/containerApps",
  properties: { template: { containers: [{ image }] } },
});
const around = (image: unknown, others: object = {}) => ({ ...others, resources: [app(image), app("a:1")] });
const deploy = (template: unknown) => told(DEPLOYMENT, { properties: { template } });
const other = `image a:1 at ${R}[1].${inner}`;
const times = (text: string, count: number) => text.repeat(count);
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

function throwing(): never {
  throw new TypeError("hostile");
}

/** `v0` is `v1` twice, which is `v2` twice. */
const doubling = Object.fromEntries(
  many(40, (index) => [`v${index}`, `[concat(variables('v${index + 1}'), variables('v${index + 1}'))]`]),
);
const eightfold = Object.fromEntries(
  many(8, (index) => [`v${index}`, `[concat(${many(8, () => `variables('v${index + 1}')`).join(", ")})]`]),
);
const ifs = many(20, () => "if(reference('x'), 'a', 'b')").join(", ");

/** Time is not measured: whatever has no bound does not end within the limit of a test. */
describe("a hostile template is told, never throws, and takes bounded time (law 3)", () => {
  it.each<[string, unknown, object?]>([
    ["a very long expression", `[concat('${times("a", 500_000)}')]`],
    ["a very long list of arguments", `[concat(${times("'a',", 100_000)}'a')]`],
    ["brackets that open", `[${times("a[", 50_000)}]`],
    ["a deep expression", `[${times("concat(", 20_000)}'a'${times(")", 20_000)}]`],
    ["a deep expression that is not too long", `[${times("a(", 8000)}'a'${times(")", 8000)}]`],
    ["an expression as deep as may be read", `[${times("concat(", 60)}reference('x')${times(")", 60)}]`],
    ["a long way down", `[variables('v')${times(".a", 10_000)}]`, { variables: { v: {} } }],
    ["quotes that never end", `[${times("'", 20_001)}]`],
    [
      "a variable inside of itself",
      "[variables('v')]",
      { variables: { v: "[concat(variables('v'), variables('v'))]" } },
    ],
    [
      "variables that lead in a circle",
      "[variables('v')]",
      { variables: { v: "[variables('w')]", w: "[variables('v')]" } },
    ],
    [
      "a parameter inside of itself",
      "[parameters('p')]",
      { parameters: { p: { type: "string", defaultValue: "[parameters('p')]" } } },
    ],
    [
      "a long chain of variables",
      "[variables('v0')]",
      { variables: Object.fromEntries(many(10_000, (index) => [`v${index}`, `[variables('v${index + 1}')]`])) },
    ],
    ["texts that double", "[variables('v0')]", { variables: { ...doubling, v40: "a" } }],
    ["lists that grow eightfold", "[variables('v0')[0]]", { variables: { ...eightfold, v8: ["a"] } }],
    ["texts multiplied by conditions", `[concat(${ifs})]`],
    ["a function of nothing", "[if()]"],
    ["a function of a wrong kind", "[split(1, createArray())]"],
    ["a member of nothing", "[null().a]"],
    ["__proto__", "[variables('__proto__').constructor]"],
    ["a name of no text", "[parameters(createObject())]"],
    ["a JSON text that is none", "[json('{').a]"],
    ["a deep JSON text", `[json('${times("[", 10_000)}${times("]", 10_000)}')[0]]`],
    ["a getter that throws", Object.defineProperty({}, "a", { enumerable: true, get: throwing })],
    ["a proxy that cannot be touched", new Proxy({}, { get: throwing, ownKeys: throwing, getPrototypeOf: throwing })],
    ["a Map", new Map([["a", "b"]])],
  ])("%s", (_name, value, others = {}) => {
    const found = deploy(around(value, typeof others === "object" ? others : {}));
    expect(found.slice(0, -1).join()).toMatch(
      /^(?:unknown|unreadable) at properties\.template\.resources\[0\]\.properties\.template\.containers\[0\]\.image/,
    );
    expect(found.at(-1)).toBe(other);
  });

  it.each<[string, unknown]>([
    ["a proxy that cannot be listed", new Proxy({}, { ownKeys: throwing })],
    ["a proxy that cannot be touched", new Proxy({}, { get: throwing, ownKeys: throwing, getPrototypeOf: throwing })],
    ["resources that cannot be listed", { resources: new Proxy({}, { ownKeys: throwing }) }],
    ["very many values", around("[variables('v')[0]]", { variables: { v: many(500_000, () => 0) } })],
    ["very many expressions", { resources: [{ ...app("a:1"), x: many(300_000, () => "[concat('a', 'b', 'c')]") }] }],
    [
      "very many uses of a long parameter",
      {
        parameters: { p: { type: "string", defaultValue: times("x", 100_000) } },
        resources: [app(many(20_000, () => "[concat(parameters('p'), parameters('p'))]"))],
      },
    ],
    [
      "very many lookups in a large object",
      {
        variables: { v: Object.fromEntries(many(5000, (index) => [`k${index}`, "a:1"])) },
        resources: [{ ...app("b:1"), x: many(20_000, () => "[variables('v')[reference('x')]]") }],
      },
    ],
    [
      "lists that double",
      {
        variables: { ...doubling, v40: ["a"] },
        resources: [{ ...app("b:1"), properties: { template: { containers: "[variables('v0')]" } } }],
      },
    ],
  ])("%s", (_name, template) => {
    const found = deploy(template);
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(10);
    expect(found.some((use) => !use.startsWith("image") || use.length > 1000)).toBe(true);
  });

  it("a value as deep as the stack", () => {
    let deep: unknown = "a:1";
    for (let depth = 0; depth < 100_000; depth += 1) deep = depth % 2 === 0 ? [deep] : { x: deep };
    const found = deploy({ resources: [{ ...app("a:1"), deep }, app("a:1")] });
    expect(found[0]).toBe(`image a:1 at ${R}[0].${inner}`);
    expect(found[1]).toMatch(/^unreadable at .*: is nested deeper than 48 levels/);
    expect(found.at(-1)).toBe(other);
  });

  it("resources inside of themselves", () => {
    const resource: { type: string; resources?: unknown } = { type: "Microsoft.Web/sites" };
    resource.resources = [resource];
    const found = deploy({ resources: [resource] });
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(10);
  });

  it("a deployment inside of itself", () => {
    const template: { resources: unknown[] } = { resources: [app("a:1")] };
    template.resources.push({ type: "Microsoft.Resources/deployments", properties: { template } });
    const found = deploy(template);
    expect(found[0]).toBe(`image a:1 at ${R}[0].${inner}`);
    expect(found.at(-1)).toMatch(/^unreadable at /);
    expect(found.length).toBeLessThan(20);
  });

  it("very many templates inside of each other", () => {
    const nested = (depth: number): object => ({
      resources: many(30, () =>
        depth === 0
          ? app("a:1")
          : {
              type: "Microsoft.Resources/deployments",
              properties: { template: shared[depth - 1], expressionEvaluationOptions: { scope: "inner" } },
            },
      ),
    });
    const shared: object[] = [];
    for (let depth = 0; depth < 8; depth += 1) shared.push(nested(depth));
    const found = deploy(shared.at(-1));
    expect(found.filter((use) => use.endsWith("is part of a template that is too large to be read"))).toHaveLength(1);
    expect(found.length).toBeLessThan(100_000);
  });

  it("a text that writes the mark of what is decided later is not taken for it", () => {
    for (const mark of ["\u{F0000}", "\u{F0001}", "\u{F0002}"]) {
      expect(deploy(around(`a:${mark}`))[0]).toBe(`image a:${mark} at ${R}[0].${inner}`);
      expect(deploy(around(`[concat('a:', '${mark}')]`))[0]).toBe(`image a:${mark} at ${R}[0].${inner}`);
    }
    expect(deploy(around("[concat('a:', json('\"\\udb80\\udc00\"'))]"))[0]).toBe(
      `image a:\u{F0000} at ${R}[0].${inner}`,
    );
  });
});
