import type { Member } from "./data.ts";

/** What an object of Kubernetes is, in whatever version. The group of the core API is empty. */
export interface Identity {
  readonly group: string;
  readonly kind: string;
}

/** What a Pulumi token says: `kubernetes:apps/v1:DeploymentPatch` patches a Deployment of the group `apps`. */
export function identityOf(type: string): Identity {
  const [, group = "", kind = ""] = /^kubernetes:(?:([^:]*)\/)?[^:/]*:(.*)$/.exec(type) ?? [];
  return { group, kind: kind.replace(/Patch$/, "") };
}

/** What an object says of itself. Of equal names in a document the last one counts, as it does for whoever reads it in Go. */
export function identityIn(object: readonly Member[]): Identity | undefined {
  const apiVersion = object.findLast(({ key }) => key === "apiVersion")?.value;
  const kind = object.findLast(({ key }) => key === "kind")?.value;
  if (typeof apiVersion !== "string" || typeof kind !== "string") return undefined;
  return { group: apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "", kind };
}
