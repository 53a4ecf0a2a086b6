// Types that the catalog lists and that no package of scripts/catalog/packages.json declares: whether their fields are still
// there cannot be told. A type that is misspelt would be one, so each has its reason.

/** Their schemas are in no package of npm. */
const PLATFORMS_WITHOUT_PACKAGES = new Set(["kubernetes-crd"]);

/** [types, why] */
const WITHOUT_PACKAGE = [
  [/^azapi[:_]/, "npm has no such provider, and CDKTF published no bindings"],
  [/^nomad:index\/job:Job$/, "npm has no such provider; Terraform's bindings have the type"],
  [/^azure:core\/templateDeployment:|^azurerm_template_deployment$/, "older versions of the provider have it"],
  [/^microsoft\.web\/sites\//, "a type of Azure Resource Manager that azure-native lacks"],
  [
    /^v1\/List$|^kustomize\.config\.k8s\.io\/|^\*\/pod-template$/,
    "a convention, a file's format, a part of every workload",
  ],
  [/^Custom::AWSCDK-EKS-/, "a custom resource of CDK's own"],
  [
    /^aws_(?:bedrockagentcore|ecs_daemon|sagemaker)_|^google_(?:network_services|saas_runtime|vertex_ai)_/,
    "newer than the last bindings that CDKTF published: named after what Pulumi has",
  ],
];

/**
 * @param {import("./rows.mjs").Catalogs} catalogs
 * @param {Set<string>} read every type of every package
 * @returns {{ expected: number, unexplained: string[] }} how many rows nobody can compare, and the types that have no reason
 */
export function notCompared(catalogs, read) {
  const types = Object.entries(catalogs)
    .flatMap(([platform, sources]) => Object.values(sources).map((listed) => [platform, listed]))
    .flatMap(([platform, listed]) => Object.entries(listed).map(([type, paths]) => ({ platform, type, paths })))
    .filter(({ type }) => !read.has(type));
  const isExplained = ({ platform, type }) =>
    PLATFORMS_WITHOUT_PACKAGES.has(platform) || WITHOUT_PACKAGE.some(([pattern]) => pattern.test(type));
  return {
    expected: types.filter(isExplained).reduce((rows, { paths }) => rows + Object.keys(paths).length, 0),
    unexplained: types.filter((one) => !isExplained(one)).map(({ platform, type }) => `${platform} ${type}`),
  };
}
