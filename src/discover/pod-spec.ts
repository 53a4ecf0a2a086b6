import type { Role } from "./image-use.ts";

export const CONTAINERS = ["containers", "initContainers", "ephemeralContainers"] as const;

/** The fields of a PodSpec that name images. `rbd.image` is a Ceph device and no container image. */
export const POD_SPEC: readonly { readonly path: string; readonly role: Role }[] = [
  ...CONTAINERS.map((name) => ({ path: `${name}[].image`, role: "run" as const })),
  { path: "volumes[].image.reference", role: "artifact" },
];
