import { describe, expect, it } from "@jest/globals";
import { deploysImages, discoverImageUses, UNKNOWN } from "../../../src/discover/index.ts";
import { resource, told } from "../resource.ts";

const APP = {
  type: "Microsoft.App/containerApps",
  properties: { template: { containers: [{ image: "[parameters('p')]" }] } },
};
const TEMPLATE = { parameters: { p: { type: "string", defaultValue: "a:1" } }, resources: [APP] };
const TEXT = JSON.stringify(TEMPLATE);
const GIVEN = { p: { value: "b:1" } };
const AT = "resources[0].properties.template.containers[0].image";
const GROUP_OF_AZURERM = "azure:core/resourceGroupTemplateDeployment:ResourceGroupTemplateDeployment";
const ELSEWHERE = "names a document that stands elsewhere, and which images it deploys cannot be seen here";

describe("a resource that carries a template of Azure Resource Manager", () => {
  it.each<[string, unknown, readonly string[]]>([
    [
      "azure-native:resources:Deployment",
      { properties: { template: TEMPLATE } },
      [`image a:1 at properties.template.${AT}`],
    ],
    [
      "azure-native:resources:Deployment",
      { properties: { template: TEXT, parameters: GIVEN } },
      [`image b:1 at properties.template.${AT}`],
    ],
    [
      "azure-native:resources/v20240301:DeploymentAtSubscriptionScope",
      { properties: { template: TEMPLATE } },
      [`image a:1 at properties.template.${AT}`],
    ],
    [
      "azure-native:resources:DeploymentStackAtResourceGroup",
      { template: TEMPLATE, parameters: GIVEN },
      [`image b:1 at template.${AT}`],
    ],
    [
      "azure-native:resources:TemplateSpecVersion",
      { mainTemplate: TEMPLATE, linkedTemplates: [{ path: "x", template: TEMPLATE }] },
      [`image a:1 at mainTemplate.${AT}`, `image a:1 at linkedTemplates[0].template.${AT}`],
    ],
    [
      "azure-native:blueprint:TemplateArtifact",
      { template: TEMPLATE, parameters: GIVEN },
      [`image b:1 at template.${AT}`],
    ],
    ["azure-native:solutions:ApplicationDefinition", { mainTemplate: TEMPLATE }, [`image a:1 at mainTemplate.${AT}`]],
    [
      "azure-native:hybridnetwork:VendorSkus",
      { managedApplicationTemplate: TEMPLATE, managedApplicationParameters: GIVEN },
      [`image b:1 at managedApplicationTemplate.${AT}`],
    ],
    [
      "azure-native:operationsmanagement:ManagementConfiguration",
      {
        properties: {
          template: TEMPLATE,
          parameters: [
            { name: "q", value: "x:1" },
            { name: "p", value: "b:1" },
          ],
        },
      },
      [`image b:1 at properties.template.${AT}`],
    ],
    [
      GROUP_OF_AZURERM,
      { templateContent: TEXT, parametersContent: JSON.stringify(GIVEN) },
      [`image b:1 at templateContent.${AT}`],
    ],
    [GROUP_OF_AZURERM, { templateContent: TEXT, parametersContent: UNKNOWN }, [`unknown at templateContent.${AT}`]],
    [GROUP_OF_AZURERM, { templateContent: TEXT, parametersContent: "{" }, [`unknown at templateContent.${AT}`]],
    [GROUP_OF_AZURERM, { templateContent: TEXT, parametersContent: "" }, [`image a:1 at templateContent.${AT}`]],
    [
      "m:tf:azurerm_subscription_template_deployment",
      { template_content: TEXT, parameters_content: JSON.stringify(GIVEN), template_spec_version_id: null },
      [`image b:1 at template_content.${AT}`],
    ],
    [
      "m:tf:azurerm_template_deployment",
      { template_body: TEXT, parameters: { p: "b:1" } },
      [`image b:1 at template_body.${AT}`],
    ],
    ["azure-native:resources:Deployment", { properties: { template: UNKNOWN } }, ["unknown at properties.template"]],
    ["azure-native:resources:Deployment", { properties: UNKNOWN }, ["unknown at properties"]],
    [GROUP_OF_AZURERM, { templateContent: UNKNOWN }, ["unknown at templateContent"]],
    [GROUP_OF_AZURERM, { templateContent: "{" }, ["unreadable at templateContent: is not valid JSON"]],
    [GROUP_OF_AZURERM, { templateContent: "[]" }, ["unreadable at templateContent: holds a list, not a template"]],
    [GROUP_OF_AZURERM, { templateContent: "{}" }, ["unreadable at templateContent: is a template without resources"]],
    [GROUP_OF_AZURERM, { templateSpecVersionId: "/x" }, [`hidden at templateSpecVersionId: ${ELSEWHERE}`]],
    [
      "azure-native:resources:Deployment",
      { properties: { template: TEMPLATE, parametersLink: { uri: "https://x.example" } } },
      [`unknown at properties.template.${AT}`, `hidden at properties.parametersLink: ${ELSEWHERE}`],
    ],
    [
      "azure-native:resources:DeploymentStackAtSubscription",
      { templateLink: { id: "/x" } },
      [`hidden at templateLink: ${ELSEWHERE}`],
    ],
  ])("%s %j", (type, props, expected) => {
    expect(deploysImages(type)).toBe(true);
    expect(told(type, props)).toEqual(expected);
  });

  it("has no place where another image may be written: a template is not rewritten", () => {
    const template = { resources: [{ ...APP, properties: { template: { containers: [{ image: "a:1" }] } } }] };
    const [use] = discoverImageUses(resource("azure-native:resources:Deployment", { properties: { template } }));
    expect(use).toMatchObject({ kind: "image", image: "a:1" });
    expect(use).not.toHaveProperty("slot");
  });

  it("tells what is known of an image that is put together at deployment", () => {
    const image = "[concat(parameters('registry'), '/web:1')]";
    const template = { resources: [{ ...APP, properties: { template: { containers: [{ image }] } } }] };
    const [use] = discoverImageUses(resource("azure-native:resources:Deployment", { properties: { template } }));
    expect(use).toMatchObject({ known: "…/web:1", why: "is put together when the template is deployed: …/web:1." });
  });

  it("never tells the value of a secret parameter, wherever it is used", () => {
    for (const type of ["secureString", "securestring", "secureObject", UNKNOWN, 1]) {
      const image = "[concat('r.example/', parameters('s'), ':', parameters('s').tag, variables('v'))]";
      const template = {
        parameters: { s: { type, defaultValue: "hush" } },
        variables: { v: "[toUpper(parameters('s'))]" },
        resources: [{ ...APP, properties: { template: { containers: [{ image }, { image: "[parameters('s')]" }] } } }],
      };
      const props = { properties: { template, parameters: { s: { value: { tag: "hush" } } } } };
      const uses = discoverImageUses(resource("azure-native:resources:Deployment", props));
      expect(uses.map(({ kind }) => kind)).toEqual(["unknown", "unknown"]);
      expect(JSON.stringify(uses).toLowerCase()).not.toContain("hush");
    }
  });
});

