import type { SdkCase } from "./sdk-case.ts";

export const GCP_CASES: readonly SdkCase[] = [
  {
    name: "gcp-service-v1",
    constructed: "gcp.cloudrun.Service",
    type: "gcp:cloudrun/service:Service",
    path: "template.spec.containers[0].image",
    args: ({ image, beside }) => ({
      location: "europe-west1",
      template: {
        spec: { serviceAccountName: beside, containers: [{ image, envs: [{ name: "TARGET", value: beside }] }] },
      },
    }),
  },
  {
    name: "gcp-service",
    constructed: "gcp.cloudrunv2.Service",
    type: "gcp:cloudrunv2/service:Service",
    path: "template.containers[0].image",
    args: ({ image, beside }) => ({
      location: "europe-west1",
      template: { serviceAccount: beside, containers: [{ image, envs: [{ name: "TARGET", value: beside }] }] },
    }),
  },
  {
    name: "gcp-job",
    constructed: "gcp.cloudrunv2.Job",
    type: "gcp:cloudrunv2/job:Job",
    path: "template.template.containers[0].image",
    args: ({ image, beside }) => ({
      location: "europe-west1",
      template: { template: { serviceAccount: beside, containers: [{ image }] } },
    }),
  },
  {
    name: "gcp-worker",
    constructed: "gcp.cloudrunv2.WorkerPool",
    type: "gcp:cloudrunv2/workerPool:WorkerPool",
    path: "template.containers[0].image",
    args: ({ image, beside }) => ({ location: beside, template: { containers: [{ image }] } }),
  },
  {
    name: "gcp-instance",
    constructed: "gcp.compute.Instance",
    type: "gcp:compute/instance:Instance",
    path: "metadata.gce-container-declaration.spec.containers[0].image",
    unknownPath: "metadata.gce-container-declaration",
    args: ({ image, beside }, { concat }) => ({
      machineType: "e2-small",
      zone: "europe-west1-b",
      bootDisk: { initializeParams: { image: "cos-cloud/cos-stable" } },
      networkInterfaces: [{ network: beside }],
      metadata: {
        target: beside,
        "gce-container-declaration": concat("spec:\n  containers:\n    - name: web\n      image: ", image, "\n"),
      },
    }),
  },
  {
    name: "gcp-template",
    constructed: "gcp.compute.InstanceTemplate",
    type: "gcp:compute/instanceTemplate:InstanceTemplate",
    path: "metadata.gce-container-declaration.spec.containers[0].image",
    unknownPath: "metadata.gce-container-declaration",
    args: ({ image, beside }, { concat }) => ({
      machineType: beside,
      disks: [{ sourceImage: "cos-cloud/cos-stable" }],
      metadata: {
        "gce-container-declaration": concat("spec:\n  containers:\n    - name: web\n      image: ", image, "\n"),
      },
    }),
  },
  {
    name: "gcp-build",
    constructed: "gcp.cloudbuild.Trigger",
    type: "gcp:cloudbuild/trigger:Trigger",
    path: "build.steps[0].name",
    args: ({ image, beside }) => ({
      serviceAccount: beside,
      build: { steps: [{ name: image, args: ["build"], envs: [beside] }], images: ["registry.example/pushed:1"] },
    }),
  },
  {
    name: "gcp-notebook",
    constructed: "gcp.notebooks.Instance",
    type: "gcp:notebooks/instance:Instance",
    path: "containerImage.repository",
    args: ({ repository, beside }) => ({
      location: "europe-west1-b",
      machineType: "e2-medium",
      serviceAccount: beside,
      containerImage: { repository, tag: "1" },
    }),
  },
  {
    name: "gcp-workbench",
    constructed: "gcp.workbench.Instance",
    type: "gcp:workbench/instance:Instance",
    path: "gceSetup.containerImage.repository",
    args: ({ repository, beside }) => ({
      location: "europe-west1-b",
      gceSetup: { machineType: beside, containerImage: { repository, tag: "1" } },
    }),
  },
  {
    name: "gcp-reasoning",
    constructed: "gcp.vertex.AiReasoningEngine",
    type: "gcp:vertex/aiReasoningEngine:AiReasoningEngine",
    path: "spec.containerSpec.imageUri",
    args: ({ image, beside }) => ({
      displayName: "engine",
      region: "europe-west1",
      spec: { serviceAccount: beside, containerSpec: { imageUri: image } },
    }),
  },
  {
    name: "gcp-deploy",
    constructed: "gcp.clouddeploy.CustomTargetType",
    type: "gcp:clouddeploy/customTargetType:CustomTargetType",
    path: "tasks.deploy.container.image",
    args: ({ image, beside }) => ({ location: beside, tasks: { deploy: { container: { image } } } }),
  },
];
