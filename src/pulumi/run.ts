import type { Gate, GateOptions } from "../gate/index.ts";
import { Narrator } from "../report/index.ts";
import { gateFor, readDocument, type DocumentState } from "./document.ts";
import { Recorder } from "./recorder.ts";

/** The policy that records a stack's images for the rules and carries the policy document in its config. */
export const RECORDER = "digestbound";

/** One run of the pack: what the document says, the gate made of it, and what was recorded so far. */
export interface Run {
  readonly recorder: Recorder;
  readonly narrator: Narrator;
  readonly preview: boolean;
  /** The resources on which image-checked reported; elsewhere image-signed says what could not be checked. */
  readonly checkedBy: Set<string>;
  /** The document, read the first time somebody asks, with the recorder's config. */
  readonly state: (config: Readonly<Record<string, unknown>>) => DocumentState;
  readonly gate: () => Gate;
  toldDocument: boolean;
}

export function startRun(options: GateOptions, packFolder: string, preview: boolean): Run {
  let state: DocumentState | undefined;
  let gate: Gate | undefined;
  return {
    recorder: new Recorder(),
    narrator: new Narrator(),
    preview,
    checkedBy: new Set(),
    state: (config) => (state ??= readDocument(config, packFolder)),
    gate: () => (gate ??= gateFor(state ?? { kind: "invalid", message: "the document was not read" }, options)),
    toldDocument: false,
  };
}
