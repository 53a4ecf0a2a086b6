import { describe, expect, it } from "@jest/globals";
import { UNKNOWN } from "../../../src/discover/index.ts";
import { told } from "../resource.ts";

const DEPLOYMENT = "azure-native:resources:Deployment";
const AT = "properties.template.resources[0].properties.template.containers[0].image";

interface Around {
  readonly parameters?: unknown;
  readonly variables?: unknown;
  readonly definitions?: unknown;
  /** What the deployment gives. */
  readonly given?: unknown;
}

function app(image: unknown): object {
  return {
    type: "Microsoft.App/containerApps",
    apiVersion: "2023-05-01",
    name: "web",
    properties: { template: { containers: [{ name: "web", image }] } },
  };
}

function find(image: unknown, { given, ...around }: Around = {}): string[] {
  const template = { $schema: "https://schema.example", contentVersion: "1.0.0.0", ...around, resources: [app(image)] };
  return told(DEPLOYMENT, { properties: { template, ...(given === undefined ? {} : { parameters: given }) } });
}

const image = (text: string) => `image ${text} at ${AT}`;
const unknown = `unknown at ${AT}`;
const parameter = (defaultValue?: unknown, type: unknown = "string") => ({ parameters: { p: { type, defaultValue } } });
const P = "[parameters('p')]";
const DIGEST = `sha256:${"ab12".repeat(16)}`;

