import { describe, expect, it } from "@jest/globals";
import { UNKNOWN } from "../../src/discover/index.ts";
import { told } from "./resource.ts";

const CONTAINERS = [{ image: "nginx" }];
const FOUND = "image nginx at spec.containers[0].image";

function throwing(): never {
  throw new TypeError("hostile");
}

/** A pod whose `spec` holds `odd` before its containers. */
function pod(odd: unknown): string[] {
  return told("kubernetes:core/v1:Pod", { spec: { odd, containers: CONTAINERS } });
}

function cyclic(): object {
  const value: Record<string, unknown> = {};
  value["self"] = value;
  return value;
}

function cyclicThroughList(): object {
  const list: unknown[] = [];
  list.push({ list });
  return list;
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe("a hostile value is unreadable at its place and hides no image (law 3)", () => {
  it.each<[string, unknown, string]>([
    [
      "a getter that throws",
      Object.defineProperty({}, "x", { enumerable: true, get: throwing }),
      ".odd.x: could not be read",
    ],
    ["a proxy whose members cannot be listed", new Proxy({}, { ownKeys: throwing }), ".odd: could not be read"],
    [
      "a proxy whose members cannot be read",
      new Proxy({ x: 1 }, { get: (_target, k) => (k === "x" ? throwing() : undefined) }),
      ".odd.x: could not be read",
    ],
    ["a proxy whose prototype cannot be read", new Proxy({}, { getPrototypeOf: throwing }), ".odd: could not be read"],
    ["a proxy that cannot be touched", new Proxy({}, { get: throwing }), ".odd: is a value that is not plain data"],
    ["a revoked proxy", revoked(), ".odd: is a value that is not plain data"],
    ["a list whose length cannot be read", new Proxy([], { get: throwing }), ".odd: could not be read"],
    ["a cycle", cyclic(), ".odd.self: contains itself"],
    ["a cycle through a list", cyclicThroughList(), ".odd[0].list: contains itself"],
    ["a map", new Map([["containers", CONTAINERS]]), ".odd: is a value that is not plain data"],
    ["a set", new Set(CONTAINERS), ".odd: is a value that is not plain data"],
    ["bytes", new Uint8Array(8), ".odd: is a value that is not plain data"],
    ["a date", new Date(0), ".odd: is a value that is not plain data"],
    ["a promise", Promise.resolve(1), ".odd: is a value that is not plain data"],
    ["a function", throwing, ".odd: is a value that is not plain data"],
    ["a symbol", Symbol("x"), ".odd: is a value that is not plain data"],
    ["a big integer", 1n, ".odd: is a value that is not plain data"],
  ])("%s", (_, odd, what) => {
    expect(pod(odd)).toEqual([`unreadable at spec${what}`, FOUND]);
  });

  it.each<[string, unknown]>([
    ["the same object twice", { a: CONTAINERS[0], b: [CONTAINERS[0]] }],
    ["an object without a prototype", Object.create(null)],
    ["an inherited list", Object.create({ containers: [{ image: "inherited" }] })],
    ["an own __proto__", JSON.parse('{"__proto__":{"x":1}}')],
    ["not a number", [NaN, Infinity, -0]],
    ["undefined", undefined],
  ])("%s is harmless", (_, odd) => {
    expect(pod(odd)).toEqual([FOUND]);
  });

  it("finds images under an own __proto__ and in an object without a prototype", () => {
    const spec = JSON.parse(
      '{"__proto__":{"containers":[{"image":"a"}]},"constructor":{"containers":[{"image":"b"}]}}',
    ) as object;
    const bare: unknown = Object.assign(Object.create(null) as object, { spec });
    expect(told("kubernetes:core/v1:Pod", bare)).toEqual([
      "image a at spec.__proto__.containers[0].image",
      "image b at spec.constructor.containers[0].image",
    ]);
  });

  it("finds one object at each place that names it", () => {
    expect(told("kubernetes:core/v1:Pod", { spec: { containers: CONTAINERS, initContainers: CONTAINERS } })).toEqual([
      FOUND,
      "image nginx at spec.initContainers[0].image",
    ]);
  });

  it("reads each property once: one that changes cannot show a good image first", () => {
    let reads = 0;
    const container = Object.defineProperty({}, "image", { enumerable: true, get: () => `image-${++reads}` });
    expect(told("kubernetes:core/v1:Pod", { spec: { containers: [container] } })).toEqual([
      "image image-1 at spec.containers[0].image",
    ]);
  });

  it.each<[string, object]>([
    ["getter", Object.defineProperty({}, "image", { enumerable: true, get: throwing })],
    ["unknown", { image: UNKNOWN }],
  ])("an image behind a %s is reported beside its neighbours", (_, container) => {
    const found = told("kubernetes:core/v1:Pod", { spec: { containers: [container, ...CONTAINERS] } });
    expect(found[0]).toMatch(/^(?:unknown|unreadable) at spec\.containers\[0\]\.image/);
    expect(found.slice(1)).toEqual(["image nginx at spec.containers[1].image"]);
  });
});

describe("bounds end in a finding, never in silence", () => {
  function nested(levels: number, inner: unknown): unknown {
    return levels === 0 ? inner : { x: nested(levels - 1, inner) };
  }

  it("reads 64 levels", () => {
    // The inputs, spec, 59 levels and the container list with its container and image.
    const containers = nested(59, { containers: CONTAINERS });
    expect(told("kubernetes:core/v1:Pod", { spec: containers })).toEqual([
      `image nginx at spec${".x".repeat(59)}.containers[0].image`,
    ]);
  });

  it.each([60, 61, 62, 1000])("reports more, once: %d", (levels) => {
    const deep = nested(levels, { containers: CONTAINERS });
    expect(told("kubernetes:core/v1:Pod", { spec: { a: deep, b: deep, containers: CONTAINERS } })).toEqual([
      expect.stringMatching(/^unreadable at spec\.a.*: is nested deeper than 64 levels, and no deeper value is read$/),
      FOUND,
    ]);
  });

  it.each<[string, unknown]>([
    ["a list that claims a billion elements", new Array(1_000_000_000)],
    ["a long list", new Array(500_000).fill(0)],
    ["a wide graph without a cycle", Array.from({ length: 30 }).reduce<unknown>((inner) => [inner, inner], 0)],
  ])("%s is cut", (_, odd) => {
    const found = pod(odd);
    expect(found).toEqual([
      expect.stringMatching(/^unreadable at spec\.odd.*: is beyond the first 500000 values, and no more are read$/),
    ]);
  });
});
