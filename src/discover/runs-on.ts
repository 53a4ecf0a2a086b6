import type { Member } from "./data.ts";
import { lookIn, memberOf, onlyOf } from "./look-in.ts";
import { platformIn, platformName } from "./platform-name.ts";
import { typeOf } from "./token.ts";

/** What the inputs of a type say of the platform that its images run on. */
type Says = (inputs: readonly Member[]) => string | undefined;

/** Amazon ECS: `X86_64` or `ARM64`, and `LINUX` or a version of Windows. What is left out is not guessed. */
function taskDefinition(block: string, architecture: string, family: string): Says {
  return (inputs) => {
    const runtime = memberOf(inputs, block);
    const system = lookIn(runtime, family);
    const isWindows = typeof system === "string" && system.startsWith("WINDOWS_");
    return platformName(isWindows ? "windows" : system, lookIn(runtime, architecture));
  };
}

/** AWS Lambda runs Linux, on the one architecture that it names. */
const lambda =
  (name: string): Says =>
  (inputs) =>
    platformName("linux", onlyOf(memberOf(inputs, name)));

/** Google Cloud Run and Azure Container Apps run nothing else, by their documentation. */
const AMD64: Says = () => "linux/amd64";

const docker: Says = (inputs) => platformIn(memberOf(inputs, "platform"));

/** Of a build for one platform what it is built from is for the same, unless the Dockerfile chooses another. */
const dockerBuild: Says = (inputs) => {
  const dockerfile = lookIn(memberOf(inputs, "dockerfile"), "inline");
  if (typeof dockerfile !== "string" || /--platform/i.test(dockerfile)) return undefined;
  return platformIn(onlyOf(memberOf(inputs, "platforms")));
};

const ecs = taskDefinition("runtimePlatform", "cpuArchitecture", "operatingSystemFamily");
/** By the catalog's name of the type. */
const TYPES: ReadonlyMap<string, Says> = new Map([
  ["aws:ecs/taskDefinition:TaskDefinition", ecs],
  ["aws-native:ecs:TaskDefinition", ecs],
  ["awsx:ecs:EC2TaskDefinition", ecs],
  ["awsx:ecs:FargateTaskDefinition", ecs],
  ["AWS::ECS::TaskDefinition", taskDefinition("RuntimePlatform", "CpuArchitecture", "OperatingSystemFamily")],
  ["aws_ecs_task_definition", taskDefinition("runtime_platform", "cpu_architecture", "operating_system_family")],
  ["aws:lambda/function:Function", lambda("architectures")],
  ["aws-native:lambda:Function", lambda("architectures")],
  ["AWS::Lambda::Function", lambda("Architectures")],
  ["AWS::Serverless::Function", lambda("Architectures")],
  ["aws_lambda_function", lambda("architectures")],
  ["gcp:cloudrun/service:Service", AMD64],
  ["gcp:cloudrunv2/job:Job", AMD64],
  ["gcp:cloudrunv2/service:Service", AMD64],
  ["gcp:cloudrunv2/workerPool:WorkerPool", AMD64],
  ["google-native:run/v1:Service", AMD64],
  ["google-native:run/v2:Job", AMD64],
  ["google-native:run/v2:Service", AMD64],
  ["google_cloud_run_service", AMD64],
  ["google_cloud_run_v2_job", AMD64],
  ["google_cloud_run_v2_service", AMD64],
  ["google_cloud_run_v2_worker_pool", AMD64],
  ["azure-native:app:ContainerApp", AMD64],
  ["azure-native:app:Job", AMD64],
  ["azure:containerapp/app:App", AMD64],
  ["azure:containerapp/job:Job", AMD64],
  ["azurerm_container_app", AMD64],
  ["azurerm_container_app_job", AMD64],
  ["docker:index/container:Container", docker],
  ["docker:index/remoteImage:RemoteImage", docker],
  ["docker_container", docker],
  ["docker_image", docker],
  ["docker-build:index:Image", dockerBuild],
]);

/** Every type of which it is known where it says on which platform its images run, for a test. */
export const TYPES_WITH_PLATFORM: readonly string[] = [...TYPES.keys()];

/** The platform that a resource of a type runs its images on, `os/architecture[/variant]`; undefined where nobody can say. */
export function platformOfType(type: string, inputs: readonly Member[]): string | undefined {
  const { names } = typeOf(type);
  return names.map((name) => TYPES.get(name)?.(inputs)).find((platform) => platform !== undefined);
}
