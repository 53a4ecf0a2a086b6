import { isArmType, namesOf } from "./arm/types.ts";
import type { CatalogName } from "./catalog.ts";
import { remember } from "./remember.ts";

/** Which rows of which catalog a Pulumi type token stands for. */
export interface ListedType {
  readonly catalog: CatalogName;
  readonly names: readonly string[];
  /** The token names an API version, whose fields may differ from the default one's. */
  readonly otherVersion: boolean;
  /** A type of Azure Resource Manager: its whole resource, or the resource's `properties`. */
  readonly arm?: "resource" | "properties";
}

/** `azure-native:app:ContainerApp`, `azure-native:app/v20230501:ContainerApp`, `azure-native_app_v20240301:app:ContainerApp`. */
const AZURE_NATIVE = /^azure-native(_[a-z0-9]+_v\d{8}\w*)?:([a-z0-9]+)(\/v\d{8}\w*)?:(\w+)$/;
/** Children of a Terraform module: `<package>:tf:aws_ecs_task_definition`, with inputs in Terraform's own shape. */
const TERRAFORM = /^[^:]+:tf:([a-z0-9_]+)$/;

/** The token of a resource that Terraform itself deploys; which provider its type comes from makes no difference. */
export function terraformToken(type: string): string {
  return `terraform:tf:${type}`;
}

/** Types of azure-native that are one and the same; what the versions of either call their fields is looked for in both. */
const RENAMED: readonly (readonly string[])[] = [
  ["azure-native:containerinstance:CGProfile", "azure-native:containerinstance:ContainerGroupProfile"],
  [
    "azure-native:machinelearningservices:EnvironmentVersion",
    "azure-native:machinelearningservices:EnvironmentSpecificationVersion",
  ],
  ["azure-native:machinelearningservices:Compute", "azure-native:machinelearningservices:MachineLearningCompute"],
];

/** The type of a resource in a template of CloudFormation, custom ones included. */
const CLOUDFORMATION = /^[A-Za-z0-9]+::/;

/** What names the properties of a resource of Azure Resource Manager, and not the resource itself. */
export const PROPERTIES_OF = "properties of ";

export const typeOf = remember((token): ListedType => {
  const arm = armTypeOf(token);
  if (arm !== undefined) return arm;
  if (CLOUDFORMATION.test(token)) return { catalog: "cloudformation", names: [token], otherVersion: false };
  const [, terraform] = TERRAFORM.exec(token) ?? [];
  if (terraform !== undefined) return { catalog: "terraform", names: [terraform], otherVersion: false };
  const azure = AZURE_NATIVE.exec(token);
  if (azure === null) return { catalog: "pulumi", names: [token], otherVersion: false };
  const [, inPackage, module = "", inModule, type = ""] = azure;
  const name = `azure-native:${module}:${type}`;
  const names = RENAMED.find((same) => same.includes(name)) ?? [name];
  return { catalog: "pulumi", names, otherVersion: inPackage !== undefined || inModule !== undefined };
});

/** Whichever API version a template names, the fields of the others are looked for, too. */
function armTypeOf(token: string): ListedType | undefined {
  const isProperties = token.startsWith(PROPERTIES_OF);
  const type = isProperties ? token.slice(PROPERTIES_OF.length) : token;
  if (!isArmType(type)) return undefined;
  const arm = isProperties ? "properties" : "resource";
  return { catalog: "pulumi", names: namesOf(type), otherVersion: true, arm };
}
