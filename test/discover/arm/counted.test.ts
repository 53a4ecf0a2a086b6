import { describe, expect, it } from "@jest/globals";
import { told } from "../resource.ts";

const AT = "properties.template.resources[0].properties.template.containers[0].image";
const GOOD = "ghcr.io/acme/web:1";
const EVIL = "evil.example/web:1";

function find(image: string, count: unknown = 0): string[] {
  const variables = { copy: [{ name: "loop", count, input: "ghcr.io/acme/loop:1" }] };
  const properties = { template: { containers: [{ name: "web", image }] } };
  const resources = [{ type: "Microsoft.App/containerApps", name: "web", properties }];
  return told("azure-native:resources:Deployment", { properties: { template: { variables, resources } } });
}

const LIST = `createArray('${GOOD}', '${EVIL}')`;

describe("how many elements a list has", () => {
  it.each<[string, string]>([
    ["a loop may have none: what is empty", `[if(empty(variables('loop')), '${EVIL}', '${GOOD}')]`],
    ["what follows a loop moves up", `[concat(variables('loop'), ${LIST})[1]]`],
    ["the first is that of what follows", `[first(concat(variables('loop'), createArray('${EVIL}')))]`],
    ["the last is that of what stands before", `[last(concat(createArray('${EVIL}'), variables('loop')))]`],
    ["what is skipped is not what a loop makes", `[skip(concat(variables('loop'), ${LIST}), 1)[0]]`],
    ["equal elements of a union are one", `[union(createArray('${GOOD}', 'x'), ${LIST})[2]]`],
    [
      "what is replaced may begin in what is left open",
      `[split(replace(concat(guid('x'), '|${GOOD}'), 'a|${GOOD}', '|${EVIL}'), '|')[1]]`,
    ],
  ])("is not taken for granted: %s", (_, image) => {
    const found = find(image);
    expect(found.length).toBeGreaterThan(0);
    expect(found).not.toEqual([`image ${GOOD} at ${AT}`]);
    expect(found.some((use) => use.includes(EVIL) || use.startsWith("unknown"))).toBe(true);
  });

  it("is that of a list which is written out", () => {
    expect(find(`[${LIST}[0]]`)).toEqual([`image ${GOOD} at ${AT}`]);
    expect(find(`[if(empty(${LIST}), '${EVIL}', '${GOOD}')]`)).toEqual([`image ${GOOD} at ${AT}`]);
    expect(find(`[replace(concat(guid('x'), '/${GOOD}'), ' ', '')]`)).toEqual([`unknown at ${AT}`]);
  });

  it("of containers adds none that is not written", () => {
    const containers = { copy: [{ name: "containers", count: 2, input: { name: "web", image: GOOD } }] };
    const resources = [{ type: "Microsoft.App/containerApps", name: "web", properties: { template: containers } }];
    const props = { properties: { template: { resources } } };
    expect(told("azure-native:resources:Deployment", props)).toEqual([`image ${GOOD} at ${AT}`]);
  });
});
