import { createGate, createRefusingGate, type Gate, type GateOptions } from "../gate/index.ts";
import { InvalidPolicy, loadPolicyFile, policyFileIn, readPolicyObject, type PolicyDocument } from "../policy/index.ts";
import type { LockState } from "./lock.ts";
import { printable } from "../reference/index.ts";

/** The document's state: read, absent, or so wrong that nothing may be judged by it. */
export type DocumentState =
  | { readonly kind: "read"; readonly document: PolicyDocument }
  | { readonly kind: "absent" }
  | { readonly kind: "invalid"; readonly message: string };

/** The document of a pack's own folder; never the program's folder (law 8). */
export function readFileDocument(packFolder: string): DocumentState {
  return guarded(() => {
    const file = policyFileIn(packFolder);
    return file === undefined ? { kind: "absent" } : read(loadPolicyFile(file));
  });
}

/** Pulumi's policy config if it carries a document, else the file in the pack's own folder, as it was when the pack was registered. */
export function readDocument(
  config: Readonly<Record<string, unknown>>,
  packFolder: string,
  file: DocumentState = readFileDocument(packFolder),
): DocumentState {
  return guarded(() => {
    const unknownKey = Object.keys(config).find((key) => !KNOWN.includes(key));
    if (unknownKey !== undefined) {
      return invalid(`Policy config has an unknown key "${printable(unknownKey)}"; known are ${KNOWN.join(", ")}.`);
    }
    if (!("document" in config)) return file;
    return beside(file, readPolicyObject(config["document"], packFolder, "policy config (document)"));
  });
}

const WHERE_LEVELS_GO =
  'Write them in policy config, beside "digestbound" and by the names of the rules: { "digestbound": { "document": … }, "image-signed": "advisory" }.';

/** Levels are taken when the pack is registered: they come from the document that judges, or from policy config, and never from a third place. */
function beside(file: DocumentState, inline: PolicyDocument): DocumentState {
  if (inline.levels.size > 0) {
    return invalid(
      `The policy document in policy config sets levels, and Pulumi asks a pack for its levels before it hands that over. ${WHERE_LEVELS_GO}`,
    );
  }
  if (file.kind === "read" && file.document.levels.size > 0) {
    return invalid(
      "Policy config brings a policy document, and the document in the pack's folder sets levels, which Pulumi took already. " +
        `Remove levels there. ${WHERE_LEVELS_GO}`,
    );
  }
  return read(inline);
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

/** Whatever goes wrong on the way leaves a document by which nothing may be judged (law 3). */
function guarded(work: () => DocumentState): DocumentState {
  try {
    return work();
  } catch (error) {
    return invalid(describe(error));
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
