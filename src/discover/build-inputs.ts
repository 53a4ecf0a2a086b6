import type { BuildArguments } from "./dockerfile.ts";

/** Of docker-build, the one cloud provider that takes a Dockerfile's text and its arguments. */
export function buildArguments(inputs: unknown): BuildArguments {
  return (name) => {
    try {
      const { buildArgs } = inputs as { readonly buildArgs?: unknown };
      if (buildArgs === undefined || buildArgs === null) return undefined;
      if (typeof buildArgs !== "object") return null;
      if (!Object.hasOwn(buildArgs, name)) return undefined;
      const value: unknown = Reflect.get(buildArgs, name);
      return typeof value === "string" ? value : null;
    } catch {
      return null;
    }
  };
}

/** A member of what may be anything; `null` where it cannot be read. */
function memberOf(value: unknown, name: string): unknown {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "object") return null;
  return Object.hasOwn(value, name) ? (Reflect.get(value, name) as unknown) : undefined;
}

/** Of an OpenShift BuildConfig. Where another object holds it, its own arguments are not at hand: each may have any value. */
export function openshiftArguments(inputs: unknown): BuildArguments {
  return (name) => {
    try {
      if (memberOf(inputs, "kind") !== "BuildConfig") return null;
      const given = ["spec", "strategy", "dockerStrategy", "buildArgs"].reduce(memberOf, inputs);
      return given === undefined ? undefined : argumentIn(given, name);
    } catch {
      return null;
    }
  };
}

function argumentIn(given: unknown, name: string): string | null | undefined {
  if (!Array.isArray(given)) return null;
  const names = given.map((one: unknown) => memberOf(one, "name"));
  if (names.some((one) => typeof one !== "string")) return null;
  const last = names.lastIndexOf(name);
  if (last < 0) return undefined;
  const value = memberOf(given[last], "value");
  return typeof value === "string" ? value : null;
}

/** Whether Docker's provider builds the image that the inputs name, and pulls none. */
export function isBuilt(inputs: unknown): boolean {
  try {
    const build = memberOf(inputs, "build");
    return Array.isArray(build) ? build.length > 0 : typeof build === "object" && build !== null;
  } catch {
    return false;
  }
}
