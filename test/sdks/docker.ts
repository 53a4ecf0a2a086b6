import type { SdkCase } from "./sdk-case.ts";

export const DOCKER_CASES: readonly SdkCase[] = [
  {
    name: "docker-container",
    constructed: "docker.Container",
    type: "docker:index/container:Container",
    path: "image",
    args: ({ image, beside }) => ({ image, envs: [beside], ports: [{ internal: 80 }] }),
  },
  {
    name: "docker-remote",
    constructed: "docker.RemoteImage",
    type: "docker:index/remoteImage:RemoteImage",
    path: "name",
    args: ({ image, beside }) => ({ name: image, triggers: { target: beside } }),
  },
  {
    name: "docker-service",
    constructed: "docker.Service",
    type: "docker:index/service:Service",
    path: "taskSpec.containerSpec.image",
    args: ({ image, beside }) => ({ name: beside, taskSpec: { containerSpec: { image, env: { TARGET: beside } } } }),
  },
  {
    name: "docker-plugin",
    constructed: "docker.Plugin",
    type: "docker:index/plugin:Plugin",
    path: "name",
    args: ({ image, beside }) => ({ name: image, alias: beside }),
  },
  {
    name: "docker-builder",
    constructed: "docker.BuildxBuilder",
    type: "docker:index/buildxBuilder:BuildxBuilder",
    path: "dockerContainer.image",
    args: ({ image, beside }) => ({ name: beside, dockerContainer: { image } }),
  },
  {
    name: "docker-build",
    constructed: "docker-build.Image",
    type: "docker-build:index:Image",
    path: "dockerfile.inline",
    args: ({ image, beside }, { concat }) => ({
      push: false,
      context: { location: "." },
      dockerfile: { inline: concat("FROM ", image, "\nCOPY . /\n") },
      buildArgs: { TARGET: beside },
    }),
  },
  {
    name: "docker-build-context",
    constructed: "docker-build.Image",
    type: "docker-build:index:Image",
    path: "context.named.base.location",
    args: ({ image, beside }, { concat }) => ({
      push: false,
      context: { location: ".", named: { base: { location: concat("docker-image://", image) } } },
      tags: [beside],
    }),
  },
];
