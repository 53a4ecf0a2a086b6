import { members } from "../cloudformation/source.ts";
import { JsonObject } from "../json-text.ts";
import { underName } from "./source.ts";

/** `apps/Deployment@v1`: the type of a Kubernetes object that Bicep's extension deploys; `core` is the group of no name. */
const TYPE = /^([a-z0-9.-]+)\/([a-z0-9]+)@([a-z0-9]+)$/i;

/** The object as the API server takes it; undefined for every other resource. */
export function kubernetesObject(
  type: string,
  value: unknown,
  evaluate: (value: unknown) => unknown,
): JsonObject | undefined {
  const isExtension = ["import", "extension"].some((name) => underName(value, name).length > 0);
  const [, group = "", kind, version = ""] = TYPE.exec(type) ?? [];
  if (!isExtension || kind === undefined) return undefined;
  const object = new JsonObject();
  const add = (key: string, inner: unknown) => object.members.push({ key, value: inner, span: undefined });
  add("apiVersion", group === "core" ? version : `${group}/${version}`);
  add("kind", kind);
  for (const properties of underName(value, "properties").map(evaluate))
    for (const { key, value: inner } of members(properties)) add(String(key), inner);
  return object;
}