describe("an image in a template of Azure Resource Manager", () => {
  it.each<[string, unknown, readonly string[], Around?]>([
    ["a text", "a:1", [image("a:1")]],
    ["a text that begins with a bracket", "[[a:1]", [image("[a:1]")]],
    ["a text that does not end with one", "[a]:1", [image("[a]:1")]],
    ["a parameter's default", P, [image("a:1")], parameter("a:1")],
    ["a parameter's default that is an expression", P, [image("a:1")], parameter("[concat('a', ':1')]")],
    ["a parameter that is given", P, [image("b:1")], { ...parameter("a:1"), given: { p: { value: "b:1" } } }],
    ["in any case", "[PARAMETERS('P')]", [image("b:1")], { ...parameter("a:1"), given: { P: { Value: "b:1" } } }],
    [
      "what is given is no expression",
      P,
      [image("[concat('a', ':1')]")],
      { ...parameter(), given: { p: { value: "[concat('a', ':1')]" } } },
    ],
    ["a parameter that is not known yet", P, [unknown], { ...parameter("a:1"), given: { p: { value: UNKNOWN } } }],
    ["a parameter that is unknown whole", P, [unknown], { ...parameter("a:1"), given: { p: UNKNOWN } }],
    ["parameters that are not known yet", P, [unknown], { ...parameter("a:1"), given: UNKNOWN }],
    [
      "a parameter from a vault",
      P,
      [unknown],
      { ...parameter("a:1"), given: { p: { reference: { secretName: "x" } } } },
    ],
    ["a parameter without a default", P, [unknown], parameter()],
    ["a parameter that is not declared", P, [unknown], { given: { p: { value: "b:1" } } }],
    ["a secret: its value is never told", P, [unknown], parameter("a:1", "secureString")],
    ["a secret object", "[parameters('p').image]", [unknown], parameter({ image: "a:1" }, "SecureObject")],
    [
      "a secret by a definition",
      P,
      [unknown],
      {
        parameters: { p: { $ref: "#/definitions/t", defaultValue: "a:1" } },
        definitions: { t: { type: "secureString" } },
      },
    ],
    [
      "a type by a definition",
      P,
      [image("a:1")],
      { parameters: { p: { $ref: "#/definitions/t", defaultValue: "a:1" } }, definitions: { t: { type: "string" } } },
    ],
    ["a variable", "[variables('v')]", [image("a:1")], { variables: { v: "a:1" } }],
    [
      "a variable of an object",
      "[variables('v').images[1].web]",
      [image("a:1")],
      { variables: { v: { images: [0, { web: "a:1" }] } } },
    ],
    [
      "a variable by a computed name",
      "[variables('v')[parameters('p')]]",
      [image("a:1")],
      { variables: { v: { prod: "a:1", dev: "b:1" } }, ...parameter("prod") },
    ],
    [
      "a variable by a name that is decided later: each of them",
      "[variables('v')[parameters('p')]]",
      [image("a:1"), image("b:1"), unknown],
      { variables: { v: { prod: "a:1", dev: "b:1" } }, ...parameter() },
    ],
    [
      "a loop over variables",
      "[variables('v')[0]]",
      [image("a:1")],
      { variables: { copy: [{ name: "v", count: 2, input: "a:1" }] } },
    ],
    [
      "a loop in a variable",
      "[variables('v').all[copyIndex()]]",
      [image("a:1")],
      { variables: { v: { copy: [{ name: "all", count: 2, input: "a:1" }] } } },
    ],
    ["a variable that is not there", "[variables('v')]", [unknown]],
    ["a variable inside of itself", "[variables('v')]", [unknown], { variables: { v: "[variables('v')]" } }],
    ["concat", "[concat('a', ':', '1')]", [image("a:1")]],
    ["concat of a number", "[concat('a:', 1)]", [image("a:1")]],
    ["concat with what is decided later", "[concat(reference('acr').loginServer, '/web:1')]", [unknown]],
    ["a quote inside a text", "[concat('it''s', ':1')]", [image("it's:1")]],
    [
      "format",
      "[format('{0}/{1}:{2}', 'r.example', 'web', parameters('p'))]",
      [image("r.example/web:7")],
      parameter(7, "int"),
    ],
    ["format with braces", "[format('{{{0}}}', 'a')]", [image("{a}")]],
    ["format with a format", "[format('a:{0:N}', 1)]", [unknown]],
    ["toLower, trim, replace", "[toLower(replace(trim(' A_1 '), '_', ':'))]", [image("a:1")]],
    ["toUpper, string", "[concat(toUpper('a'), ':', string(1))]", [image("A:1")]],
    ["join, createArray", "[join(createArray('a', '1'), ':')]", [image("a:1")]],
    ["split, first, last", "[concat(first(split('a|1', '|')), ':', last(split('a|1', '|')))]", [image("a:1")]],
    ["take, skip, substring", "[concat(take('abc', 1), skip('ab', 1), substring('xyz', 1, 1))]", [image("aby")]],
    ["if that is decided", "[if(equals(parameters('p'), 'prod'), 'a:1', 'b:1')]", [image("a:1")], parameter("prod")],
    [
      "if that is decided not",
      "[if(empty(parameters('p')), 'a:1', parameters('p'))]",
      [image("b:1")],
      parameter("b:1"),
    ],
    [
      "if that is decided later: both",
      "[if(parameters('p'), 'a:1', 'b:1')]",
      [image("a:1"), image("b:1")],
      parameter(undefined, "bool"),
    ],
    ["if by a difference of case: both", "[if(equals('A', 'a'), 'a:1', 'b:1')]", [image("a:1"), image("b:1")]],
    ["if by unlike types: both", "[if(equals('1', 1), 'a:1', 'b:1')]", [image("a:1"), image("b:1")]],
    ["and, or, not", "[if(and(not(false()), or(false(), true())), 'a:1', 'b:1')]", [image("a:1")]],
    ["coalesce", "[coalesce(null(), 'a:1', 'b:1')]", [image("a:1")]],
    ["coalesce of what is decided later", "[coalesce(parameters('p'), 'a:1')]", [unknown, image("a:1")], parameter()],
    [
      "coalesce of a branch that is nothing",
      "[coalesce(if(parameters('p'), null(), 'a:1'), 'b:1')]",
      [image("a:1"), image("b:1")],
      parameter(undefined, "bool"),
    ],
    [
      "an element behind what is decided later",
      "[concat(parameters('p'), createArray('a:1', 'b:1'))[1]]",
      [unknown, image("a:1"), image("b:1")],
      parameter(undefined, "array"),
    ],
    [
      "an element of a part of it",
      "[skip(concat(parameters('p'), createArray('a:1', 'b:1')), 1)[0]]",
      [unknown],
      parameter(undefined, "array"),
    ],
    [
      "whether what is decided later is empty",
      "[if(empty(concat(parameters('p'), createArray())), 'a:1', 'b:1')]",
      [image("a:1"), image("b:1")],
      parameter(undefined, "array"),
    ],
    ["json", `[json('{"image":"a:1"}').image]`, [image("a:1")]],
    ["createObject", "[createObject('image', 'a:1').IMAGE]", [image("a:1")]],
    ["union", "[union(createObject('x', 1), createObject('image', 'a:1')).image]", [image("a:1")]],
    [
      "the suffix of registries",
      "[concat('acme', environment().suffixes.acrLoginServer, '/web:1')]",
      [image("acme.azurecr.io/web:1")],
    ],
    ["another suffix", "[concat('acme', environment().suffixes.storage, '/web:1')]", [unknown]],
    ["a function that nobody knows", "[novel('a:1')]", [unknown]],
    ["a function of somebody's own", "[contoso.image('a:1')]", [unknown]],
    ["what is no expression", "[a:1]", [unknown]],
    ["half an expression", "[concat('a:1']", [unknown]],
    ["what is made anew each time", "[concat('a:', uniqueString(resourceGroup().id))]", [unknown]],
    ["a digest beside what is decided later", `[concat(parameters('p'), '/web@${DIGEST}')]`, [unknown], parameter()],
    ["a number", 1, [`unreadable at ${AT}: is a number, not an image reference`]],
    ["an unknown value", UNKNOWN, [unknown]],
  ])("%s", (_name, value, expected, around = {}) => {
    expect(find(value, around)).toEqual(expected);
  });

  it.each<[string, unknown, readonly string[], object?]>([
    ["an expression", "[createArray(createObject('image', 'a:1'))]", ["image a:1 [0].image"]],
    [
      "a parameter",
      "[parameters('c')]",
      ["image a:1 [0].image"],
      { parameters: { c: { type: "array", defaultValue: [{ image: "a:1" }] } } },
    ],
    ["a parameter without a default", "[parameters('c')]", ["unknown "], { parameters: { c: { type: "array" } } }],
    [
      "concat with what is decided later",
      "[concat(parameters('c'), createArray(createObject('image', 'a:1')))]",
      ["unknown [0]", "image a:1 [1].image"],
      { parameters: { c: { type: "array" } } },
    ],
    [
      "a union with what is decided later",
      ["[union(reference('x'), createObject('image', 'a:1'))]"],
      ['unknown [0]["…"]', "image a:1 [0].image"],
    ],
  ])("in containers that are %s", (_name, containers, expected, around = {}) => {
    const resources = [{ ...app(""), properties: { template: { containers } } }];
    const path = "properties.template.resources[0].properties.template.containers";
    const found = told(DEPLOYMENT, { properties: { template: { ...around, resources } } });
    expect(found.map((line) => line.replace(`at ${path}`, ""))).toEqual(expected);
  });

  it("in a loop over a property, and in every spelling of a name", () => {
    const copy = [{ name: "containers", count: 3, input: { Image: "a:1" } }];
    const resources = [{ Type: "microsoft.app/CONTAINERAPPS", Properties: { Template: { copy } } }];
    expect(told(DEPLOYMENT, { properties: { template: { Resources: resources } } })).toEqual([
      "image a:1 at properties.template.resources[0].Properties.Template.containers[0].Image",
    ]);
  });
});

