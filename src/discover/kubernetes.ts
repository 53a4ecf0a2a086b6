import type { Member } from "./data.ts";
import { field, type Field, type Step } from "./field.ts";
import type { Role, Usage } from "./image-use.ts";
import type { Platform, Scope } from "./platform.ts";

const USAGE: Usage = { role: "run", pinForm: "name:tag@digest" };

const CONTAINERS = ["containers", "initContainers", "ephemeralContainers"];

/** The fields of a PodSpec that name images. `rbd.image` is a Ceph device and no container image. */
const POD_SPEC: readonly { readonly path: string; readonly role: Role }[] = [
  ...CONTAINERS.map((name) => ({ path: `${name}[].image`, role: "run" as const })),
  { path: "volumes[].image.reference", role: "artifact" },
];

/** Where the kinds of the Kubernetes API keep their PodSpec, whatever the API group's version. */
const POD_SPEC_PATHS: ReadonlyMap<string, string> = new Map([
  ["Pod", "spec"],
  ["PodPreset", "spec"],
  ["PodTemplate", "template.spec"],
  ["Deployment", "spec.template.spec"],
  ["StatefulSet", "spec.template.spec"],
  ["DaemonSet", "spec.template.spec"],
  ["ReplicaSet", "spec.template.spec"],
  ["ReplicationController", "spec.template.spec"],
  ["Job", "spec.template.spec"],
  ["CronJob", "spec.jobTemplate.spec.template.spec"],
]);

/** Groups of the Kubernetes API whose name has a dot. A name without one is native too: a custom resource's must have a dot. */
const NATIVE_GROUPS: ReadonlySet<string> = new Set(
  [
    "admissionregistration",
    "apiextensions",
    "apiregistration",
    "auditregistration",
    "authentication",
    "authorization",
    "certificates",
    "coordination",
    "discovery",
    "events",
    "internal.apiserver",
    "flowcontrol.apiserver",
    "networking",
    "node",
    "rbac.authorization",
    "resource",
    "scheduling",
    "settings",
    "storage",
    "storagemigration",
  ].map((name) => `${name}.k8s.io`),
);

/** Components that register each object as a child resource, which is judged on its own. */
const COMPONENT = /^kubernetes:(?:yaml(?:\/v2)?:|kustomize(?:\/v2)?:|helm\.sh\/v[234]:Chart$)/;

/** Container lists are found wherever they stand: custom resources embed pod specs at places that no list can know. */
const ANYWHERE: readonly Field[] = [
  ...POD_SPEC.map(({ path, role }) => field(path, { ...USAGE, role, certain: false })),
  ...CONTAINERS.map((name) => field(`${name}{}.image`, { ...USAGE, certain: false })),
  // The schema inside a CustomResourceDefinition describes pod specs; it holds none.
  field("openAPIV3Schema", { ...USAGE, end: "nothing" }),
];

const SINGLE = /^(?!volumeClaim).*(?:spec|template)$/i;
const SEVERAL = /^(?!volumeClaim).*(?:specs|templates)$/i;
/** Names under which custom resources keep pod specs: an unknown value there may hide one. */
const OPAQUE: readonly Field[] = ([[SINGLE], [SEVERAL, "[]"], [SEVERAL, "{}"]] satisfies Step[][]).map((steps) =>
  field(steps, { ...USAGE, end: "object", certain: false }),
);

/** Patterns that images are compared with, and no images. Mutation and generation do deploy and are read. */
const PATTERNS: ReadonlyMap<string, Field> = new Map([
  ["kyverno.io", field("spec.rules[].validate", { ...USAGE, end: "nothing" })],
]);

const ITEMS = field("items[]", { ...USAGE, end: "object", certain: false });
const NOTHING_DEPLOYED: Scope = { here: [field("{}", { ...USAGE, end: "nothing" })], below: [] };

interface Identity {
  readonly group: string;
  readonly kind: string;
}

export const kubernetes: Platform = {
  // Custom resources have tokens of their own making: every type may hold a pod spec.
  deploys: (type) => type.startsWith("kubernetes:"),
  rootScope: (type, inputs) => {
    // The provider goes by apiVersion and kind, not by the token: a token alone never exempts (law 8).
    if (COMPONENT.test(type) && !inputs.some(({ key }) => key === "apiVersion")) return NOTHING_DEPLOYED;
    const identity = identityIn(inputs) ?? identityOf(type);
    const { here, below } = scopeOf(identity);
    return { here: [...here, ...notDeployed(identity)], below };
  },
  innerScope: (object) => {
    const identity = identityIn(object);
    return identity === undefined ? undefined : scopeOf(identity);
  },
  usage: USAGE,
};

function identityOf(type: string): Identity {
  const [, group = "", kind = ""] = /^kubernetes:(?:([^:]*)\/)?[^:/]*:(.*)$/.exec(type) ?? [];
  return { group, kind: kind.replace(/Patch$/, "") };
}

function identityIn(object: readonly Member[]): Identity | undefined {
  const apiVersion = object.find(({ key }) => key === "apiVersion")?.value;
  const kind = object.find(({ key }) => key === "kind")?.value;
  if (typeof apiVersion !== "string" || typeof kind !== "string") return undefined;
  return { group: apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "", kind };
}

function scopeOf({ group, kind }: Identity): Scope {
  const isNative = !group.includes(".") || NATIVE_GROUPS.has(group);
  const podSpec = isNative ? POD_SPEC_PATHS.get(kind.replace(/List$/, "")) : undefined;
  return {
    here: [
      ...(podSpec === undefined ? [] : podSpecFields(listPrefix(kind) + podSpec)),
      ...(kind.endsWith("List") ? [ITEMS] : []),
    ],
    below: isNative ? ANYWHERE : [...ANYWHERE, ...OPAQUE],
  };
}

/** Only of the resource itself: deeper inside, a custom resource may mean anything by the same name. */
function notDeployed({ group, kind }: Identity): Field[] {
  const pattern = PATTERNS.get(group);
  const status = field(`${listPrefix(kind)}status`, { ...USAGE, end: "nothing" });
  return pattern === undefined ? [status] : [status, pattern];
}

function listPrefix(kind: string): string {
  return kind.endsWith("List") ? "items[]." : "";
}

function podSpecFields(podSpec: string): Field[] {
  return POD_SPEC.map(({ path, role }) => field(`${podSpec}.${path}`, { ...USAGE, role }));
}
