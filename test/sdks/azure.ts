import type { SdkCase } from "./sdk-case.ts";

const AZURE_NATIVE: readonly SdkCase[] = [
  {
    name: "azure-native-app",
    constructed: "azure-native.app.ContainerApp",
    type: "azure-native:app:ContainerApp",
    path: "template.containers[0].image",
    unknownPath: "template",
    args: ({ image, beside }) => ({
      resourceGroupName: "group",
      managedEnvironmentId: beside,
      configuration: { ingress: { external: true, targetPort: 80 } },
      template: { containers: [{ name: "web", image }] },
    }),
  },
  {
    name: "azure-native-app-setting",
    constructed: "azure-native.app.ContainerApp",
    type: "azure-native:app:ContainerApp",
    path: "template.containers[0].image",
    unknownPath: "template",
    hiddenBeside: true,
    args: ({ image, beside }) => ({
      resourceGroupName: "group",
      template: { containers: [{ name: "web", image, env: [{ name: "TARGET", value: beside }] }] },
    }),
  },
  {
    name: "azure-native-job",
    constructed: "azure-native.app.Job",
    type: "azure-native:app:Job",
    path: "template.initContainers[0].image",
    args: ({ image, beside }) => ({
      resourceGroupName: "group",
      environmentId: beside,
      configuration: { triggerType: "Manual", replicaTimeout: 10 },
      template: { initContainers: [{ name: "init", image }] },
    }),
  },
  {
    name: "azure-native-group",
    constructed: "azure-native.containerinstance.ContainerGroup",
    type: "azure-native:containerinstance:ContainerGroup",
    path: "containers[0].image",
    args: ({ image, beside }) => ({
      resourceGroupName: beside,
      osType: "Linux",
      sku: "Standard",
      containers: [{ name: "web", image, resources: { requests: { cpu: 1, memoryInGB: 1 } } }],
    }),
  },
  {
    name: "azure-native-group-profile",
    constructed: "azure-native.containerinstance.ContainerGroupProfile",
    type: "azure-native:containerinstance:ContainerGroupProfile",
    path: "containers[0].image",
    args: ({ image, beside }) => ({
      resourceGroupName: beside,
      osType: "Linux",
      containers: [{ name: "web", image, resources: { requests: { cpu: 1, memoryInGB: 1 } } }],
    }),
  },
  {
    name: "azure-native-web",
    constructed: "azure-native.web.WebApp",
    type: "azure-native:web:WebApp",
    path: "siteConfig.linuxFxVersion",
    unknownPath: "siteConfig",
    args: ({ image, beside }, { concat }) => ({
      resourceGroupName: "group",
      serverFarmId: beside,
      siteConfig: { linuxFxVersion: concat("DOCKER|", image), appSettings: [{ name: "TARGET", value: "self" }] },
    }),
  },
  {
    name: "azure-native-web-setting",
    constructed: "azure-native.web.WebApp",
    type: "azure-native:web:WebApp",
    path: "siteConfig.linuxFxVersion",
    unknownPath: "siteConfig",
    hiddenBeside: true,
    args: ({ image, beside }, { concat }) => ({
      resourceGroupName: "group",
      siteConfig: { linuxFxVersion: concat("DOCKER|", image), appSettings: [{ name: "TARGET", value: beside }] },
    }),
  },
  {
    name: "azure-native-compose",
    constructed: "azure-native.web.WebApp",
    type: "azure-native:web:WebApp",
    path: "siteConfig.linuxFxVersion.services.web.image",
    unknownPath: "siteConfig",
    args: ({ image, beside }, { base64, concat }) => ({
      resourceGroupName: beside,
      siteConfig: { linuxFxVersion: concat("COMPOSE|", base64(concat("services:\n  web:\n    image: ", image, "\n"))) },
    }),
  },
  {
    name: "azure-native-site-container",
    constructed: "azure-native.web.WebAppSiteContainer",
    type: "azure-native:web:WebAppSiteContainer",
    path: "image",
    args: ({ image, beside }) => ({ resourceGroupName: "group", name: beside, isMain: true, image }),
  },
  {
    name: "azure-native-batch",
    constructed: "azure-native.batch.Pool",
    type: "azure-native:batch:Pool",
    path: "deploymentConfiguration.virtualMachineConfiguration.containerConfiguration.containerImageNames[0]",
    args: ({ image, beside }) => ({
      resourceGroupName: "group",
      accountName: beside,
      deploymentConfiguration: {
        virtualMachineConfiguration: {
          imageReference: { offer: "ubuntu-server-container", publisher: "microsoft-azure-batch", sku: "20-04-lts" },
          nodeAgentSkuId: "batch.node.ubuntu 20.04",
          containerConfiguration: {
            type: "DockerCompatible",
            containerImageNames: [image, "docker.io/library/busybox:1"],
          },
        },
      },
    }),
  },
  {
    name: "azure-native-deployment",
    constructed: "azure-native.resources.Deployment",
    type: "azure-native:resources:Deployment",
    path: "properties.template.resources[0].properties.template.containers[0].image",
    args: ({ image, beside }) => ({
      resourceGroupName: beside,
      properties: {
        mode: "Incremental",
        template: {
          resources: [
            { type: "Microsoft.App/containerApps", name: "web", properties: { template: { containers: [{ image }] } } },
          ],
        },
      },
    }),
  },
  {
    name: "azure-native-environment",
    constructed: "azure-native.machinelearningservices.EnvironmentVersion",
    type: "azure-native:machinelearningservices:EnvironmentVersion",
    path: "properties.image",
    unknownPath: "properties",
    args: ({ image, beside }) => ({
      resourceGroupName: "group",
      workspaceName: beside,
      name: "training",
      properties: { image },
    }),
  },
  {
    name: "azure-native-mesh",
    constructed: "azure-native.servicefabricmesh.Application",
    type: "azure-native:servicefabricmesh:Application",
    path: "services[0].codePackages[0].image",
    args: ({ image, beside }) => ({
      resourceGroupName: beside,
      services: [{ name: "web", osType: "Linux", codePackages: [{ name: "web", image }] }],
    }),
  },
];

