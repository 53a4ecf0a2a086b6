import { describe, expect, it } from "@jest/globals";
import { correcting } from "../correcting.ts";
import { formatOf, json, told } from "./infrastructure.ts";

const HEAD = "name: shop\nruntime: yaml\n";
const pod = (image: string, more = "") => `${HEAD}${more}resources:
  web:
    type: kubernetes:core/v1:Pod
    properties:
      spec:
        containers:
          - image: ${image}
`;
const typed = (type: string, properties: string) =>
  `${HEAD}resources: { x: { type: "${type}", properties: ${properties} } }\n`;
const LATER = "is known only when the program runs";
/** Without its place. */
const kinds = (text: string, more = {}) =>
  told("infra/Pulumi.yaml", text, more).map((line) => line.replace(/^\d+:\d+ /, ""));

describe("a program of Pulumi YAML", () => {
  it.each([
    ["written as it is", "ghcr.io/acme/web:1", "", "9:20 image ghcr.io/acme/web:1 [ghcr.io/acme/web:1]"],
    ["in quotes", "'ghcr.io/acme/web:1'", "", "9:21 image ghcr.io/acme/web:1 [ghcr.io/acme/web:1]"],
    ["of a variable", "${image}", "variables: { image: 'x:1' }\n", "10:20 image x:1"],
    [
      "of a variable's property",
      "${all.web[0]['image']}",
      "variables: { all: { web: [{ image: 'x:1' }] } }\n",
      `10:20 unknown ${LATER}.`,
    ],
    [
      "of a variable's property, by name",
      "'${all.web[0][\"im age\"]}'",
      "variables: { all: { web: [{ im age: 'x:1' }] } }\n",
      "10:20 image x:1",
    ],
    [
      "with a variable in it",
      "ghcr.io/acme/web:${tag}",
      "variables: { tag: 1.4 }\n",
      "10:20 image ghcr.io/acme/web:1.4",
    ],
    ["of a variable of a variable", "${b}", "variables: { a: 'x:1', b: '${a}' }\n", "10:20 image x:1"],
    ["of a variable of itself", "${a}", "variables: { a: '${a}' }\n", `10:20 unknown ${LATER}.`],
    ["of a setting's default", "${image}", "config: { image: { type: string, default: 'x:1' } }\n", "10:20 image x:1"],
    ["of a setting's value", "${image}", "config: { 'shop:image': { value: 'x:1' } }\n", "10:20 image x:1"],
    ["of a setting without a default", "web:${tag}", "config: { tag: { type: string } }\n", "10:20 unknown web:…"],
    ["of a secret setting", "${image}", "config: { image: { default: 'x:1', secret: true } }\n", "10:20 image secret"],
    ["of another resource", "${repository.url}:1", "", "9:20 unknown …:1"],
    ["of the stack", "web:${pulumi.stack}", "", "9:20 unknown web:…"],
    ["with an escaped dollar", "web:$${tag}", "", "9:20 image web:${tag}"],
    ["that is a secret", "{ fn::secret: 'x:1' }", "", "9:20 image secret"],
    ["joined", "{ 'fn::join': ['/', ['ghcr.io', 'web:1']] }", "", "9:20 image ghcr.io/web:1"],
    ["joined in other letters", "{ 'Fn::JOIN': ['/', ['ghcr.io', 'web:1']] }", "", "9:20 image ghcr.io/web:1"],
    ["selected from what is split", "{ fn::select: [1, { fn::split: [',', 'a:1,b:2'] }] }", "", "9:20 image b:2"],
    ["decoded", "{ fn::fromBase64: eDox }", "", "9:20 image x:1"],
    ["of a provider's function", "{ fn::invoke: { function: 'x:y:z' } }", "", `9:20 unknown ${LATER}.`],
    ["of a file", "{ fn::readFile: ./image }", "", `9:20 unknown ${LATER}.`],
  ])("has an image %s", (_, image, more, expected) => {
    expect(told("Pulumi.yaml", pod(image, more))).toEqual([expected]);
  });

  it("has those of a JSON text, where they stand in it", () => {
    const text = `${HEAD}resources:
  task:
    type: aws:ecs:TaskDefinition
    properties:
      containerDefinitions:
        fn::toJSON:
          - { name: web, image: ghcr.io/acme/web:1 }
          - { name: log, image: "ghcr.io/acme/log:\${tag}" }
          - \${more}
`;
    expect(told("Pulumi.yaml", text)).toEqual([
      "9:33 image ghcr.io/acme/web:1 [ghcr.io/acme/web:1]",
      "8:9 unknown ghcr.io/acme/log:…",
      expect.stringMatching(/^8:9 unknown/),
    ]);
  });

  it.each([
    ["short", "aws:ecs:TaskDefinition", `{ containerDefinitions: '[{"image":"x:1"}]' }`],
    ["full", "aws:ecs/taskDefinition:TaskDefinition", `{ containerDefinitions: '[{"image":"x:1"}]' }`],
    ["in other letters", "aws:ECS:TASKdefinition", `{ containerDefinitions: '[{"image":"x:1"}]' }`],
    ["without a module", "docker:RemoteImage", "{ name: 'x:1' }"],
    ["of the module index", "docker:index:RemoteImage", "{ name: 'x:1' }"],
    [
      "of Kubernetes",
      "kubernetes:apps/v1:Deployment",
      "{ spec: { template: { spec: { containers: [{ image: 'x:1' }] } } } }",
    ],
    [
      "of Kubernetes in other letters",
      "kubernetes:apps/v1:deployment",
      "{ spec: { template: { spec: { containers: [{ image: 'x:1' }] } } } }",
    ],
    [
      "of an API version, in other letters",
      "azure-native:containerinstance/v20230501:containergroup",
      "{ containers: [{ image: 'x:1' }] }",
    ],
  ])("knows a type that is %s", (_, type, properties) => {
    expect(kinds(typed(type, properties))).toEqual([expect.stringMatching(/^image x:1/)]);
  });

  it("knows a type that the policy document adds, by its short name", () => {
    const corrections = correcting([{ type: "acme:shop/box:Box", path: "runs" }]);
    expect(kinds(typed("acme:shop:Box", "{ runs: 'x:1' }"), { corrections })).toEqual(["image x:1 [x:1]"]);
  });

  it.each([
    ["a component", "kubernetes:helm.sh/v4:Chart", "{ chart: web }", /^hidden is a component/],
    ["a component in other letters", "kubernetes:YAML/v2:configgroup", "{ yaml: x }", /^hidden is a component/],
    ["a chart in other letters", "kubernetes:helm.sh/v2:chart", "{ chart: web }", /^hidden is a component/],
    ["a release", "kubernetes:helm.sh/v3:release", "{ chart: web }", /^hidden names a Helm chart/],
    ["properties that are a text", "kubernetes:core/v1:Pod", "x", /^unreadable are a text, not an object/],
    ["properties that nobody knows", "kubernetes:core/v1:Pod", "{ fn::readFile: x }", /^unknown is known only/],
  ])("tells %s", (_, type, properties, expected) => {
    expect(kinds(typed(type, properties))).toEqual([expect.stringMatching(expected)]);
  });

  it("does not judge what is only looked up", () => {
    const text = `${HEAD}resources: { web: { type: "kubernetes:core/v1:Pod", get: { id: abc } } }\n`;
    expect(told("Pulumi.yaml", text)).toEqual([]);
    expect(kinds(`${pod("x:1")}    get:\n`)).toEqual(["image x:1 [x:1]"]);
  });

  it("has what its own components are made of, with their own names", () => {
    const text = `${HEAD}components:
  shop:
    inputs: { tag: { type: string, default: "2" } }
    resources: { web: { type: "docker:RemoteImage", properties: { name: "web:\${tag}" } } }
`;
    expect(told("PulumiPlugin.yaml", text)).toEqual(["6:73 image web:2"]);
  });

  it.each([
    ["Pulumi.yaml", pod("x:1"), "Pulumi program"],
    ["Pulumi.yaml", pod("x:1").replace("runtime: yaml", "runtime: { name: yaml }"), "Pulumi program"],
    ["Pulumi.yaml", pod("x:1").replace("resources:", "Resources:").replace("type:", "TYPE:"), "Pulumi program"],
    ["Main.yaml", pod("x:1").replace(HEAD, ""), "Pulumi program"],
    ["Main.json", json({ resources: { a: { type: "docker:RemoteImage" } } }), "Pulumi program"],
    ["(standard input)", pod("x:1"), "Pulumi program"],
    ["Pulumi.yaml", pod("x:1").replace("runtime: yaml", "runtime: nodejs"), undefined],
    ["Main.yaml", pod("x:1").replace("runtime: yaml", "runtime: nodejs"), "Pulumi program"],
    ["Pulumi.yaml", HEAD, undefined],
    ["other.yaml", pod("x:1").replace(HEAD, ""), undefined],
    ["Pulumi.yaml", "name: x\nruntime: {", "Pulumi program"],
  ])("%s is known (%#)", (path, text, expected) => {
    expect(formatOf(path, text)).toBe(expected);
  });

  it("that does not parse is told (law 3)", () => {
    const why = ["1:1 unreadable is not valid YAML"];
    expect(told("Pulumi.yaml", "name: x\nruntime: {")).toEqual(why);
    expect(told("Main.yaml", "resources: {", { beside: { "Pulumi.yaml": HEAD } })).toEqual(why);
    expect(told("Main.yaml", "resources: {")).toEqual([]);
  });

  it("is judged as an object of Kubernetes, too, where it claims to be one (law 8)", () => {
    const text = `apiVersion: v1\nkind: Pod\nspec: { containers: [{ image: "a:1" }] }\n${pod("b:1")}`;
    expect(kinds(text)).toEqual(expect.arrayContaining(["image b:1 [b:1]", "image a:1 [a:1]"]));
  });

  it("is bounded, however its variables multiply", () => {
    const doubled = Array.from({ length: 40 }, (_, index) => `  v${index + 1}: "\${v${index}}\${v${index}}"`).join(
      "\n",
    );
    const text = pod("${v40}", `variables:\n  v0: "0123456789"\n${doubled}\n`);
    expect(kinds(text)).toEqual([expect.stringMatching(/^unreadable is part of a template that is too large/)]);
  });
});