describe("the resources of a template", () => {
  const deploy = (template: unknown, more: object = {}) => told(DEPLOYMENT, { properties: { template, ...more } });
  const group = {
    type: "Microsoft.ContainerInstance/containerGroups",
    properties: { containers: [{ properties: { image: "a:1" } }] },
  };
  const R = "properties.template.resources";
  const inGroup = "properties.containers[0].properties.image";

  it.each<[string, unknown, readonly string[]]>([
    ["by symbolic names", { web: group }, [`image a:1 at ${R}.web.${inGroup}`]],
    ["an expression", "[createArray()]", []],
    ["unknown", UNKNOWN, [`unknown at ${R}`]],
    ["one unknown", [UNKNOWN, group], [`unknown at ${R}[0]`, `image a:1 at ${R}[1].${inGroup}`]],
    ["a condition lifts nothing", [{ condition: false, ...group }], [`image a:1 at ${R}[0].${inGroup}`]],
    ["one that is only referred to", [{ existing: true, ...group }], []],
    ["one that may be referred to", { x: { existing: "[true()]", ...group } }, [`image a:1 at ${R}.x.${inGroup}`]],
    [
      "one without a type",
      [{ properties: {} }, group],
      [`unreadable at ${R}[0]: is a resource without a type`, `image a:1 at ${R}[1].${inGroup}`],
    ],
    ["of a type that is unknown", [{ ...group, type: UNKNOWN }], [`unknown at ${R}[0].type`]],
    [
      "of a type that is no text",
      [{ ...group, type: 1 }],
      [`unreadable at ${R}[0].type: is no name of a resource type`],
    ],
    [
      "one that is none",
      ["a", group],
      [`unreadable at ${R}[0]: is a text, not a resource`, `image a:1 at ${R}[1].${inGroup}`],
    ],
    [
      "properties that are decided later",
      [{ ...group, properties: "[reference('x')]" }],
      [`unknown at ${R}[0].properties`],
    ],
    ["properties that are unknown", [{ ...group, properties: UNKNOWN }], [`unknown at ${R}[0].properties`]],
    [
      "inside another one",
      [{ type: "Microsoft.Web/sites", resources: [{ type: "siteContainers", properties: { image: "a:1" } }] }],
      [`image a:1 at ${R}[0].resources[0].properties.image`],
    ],
    [
      "of a whole type inside another one",
      [
        {
          type: "Microsoft.Web/sites",
          resources: [{ type: "Microsoft.Web/sites/sitecontainers", properties: { image: "a:1" } }],
        },
      ],
      [`image a:1 at ${R}[0].resources[0].properties.image`],
    ],
    [
      "of another type inside another one, once",
      [
        {
          type: "Microsoft.Web/sites",
          resources: [{ type: "Microsoft.App/jobs", properties: { template: { containers: [{ image: "a:1" }] } } }],
        },
      ],
      [`image a:1 at ${R}[0].resources[0].properties.template.containers[0].image`],
    ],
    [
      "of an extension whose namespace stands in its name",
      [
        { type: "Microsoft.X/y/providers/containerGroups", properties: group.properties },
        { type: "Microsoft.X/y/providers/Microsoft.ContainerInstance/containerGroups", properties: group.properties },
      ],
      [`image a:1 at ${R}[0].${inGroup}`, `image a:1 at ${R}[1].${inGroup}`],
    ],
    [
      "an app's settings of their own",
      [
        {
          type: "Microsoft.Web/sites/config",
          name: "web/appsettings",
          properties: { DOCKER_CUSTOM_IMAGE_NAME: "a:1" },
        },
      ],
      [`image a:1 at ${R}[0].properties.DOCKER_CUSTOM_IMAGE_NAME`],
    ],
    [
      "an app's configuration of its own",
      [{ type: "Microsoft.Web/sites/config", name: "web/web", properties: { linuxFxVersion: "DOCKER|a:1" } }],
      [`image a:1 at ${R}[0].properties.linuxFxVersion`],
    ],
    [
      "a setting whose name is put together",
      [{ type: "Microsoft.Web/sites/config", properties: { "[concat('DOCKER_', 'CUSTOM_IMAGE_NAME')]": "a:1" } }],
      [`image a:1 at ${R}[0].properties.DOCKER_CUSTOM_IMAGE_NAME`],
    ],
    [
      "a setting whose name is decided later",
      [
        {
          type: "Microsoft.Web/sites/config",
          tags: { "[resourceGroup().id]": "x:1" },
          properties: {
            "[concat('OTHER_', resourceGroup().id)]": "x:1",
            "[concat('DOCKER_', resourceGroup().id)]": "a:1",
            "[concat('DOCKER_CUSTOM_IMAGE_NA', resourceGroup().id, '_IMAGE_NAME')]": "x:1",
          },
        },
      ],
      [`image a:1 at ${R}[0].properties["DOCKER_…"]`],
    ],
    [
      "a runtime that is decided later may be an image",
      [{ type: "Microsoft.Web/sites", properties: { siteConfig: { linuxFxVersion: "[resourceGroup().tags.x]" } } }],
      [`unknown at ${R}[0].properties.siteConfig.linuxFxVersion`],
    ],
    [
      "a runtime's version that is decided later is none",
      [
        {
          type: "Microsoft.Web/sites",
          properties: { siteConfig: { linuxFxVersion: "[concat('NODE|', resourceGroup().tags.x)]" } },
        },
      ],
      [],
    ],
    [
      "an image of an app that is decided later",
      [
        {
          type: "Microsoft.Web/sites",
          properties: { siteConfig: { linuxFxVersion: "[concat('DOCKER|', resourceGroup().tags.x, '/web:1')]" } },
        },
      ],
      [`unknown at ${R}[0].properties.siteConfig.linuxFxVersion`],
    ],
    [
      "another version of a type, with containers elsewhere",
      [
        {
          type: "Microsoft.App/containerApps",
          apiVersion: "2039-01-01",
          properties: { later: { properties: { containers: [{ properties: { image: "a:1" } }] } } },
        },
      ],
      [`image a:1 at ${R}[0].properties.later.properties.containers[0].properties.image`],
    ],
    [
      "a Kubernetes object",
      {
        pod: {
          import: "kubernetes",
          type: "core/Pod@v1",
          properties: { metadata: {}, spec: { containers: [{ image: "[concat('a', ':1')]" }] } },
        },
      },
      [`image a:1 at ${R}.pod.spec.containers[0].image`],
    ],
    [
      "null, which is as good as absent",
      [{ ...group, properties: { containers: null, initContainers: [{ properties: { image: null } }] } }],
      [],
    ],
  ])("%s", (_name, resources, expected) => {
    expect(deploy({ resources })).toEqual(expected);
  });

  describe("a deployment inside", () => {
    const T = `${R}[0].properties.template`;
    const inner = {
      parameters: { p: { type: "string", defaultValue: "x:1" } },
      resources: [{ ...group, properties: { containers: [{ properties: { image: P } }] } }],
    };
    const outer = {
      parameters: { p: { type: "string", defaultValue: "a:1" }, q: { type: "string", defaultValue: "b:1" } },
    };
    const nest = (properties: object, type = "Microsoft.Resources/deployments") =>
      deploy({ ...outer, resources: [{ type, name: "inner", properties: { mode: "Incremental", ...properties } }] });
    const INNER = { expressionEvaluationOptions: { scope: "Inner" } };
    const at = `at ${T}.resources[0].${inGroup}`;
    const HIDDEN = "names a document that stands elsewhere, and which images it deploys cannot be seen here";

    it.each<[string, object, readonly string[]]>([
      ["sees the names of the outer template", { template: inner }, [`image a:1 ${at}`]],
      ["or its own", { ...INNER, template: inner }, [`image x:1 ${at}`]],
      [
        "or either, where that is decided later",
        { expressionEvaluationOptions: { scope: UNKNOWN }, template: inner },
        [`image x:1 ${at}`, `image a:1 ${at}`],
      ],
      [
        "is given parameters by the outer one",
        { ...INNER, parameters: { p: { value: "[parameters('q')]" } }, template: inner },
        [`image b:1 ${at}`],
      ],
      [
        "is given what is decided later",
        { ...INNER, parameters: { p: { value: "[reference('x')]" } }, template: inner },
        [`unknown ${at}`],
      ],
      [
        "is given parameters from elsewhere",
        { ...INNER, parametersLink: { uri: "https://x.example" }, template: inner },
        [`hidden at ${R}[0].properties.parametersLink: ${HIDDEN}`, `unknown ${at}`],
      ],
      [
        "stands elsewhere",
        { templateLink: { relativePath: "x.json" } },
        [`hidden at ${R}[0].properties.templateLink: ${HIDDEN}`],
      ],
      ["is unknown", { template: UNKNOWN }, [`unknown at ${T}`]],
      ["is a variable that is not there", { template: "[variables('t')]" }, [`unknown at ${T}`]],
      [
        "holds nothing that could be read",
        { template: { resources: 1 } },
        [`unreadable at ${T}.resources: is a number, not a list of resources`],
      ],
    ])("%s", (_name, properties, expected) => {
      expect(nest(properties)).toEqual(expected);
    });

    it("may be a stack", () => {
      const stack = "Microsoft.Resources/deploymentStacks";
      expect(nest({ ...INNER, template: inner }, stack)).toEqual([`image x:1 ${at}`]);
    });

    it("may hold another one, up to a bound", () => {
      const nested = (depth: number): object =>
        depth === 0
          ? { resources: [group] }
          : { resources: [{ type: "Microsoft.Resources/deployments", properties: { template: nested(depth - 1) } }] };
      expect(deploy(nested(3))[0]).toMatch(/^image a:1 at /);
      expect(deploy(nested(20))[0]).toMatch(/^unreadable at .*: is nested in more than 16 resources$/);
    });
  });

  it("a template in a template's resource is read by its own defaults, and its holes are holes", () => {
    const mainTemplate = {
      parameters: { p: { type: "string", defaultValue: "a:1" } },
      resources: [
        {
          type: "Microsoft.App/jobs",
          properties: {
            template: {
              containers: [
                { image: "[[parameters('p')]" },
                { image: "[concat(reference('x'), '/web:1')]" },
                { image: "[if(reference('x'), 'b:1', 'c:1')]" },
              ],
            },
          },
        },
      ],
    };
    const resources = [{ type: "Microsoft.Resources/templateSpecs/versions", properties: { mainTemplate } }];
    const path = `${R}[0].properties.mainTemplate.resources[0].properties.template.containers`;
    expect(deploy({ resources }, { parameters: { p: { value: "other:1" } } })).toEqual([
      `image a:1 at ${path}[0].image`,
      `unknown at ${path}[1].image`,
      `image b:1 at ${path}[2].image`,
      `image c:1 at ${path}[2].image`,
    ]);
  });
});
