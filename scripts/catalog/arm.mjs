// Fields of Azure Resource Manager's own documents that the facts lack.

const DEPLOYMENTS = ["", "AtManagementGroupScope", "AtScope", "AtSubscriptionScope", "AtTenantScope"].map((scope) => [
  `azure-native:resources:Deployment${scope}`,
  "properties.",
]);
const STACKS = ["ManagementGroup", "ResourceGroup", "Subscription"].flatMap((scope) => [
  [`azure-native:resources:DeploymentStackAt${scope}`, ""],
  [`azure-native:resources:DeploymentStacksWhatIfResultsAt${scope}`, "properties."],
]);
const AZURERM = [
  [
    "azure:core/resourceGroupTemplateDeployment:ResourceGroupTemplateDeployment",
    "azurerm_resource_group_template_deployment",
  ],
  [
    "azure:core/subscriptionTemplateDeployment:SubscriptionTemplateDeployment",
    "azurerm_subscription_template_deployment",
  ],
  ["azure:core/tenantTemplateDeployment:TenantTemplateDeployment", "azurerm_tenant_template_deployment"],
  ["azure:management/groupTemplateDeployment:GroupTemplateDeployment", "azurerm_management_group_template_deployment"],
];

/** Templates and parameters that stand elsewhere: [platform, type, path]. */
export const ARM_FETCHED = [
  ...[...DEPLOYMENTS, ...STACKS].flatMap(([type, before]) => [
    ["pulumi", type, `${before}templateLink`],
    ["pulumi", type, `${before}parametersLink`],
  ]),
  ...AZURERM.flatMap(([pulumi, terraform]) => [
    ["pulumi", pulumi, "templateSpecVersionId"],
    ["terraform", terraform, "template_spec_version_id"],
  ]),
];

/** Settings of an app that a template writes as a resource of their own, named `web`; azure-native has no such type. */
const SITE_CONFIG = ["microsoft.web/sites/config", "microsoft.web/sites/slots/config"].flatMap((type) => [
  ["pulumi", type, "properties.linuxFxVersion", "run", "app-service"],
  ["pulumi", type, "properties.windowsFxVersion", "run", "app-service"],
  ["pulumi", type, "properties.appSettings[].value", "run?", "name-value:DOCKER_CUSTOM_IMAGE_NAME:app-service-name"],
]);

/** Of the provider that sends what Azure Resource Manager takes, and of resources that older versions had. */
export const ARM_ADDITIONS = [
  ...[
    ["pulumi", "azapi:index/resource:Resource", "body", "arm-body"],
    ["pulumi", "azapi:index/resource:Resource", "sensitiveBody", "arm-body"],
    ["pulumi", "azapi:index/updateResource:UpdateResource", "sensitiveBody", "arm-body"],
    ["terraform", "azapi_resource", "sensitive_body", "arm-body"],
    ["terraform", "azapi_update_resource", "sensitive_body", "arm-body"],
    ["pulumi", "azapi:index/updateResource:UpdateResource", "body", "arm-body"],
    ["pulumi", "azapi:index/resourceAction:ResourceAction", "body", "arm-body"],
    ["terraform", "azapi_resource", "body", "arm-body"],
    ["terraform", "azapi_update_resource", "body", "arm-body"],
    ["terraform", "azapi_resource_action", "body", "arm-body"],
    ["pulumi", "azure:core/templateDeployment:TemplateDeployment", "templateBody", "arm-template"],
    ["terraform", "azurerm_template_deployment", "template_body", "arm-template"],
  ].map(([platform, type, path, format]) => [platform, type, path, "blob", format]),
  ...SITE_CONFIG,
];
