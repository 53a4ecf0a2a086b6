import { NO_CORRECTIONS, type Corrections } from "../discover/index.ts";
import type { Gate, GateOptions } from "../gate/index.ts";
import type { PreviewRecord } from "../lock/index.ts";
import { levelOf, type LevelNow, type PolicyDocument } from "../policy/index.ts";
import { Narrator } from "../report/index.ts";
import type { RuleId } from "../rules/index.ts";
import { cacheFolder } from "../storage/index.ts";
import { gateFor, readDocument, readFileDocument, type DocumentState } from "./document.ts";
import { isFrozenAtBoot, readLock, type LockOptions, type LockState } from "./lock.ts";
import { Notes } from "./notes.ts";
import { readOffline } from "./offline.ts";
import { recordOf } from "./preview-record.ts";
import { Recorder } from "./recorder.ts";
import { ReplyBudget } from "./reply-budget.ts";
import type { Stage } from "./stage.ts";

/** The policy that records a stack's images for the rules and carries the policy document in its config. */
export const RECORDER = "digestbound";

/** One run of the pack: what the document says, the gate made of it, and what was recorded so far. */
export interface Run {
  readonly stage: Stage;
  readonly recorder: Recorder;
  readonly narrator: Narrator;
  readonly notes: Notes;
  /** Of the one answer about the whole stack. */
  readonly reply: ReplyBudget;
  /** References that remediation replaced; the recorder sees only what it wrote. */
  readonly replaced: Set<string>;
  /** The level with which a rule is registered; Pulumi's own config wins. */
  readonly levelOf: (rule: RuleId) => LevelNow;
  /** What it wrote because of the lock file, in words, by the resource; the recorder does not see that. */
  readonly written: { readonly urn: string; readonly text: string }[];
  /** The document, read the first time somebody asks, with the recorder's config. */
  readonly state: (config: Readonly<Record<string, unknown>>) => DocumentState;
  /** The document once it was read and is valid: only the recorder is given it. */
  readonly document: () => PolicyDocument | undefined;
  /** What the document says of where images stand; without a valid one nothing, and then nothing is accepted by it either. */
  readonly corrections: () => Corrections;
  /** Read together with the document. */
  readonly lock: () => LockState;
  /** Whether what the lock file does not have, or has otherwise, is rejected. */
  readonly isFrozen: () => boolean;
  readonly gate: () => Gate;
  /** Of this stack; undefined where the engine names no stack or nothing can be kept. */
  readonly record: () => PreviewRecord | undefined;
  toldDocument: boolean;
}

/** What a pack may be given: as a gate, but the lock file by its path. */
export type RunOptions = Omit<GateOptions, "lock"> & LockOptions;

export function startRun(
  { lock: path, frozen, offline: option, ...options }: RunOptions,
  packFolder: string,
  stage: Stage,
): Run {
  const { environment = process.env } = options;
  const own: LockOptions = { ...(path !== undefined && { lock: path }), ...(frozen !== undefined && { frozen }) };
  let state: DocumentState | undefined;
  let lock: LockState = { kind: "absent" };
  let offline: ReturnType<typeof readOffline> = option ?? false;
  let gate: Gate | undefined;
  const file = readFileDocument(packFolder);
  const began = (options.now ?? Date.now)();
  const isFrozen = isFrozenAtBoot(own, environment);
  const level = (rule: RuleId): LevelNow =>
    rule === "image-lock" && isFrozen
      ? { level: "mandatory" }
      : levelOf(file.kind === "read" ? file.document : undefined, rule, began);
  return {
    stage,
    recorder: new Recorder(),
    narrator: new Narrator(level),
    notes: new Notes(),
    reply: new ReplyBudget(),
    replaced: new Set(),
    levelOf: level,
    written: [],
    state: (config) => {
      if (state !== undefined) return state;
      lock = readLock({ config, options: own, environment, packFolder });
      offline = readOffline({ config, option, environment });
      return (state =
        typeof offline === "boolean" ? readDocument(config, packFolder, file) : { kind: "invalid", ...offline });
    },
    document: () => (state?.kind === "read" ? state.document : undefined),
    corrections: () => (state?.kind === "read" ? state.document.corrections : NO_CORRECTIONS),
    lock: () => lock,
    isFrozen: () => lock.kind === "read" && lock.lock.frozen,
    gate: () =>
      (gate ??= gateFor(
        state ?? { kind: "invalid", message: "the document was not read" },
        { ...withCache(options), offline: offline !== false },
        lock,
      )),
    record: once(() => recordOf(environment)),
    toldDocument: false,
  };
}

/** The pack keeps what it reads where the preview record is, unless its owner names another folder. */
function withCache(options: GateOptions): GateOptions {
  const folder = options.cacheFolder ?? cacheFolder(options.environment ?? process.env);
  return folder === undefined ? options : { ...options, cacheFolder: folder };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
