import type { Gate, GateOptions } from "../gate/index.ts";
import { Narrator } from "../report/index.ts";
import type { RuleId } from "../rules/index.ts";
import { gateFor, readDocument, type DocumentState } from "./document.ts";
import { Recorder } from "./recorder.ts";

/** The policy that records a stack's images for the rules and carries the policy document in its config. */
export const RECORDER = "digestbound";

/** One run of the pack: what the document says, the gate made of it, and what was recorded so far. */
export interface Run {
  readonly recorder: Recorder;
  readonly narrator: Narrator;
  readonly preview: boolean;
  /** Which rules reported on a resource, by its URN; what a switched-off one would have said is told by another. */
  readonly reported: Map<string, Set<RuleId>>;
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
    reported: new Map(),
    state: (config) => (state ??= readDocument(config, packFolder)),
    gate: () => (gate ??= gateFor(state ?? { kind: "invalid", message: "the document was not read" }, options)),
    toldDocument: false,
  };
}
