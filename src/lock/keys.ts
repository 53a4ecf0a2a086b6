import { createHash } from "node:crypto";

/** A Pulumi stack, by the three names that tell it from others of the same backend. */
export interface StackIdentity {
  readonly organization: string;
  readonly project: string;
  readonly stack: string;
}

/** What stands for a stack on disk: 64 hex digits. */
export function stackKey({ organization, project, stack }: StackIdentity): string {
  return hashOf([organization, project, stack]);
}

/**
 * What stands for a reference of a stack on disk: 64 hex digits. A reference may be a secret, so it is hashed, together
 * with its stack: the same reference in two stacks cannot be recognised.
 */
export function referenceKey({ organization, project, stack }: StackIdentity, reference: string): string {
  return hashOf([organization, project, stack, reference]);
}

/** JSON quotes every name, so that two lists never read alike; it escapes half characters, which UTF-8 would merge. */
function hashOf(names: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(names)).digest("hex");
}