const AZURE: readonly SdkCase[] = [
  {
    name: "azure-web",
    constructed: "azure.appservice.LinuxWebApp",
    type: "azure:appservice/linuxWebApp:LinuxWebApp",
    path: "siteConfig.applicationStack.dockerImageName",
    args: ({ name, beside }, { concat }) => ({
      resourceGroupName: "group",
      servicePlanId: beside,
      siteConfig: {
        applicationStack: { dockerImageName: concat(name, ":1"), dockerRegistryUrl: "https://registry.example" },
      },
      appSettings: { TARGET: beside },
    }),
  },
  {
    name: "azure-app",
    constructed: "azure.containerapp.App",
    type: "azure:containerapp/app:App",
    path: "template.containers[0].image",
    args: ({ image, beside }) => ({
      resourceGroupName: "group",
      containerAppEnvironmentId: beside,
      revisionMode: "Single",
      template: {
        containers: [{ name: "web", image, cpu: 0.25, memory: "0.5Gi", envs: [{ name: "A", value: beside }] }],
      },
    }),
  },
  {
    name: "azure-group",
    constructed: "azure.containerservice.Group",
    type: "azure:containerservice/group:Group",
    path: "containers[0].image",
    args: ({ image, beside }) => ({
      resourceGroupName: beside,
      osType: "Linux",
      containers: [{ name: "web", image, cpu: 1, memory: 1 }],
    }),
  },
  {
    name: "azure-function",
    constructed: "azure.appservice.LinuxFunctionApp",
    type: "azure:appservice/linuxFunctionApp:LinuxFunctionApp",
    path: "siteConfig.applicationStack.dockers[0].imageName",
    args: ({ name, beside }) => ({
      resourceGroupName: "group",
      servicePlanId: beside,
      appSettings: { TARGET: beside },
      siteConfig: {
        applicationStack: {
          dockers: [{ registryUrl: "https://registry.example", imageName: name, imageTag: "1" }],
        },
      },
    }),
  },
  {
    name: "azure-job",
    constructed: "azure.containerapp.Job",
    type: "azure:containerapp/job:Job",
    path: "template.initContainers[0].image",
    args: ({ image, beside }) => ({
      resourceGroupName: "group",
      containerAppEnvironmentId: beside,
      replicaTimeoutInSeconds: 10,
      template: { containers: [], initContainers: [{ name: "init", image }] },
    }),
  },
];

export const AZURE_CASES: readonly SdkCase[] = [...AZURE_NATIVE, ...AZURE];