describe("a generic resource", () => {
  const RESOURCE = "azure-native:resources:Resource";
  const containers = [{ image: "a:1" }];
  const kind = (resourceProviderNamespace: unknown, resourceType: unknown, parentResourcePath: unknown = "") => ({
    resourceProviderNamespace,
    resourceType,
    parentResourcePath,
  });

  it.each<[string, object, readonly string[]]>([
    [
      RESOURCE,
      { ...kind("Microsoft.App", "containerApps"), properties: { template: { containers } } },
      ["image a:1 at properties.template.containers[0].image"],
    ],
    [
      RESOURCE,
      { ...kind("microsoft.web", "siteContainers", "sites/web"), properties: { image: "a:1" } },
      ["image a:1 at properties.image"],
    ],
    [
      RESOURCE,
      {
        ...kind("Microsoft.AppPlatform", "deployments", "/Spring/x/apps/y"),
        properties: { source: { customContainer: { containerImage: "a:1" } } },
      },
      ["image a:1 at properties.source.customContainer.containerImage"],
    ],
    [
      RESOURCE,
      { ...kind("Microsoft.Web", "config", "sites/web"), properties: { DOCKER_CUSTOM_IMAGE_NAME: "a:1" } },
      ["image a:1 at properties.DOCKER_CUSTOM_IMAGE_NAME"],
    ],
    [
      RESOURCE,
      { ...kind("Microsoft.Resources", "deployments"), properties: { template: TEMPLATE, parameters: GIVEN } },
      [`image b:1 at properties.template.${AT}`],
    ],
    [
      RESOURCE,
      { ...kind("Microsoft.Resources", "deployments"), properties: { templateLink: { uri: "x" } } },
      [`hidden at properties.templateLink: ${ELSEWHERE}`],
    ],
    [RESOURCE, { ...kind("Microsoft.App", UNKNOWN), properties: {} }, ["unknown at properties"]],
    [RESOURCE, { ...kind("Microsoft.App", "x", UNKNOWN), properties: {} }, ["unknown at properties"]],
    [RESOURCE, { properties: {} }, ["unreadable at properties: has no type beside it"]],
    [RESOURCE, { ...kind("Microsoft.Storage", "storageAccounts"), properties: { containers } }, []],
    [
      "azapi:index/resource:Resource",
      { type: "Microsoft.App/jobs@2023-05-01", body: { properties: { template: { containers } } } },
      ["image a:1 at body.properties.template.containers[0].image"],
    ],
    [
      "m:tf:azapi_resource",
      { type: "Microsoft.App/jobs@2023-05-01", body: JSON.stringify({ properties: { template: { containers } } }) },
      ["image a:1 at body.properties.template.containers[0].image"],
    ],
    [
      "m:tf:azapi_update_resource",
      { type: "Microsoft.App/jobs@2023-05-01", body: { properties: { template: { containers: UNKNOWN } } } },
      ["unknown at body.properties.template.containers"],
    ],
    ["m:tf:azapi_resource", { type: UNKNOWN, body: {} }, ["unknown at body"]],
    ["m:tf:azapi_resource", { type: "Microsoft.App/jobs@2023-05-01", body: UNKNOWN }, ["unknown at body"]],
    [
      "m:tf:azapi_resource",
      { type: "Microsoft.App/jobs@2023-05-01", body: "{" },
      ["unreadable at body: is not valid JSON"],
    ],
    [
      "m:tf:azapi_resource",
      { type: "Microsoft.App/jobs@2023-05-01", body: "[]" },
      ["unreadable at body: holds a list, not an object"],
    ],
    ["m:tf:azapi_resource", { type: "Microsoft.App/jobs@2023-05-01" }, []],
    [
      "m:tf:azapi_resource",
      {
        type: "Microsoft.Resources/deployments@2023-05-01",
        body: { properties: { template: TEMPLATE, parameters: GIVEN } },
      },
      [`image b:1 at body.properties.template.${AT}`],
    ],
    [
      "azapi:index/resource:Resource",
      {
        type: "Microsoft.App/jobs@2023-05-01",
        body: { properties: { template: { containers: [{ image: "[concat('a', ':1')]" }] } } },
      },
      ["image [concat('a', ':1')] at body.properties.template.containers[0].image"],
    ],
    [
      "azure-native:resources:Deployment",
      {
        properties: {
          template: {
            resources: [
              {
                type: "Microsoft.ContainerService/managedClusters/providers/fluxConfigurations",
                properties: { containers },
              },
            ],
          },
        },
      },
      ["image a:1 at properties.template.resources[0].properties.containers[0].image"],
    ],
  ])("%s %j", (type, props, expected) => {
    expect(told(type, props)).toEqual(expected);
  });
});

