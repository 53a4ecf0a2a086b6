import type { Member } from "./data.ts";
import { elementsOf, lookIn, memberOf, onlyOf } from "./look-in.ts";
import { architectureName, platformName } from "./platform-name.ts";
import { CONTAINERS } from "./pod-spec.ts";

const ARCHITECTURE = "kubernetes.io/arch";
const SYSTEM = "kubernetes.io/os";
const CHOOSES: ReadonlySet<string | number> = new Set(["nodeSelector", "affinity", "os"]);

/**
 * The platform of the nodes that a PodSpec may run on, where it admits only one: by its node selector, by the node affinity that
 * it requires, and by its own `os`. A preference admits others.
 */
export function platformOfPod(object: readonly Member[]): string | undefined {
  if (!object.some(({ key }) => CHOOSES.has(key)) || !isPodSpec(object)) return undefined;
  const required = termOf(object);
  const chosen = (label: string) =>
    agreed([lookIn(memberOf(object, "nodeSelector"), label), ...required.map((one) => valueFor(one, label))]);
  const architecture = architectureName(chosen(ARCHITECTURE));
  const system = agreed([chosen(SYSTEM), lookIn(memberOf(object, "os"), "name")]);
  // Kubernetes has Windows nodes for amd64 alone.
  const isLinux = system === undefined && architecture !== undefined && architecture !== "amd64";
  return platformName(isLinux ? "linux" : system, architecture);
}

function isPodSpec(object: readonly Member[]): boolean {
  return CONTAINERS.some((name) => elementsOf(memberOf(object, name)) !== undefined);
}

/** What the required affinity demands together; of several terms any one may count. */
function termOf(object: readonly Member[]): readonly unknown[] {
  const terms = lookIn(
    memberOf(object, "affinity"),
    "nodeAffinity",
    "requiredDuringSchedulingIgnoredDuringExecution",
    "nodeSelectorTerms",
  );
  return elementsOf(lookIn(onlyOf(terms), "matchExpressions")) ?? [];
}

function valueFor(expression: unknown, label: string): unknown {
  const isMeant = lookIn(expression, "key") === label && lookIn(expression, "operator") === "In";
  return isMeant ? onlyOf(lookIn(expression, "values")) : undefined;
}

/** The one value that all who say something agree on. */
function agreed(values: readonly unknown[]): unknown {
  const said = new Set(values.filter((value) => value !== undefined));
  return said.size === 1 ? [...said][0] : undefined;
}
