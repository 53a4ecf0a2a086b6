import { createGate, createRefusingGate, type Gate, type GateOptions } from "../gate/index.ts";
import { InvalidPolicy, loadPolicyFile, policyFileIn, readPolicyObject, type PolicyDocument } from "../policy/index.ts";
import type { LockState } from "./lock.ts";
import { printable } from "../reference/index.ts";

/** The document's state: read, absent, or so wrong that nothing may be judged by it. */
export type DocumentState =
  | { readonly kind: "read"; readonly document: PolicyDocument }
  | { readonly kind: "absent" }
  | { readonly kind: "invalid"; readonly message: string };

/** Pulumi's policy config if it carries a document, else the file in the pack's own folder; never the program's folder (law 8). */
export function readDocument(config: Readonly<Record<string, unknown>>, packFolder: string): DocumentState {
  try {
    const unknownKey = Object.keys(config).find((key) => !KNOWN.includes(key));
    if (unknownKey !== undefined) {
      return invalid(`Policy config has an unknown key "${printable(unknownKey)}"; known are ${KNOWN.join(", ")}.`);
    }
    if ("document" in config) return read(readPolicyObject(config["document"], packFolder, "policy config (document)"));
    const file = policyFileIn(packFolder);
    return file === undefined ? { kind: "absent" } : read(loadPolicyFile(file));
  } catch (error) {
    return invalid(describe(error));
  }
}

/** What the recorder's policy config may hold. */
const KNOWN: readonly string[] = ["document", "lock", "frozen", "offline"];

/** A gate for these states; what is invalid leaves everything undetermined rather than unjudged (law 3). */
export function gateFor(state: DocumentState, options: GateOptions, lock: LockState = { kind: "absent" }): Gate {
  if (lock.kind === "invalid" && state.kind !== "invalid") return createRefusingGate("lock-invalid", LOCK_INVALID);
  return gateBy(state, lock.kind === "read" ? { ...options, lock: lock.lock } : options);
}

const LOCK_INVALID = "the lock file cannot be used, so nothing can be judged with it.";

function gateBy(state: DocumentState, options: GateOptions): Gate {
  switch (state.kind) {
    case "read":
      return createGate(state.document, options);
    case "absent":
      return createGate(undefined, options);
    case "invalid":
      return createRefusingGate("policy-invalid", "the policy document is invalid, so nothing can be judged by it.");
  }
}

function read(document: PolicyDocument): DocumentState {
  return { kind: "read", document };
}

function invalid(message: string): DocumentState {
  return { kind: "invalid", message };
}

function describe(error: unknown): string {
  if (error instanceof InvalidPolicy) return error.message;
  return `The policy document could not be read (${error instanceof Error ? error.name : typeof error}).`;
}
