import { rowsOf } from "./catalog.ts";
import { kubernetesKey } from "./corrected-type.ts";
import { corrected, notImageFields, type Corrections } from "./corrections.ts";
import { field, type Field, type Step } from "./field.ts";
import type { Usage } from "./image-use.ts";
import { customResourceFields, injected } from "./kubernetes-catalog.ts";
import { identityIn, identityOf, type Identity } from "./kubernetes-identity.ts";
import { PATCHED } from "./kubernetes-patch.ts";
import { GUESSED } from "./kubernetes-structure.ts";
import { fieldsOf } from "./listed-fields.ts";
import type { Platform, Scope } from "./platform.ts";
import { platformOfPod } from "./pod-platform.ts";
import { CONTAINERS, POD_SPEC } from "./pod-spec.ts";
import { remember } from "./remember.ts";

const USAGE: Usage = { role: "run", pinForm: "name:tag@digest" };

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

/** Installs a chart without registering what is in it. */
const RELEASE = "kubernetes:helm.sh/v3:Release";
const NO_FIELDS: readonly Field[] = [];

/** Groups whose kinds keep containers in lists of other names, also where their schema leaves out what stands there. */
const STEPS: ReadonlyMap<string, readonly Field[]> = new Map([
  [
    "tekton.dev",
    ["steps[].image", "sidecars[].image", "stepTemplate.image"].map((path) =>
      field(path, { ...USAGE, certain: false }),
    ),
  ],
]);

/** Container lists are found wherever they stand: custom resources embed pod specs at places that no list can know. */
const STRUCTURE: readonly Field[] = [
  ...POD_SPEC.map(({ path, role }) => field(path, { ...USAGE, role, certain: false })),
  ...CONTAINERS.map((name) => field(`${name}{}.image`, { ...USAGE, certain: false })),
  // The schema inside a CustomResourceDefinition describes pod specs; it holds none. Elsewhere the name may be anybody's.
  field([/^(?:schema|validation)$/, "openAPIV3Schema"], { ...USAGE, end: "nothing" }),
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

const NOTHING_GUESSED: readonly Field[] = [];
/** More kinds than a cluster has. */
const KINDS = { most: 200, longest: 200 };
const NATIVE = "a native group";
const OTHERS = "a custom group";
/** One and the same for all kinds of a group. */
const below = remember((group): readonly Field[] => {
  const custom = group === NATIVE ? [] : OPAQUE;
  const guessed = group === NATIVE ? [] : GUESSED.below;
  return [...STRUCTURE, ...injected(), ...custom, ...(STEPS.get(group) ?? []), ...guessed];
});
const ITEMS = field("items[]", { ...USAGE, end: "object", certain: false });
const NOTHING_DEPLOYED: Scope = { here: [field("{}", { ...USAGE, end: "nothing" })], below: [] };

export function kubernetes(corrections: Corrections): Platform {
  const scopes = rememberIdentity((identity) => scopeOf(identity, corrections));
  const rootScopes = rememberIdentity((identity) => rootScope(identity, corrections, NO_FIELDS));
  // A document that stands in another resource may be a patch.
  const patches = rememberIdentity((identity) => rootScope(identity, corrections, NO_FIELDS, PATCHED));
  const releases = rememberIdentity((identity) => rootScope(identity, corrections, releaseFields()));
  return {
    // Custom resources have tokens of their own making: every type may hold a pod spec.
    deploys: (type) => type.startsWith("kubernetes:"),
    rootScope: (type, inputs) => {
      // The provider goes by apiVersion and kind, not by the token: a token alone never exempts (law 8).
      if (COMPONENT.test(type) && !inputs.some(({ key }) => key === "apiVersion")) return NOTHING_DEPLOYED;
      const identity = identityIn(inputs) ?? identityOf(type);
      if (type === "") return patches(identity);
      return type === RELEASE ? releases(identity) : rootScopes(identity);
    },
    innerScope: (object) => {
      const identity = identityIn(object);
      return identity === undefined ? undefined : scopes(identity);
    },
    runsOn: platformOfPod,
    usage: USAGE,
  };
}

function rememberIdentity(make: (identity: Identity) => Scope): (identity: Identity) => Scope {
  const byName = remember((name) => {
    const [group = "", kind = ""] = JSON.parse(name) as readonly string[];
    return make({ group, kind });
  }, KINDS);
  return ({ group, kind }) => byName(JSON.stringify([group, kind]));
}

function rootScope(
  identity: Identity,
  corrections: Corrections,
  more: readonly Field[],
  patched: readonly Field[] = NO_FIELDS,
): Scope {
  const { here, below } = scopeOf(identity, corrections, more);
  const notImages = notImageFields(corrections, [kubernetesKey(identity)]);
  return { here: [...here, ...patched, ...notDeployed(identity), ...notImages], below };
}

/** By the token, which the provider goes by here: a release is no object of the cluster's API. */
function releaseFields(): readonly Field[] {
  return fieldsOf(rowsOf("pulumi", RELEASE), { prefix: "", certain: true, terraform: false });
}

/** Whether the objects of a resource of this type are resources of their own. */
export function isComponent(type: string): boolean {
  return COMPONENT.test(type);
}

/**
 * Inside another object an object only claims what it is, and whoever writes it may claim anything: there a correction takes
 * away no more than what the claim itself has added.
 */
function scopeOf({ group, kind }: Identity, corrections: Corrections, more = NO_FIELDS): Scope {
  const isNative = !group.includes(".") || NATIVE_GROUPS.has(group);
  const listed = [...(isNative ? nativeFields(kind) : customFields(group, kind)), ...more];
  const fields = corrected(listed, corrections, [kubernetesKey({ group, kind })]);
  const items = kind.endsWith("List") ? itemFields(fields, { group, kind }, corrections) : fields;
  const guessed = isNative ? NOTHING_GUESSED : GUESSED.here;
  return {
    here: [...items, ...(kind.endsWith("List") ? [ITEMS] : []), ...guessed],
    below: isNative ? below(NATIVE) : below(STEPS.has(group) ? group : OTHERS),
  };
}

function nativeFields(kind: string): readonly Field[] {
  const podSpec = POD_SPEC_PATHS.get(kind.replace(/List$/, ""));
  return podSpec === undefined ? [] : podSpecFields(listPrefix(kind) + podSpec);
}

function customFields(group: string, kind: string): readonly Field[] {
  const own = customResourceFields(group, kind, "");
  return own.length > 0 ? own : customResourceFields(group, kind.replace(/List$/, ""), listPrefix(kind));
}

/** Of a list's objects, which need not say what they are. */
function itemFields(fields: readonly Field[], { group, kind }: Identity, corrections: Corrections): readonly Field[] {
  const key = kubernetesKey({ group, kind: kind.replace(/List$/, "") });
  return corrected(fields, corrections, [key], "items");
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