describe("what is no container image is not found in a template", () => {
  it.each<[string, object]>([
    [
      "Microsoft.Compute/virtualMachines",
      { storageProfile: { imageReference: { publisher: "x", offer: "y", sku: "z", version: "latest" } } },
    ],
    [
      "Microsoft.Compute/virtualMachineScaleSets",
      { virtualMachineProfile: { storageProfile: { imageReference: { id: "/subscriptions/x" } } } },
    ],
    ["Microsoft.Compute/images", { sourceVirtualMachine: { id: "x" }, image: "a:1" }],
    ["Microsoft.Compute/galleries/images/versions", { image: "a:1", containers: [{ image: "a:1" }] }],
    [
      "Microsoft.Batch/batchAccounts/pools",
      { deploymentConfiguration: { virtualMachineConfiguration: { imageReference: { offer: "x" } } } },
    ],
    ["Microsoft.NetworkCloud/virtualMachines", { vmImage: "registry.example/vm:1" }],
    ["Microsoft.Portal/dashboards", { lenses: [{ image: "https://example.com/x.png" }] }],
    [
      "Microsoft.Web/sites",
      { siteConfig: { linuxFxVersion: "NODE|18-lts", appSettings: [{ name: "X", value: "[reference('x')]" }] } },
    ],
    ["Microsoft.AwsConnector/lambdaFunctions", { awsProperties: { code: { imageUri: "a:1" } } }],
    ["Microsoft.ContainerRegistry/registries/cacheRules", { sourceRepository: "a", targetRepository: "b" }],
    ["Microsoft.Novel/things", { image: "a:1", containers: [{ image: "a:1" }] }],
  ])("%s", (type, properties) => {
    const template = { resources: [{ type, tags: { image: "a:1", "[resourceGroup().id]": "b:1" }, properties }] };
    expect(told("azure-native:resources:Deployment", { properties: { template } })).toEqual([]);
  });
});
