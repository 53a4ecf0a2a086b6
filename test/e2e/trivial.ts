import { afterEach } from "@jest/globals";
import { writeTrivialPack, type TrivialPack } from "../engine/index.ts";

/** A pack with one policy: its further fields as code, `validateResource` among them. */
export function onePolicy(fields: string, { name = "no-latest", pack = "trivial", level = "mandatory" } = {}): string {
  return `
const { PolicyPack } = require("@pulumi/policy");
new PolicyPack("${pack}", {
  policies: [{
    name: "${name}",
    description: "Images have a tag.",
    enforcementLevel: "${level}",
    ${fields},
  }],
});`;
}

/** A pack with one mandatory policy whose callback is that code. */
export function oneCallback(callback: string): string {
  return onePolicy(`validateResource: ${callback}`);
}

export const NO_LATEST_CALLBACK = `(args, reportViolation) => {
  if (args.type !== "kubernetes:core/v1:Pod") return;
  for (const { image } of args.props.spec.containers) {
    if (image.endsWith(":latest")) reportViolation("latest: " + image);
  }
}`;
export const NO_LATEST = oneCallback(NO_LATEST_CALLBACK);

export function pod(image: string): object {
  return { type: "kubernetes:core/v1:Pod", properties: { spec: { containers: [{ name: "main", image }] } } };
}

export function project(resources: Record<string, object>): object {
  return { name: "harness", runtime: "yaml", resources };
}

/** Writes packs, each of which is there until the end of the test that asked for it. */
export function packWriter(): (source: string, policyFile?: string) => string {
  const packs: TrivialPack[] = [];
  afterEach(() => {
    for (const written of packs.splice(0)) written.remove();
  });
  return (source, policyFile) => {
    const written = writeTrivialPack(source, policyFile);
    packs.push(written);
    return written.folder;
  };
}
