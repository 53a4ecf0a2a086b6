import type { PipelineFile, PipelineFinding } from "./finding.ts";
import { told, type Found } from "./told.ts";
import { Lines } from "./place.ts";
import type { Remedies } from "./remedies.ts";
import { Shell } from "./shell/shell.ts";
import type { Script, Signing, State, Surroundings } from "./shell/script.ts";
import type { Dialect } from "./shell/word.ts";
import { type Standing, standingOf } from "./standing.ts";
import type { Value } from "./value.ts";

const MOST_COMMANDS = 100_000;
const MOST_FILES = 50;
const MOST_CALLS = 500;
const DEEPEST_CALL = 4;
export const MOST_BYTES = 1024 * 1024;

export type Read = (path: string) => string | undefined;

/** A file that is being read. */
export interface Source {
  readonly path: string;
  readonly lines: Lines;
}

/** Where in a file a script stands. */
export interface Site {
  readonly source: Source;
  /** `jobs.build.steps[3].run`. */
  readonly path: string;
  readonly remedies: Remedies;
}

const WORST: readonly Standing[] = ["tag", "looked-up", "unknown", "unknown-digest", "digest"];

/** What one look through a pipeline found so far, and how much more may be read. */
export class Pipeline {
  #commandsLeft = MOST_COMMANDS;
  #callsLeft = MOST_CALLS;
  #depth = 0;
  /** Nothing is told in the first of two rounds, which finds out what steps put out for those before them. */
  isTelling = true;
  readonly #read: Read;
  readonly #sources = new Map<string, Source | undefined>();
  readonly #found = new Map<string, Found>();
  readonly called: (words: Parameters<Surroundings["called"]>[0], state: State, site: Site) => boolean;

  constructor(read: Read, called: Pipeline["called"]) {
    this.#read = read;
    this.called = called;
  }

  /** There is more than is read: the whole is told as unread (law 3). */
  giveUp(): void {
    this.#commandsLeft = -1;
  }

  get isExhausted(): boolean {
    return this.#commandsLeft < 0;
  }

  get findings(): readonly PipelineFinding[] {
    return [...this.#found.values()].map(told);
  }

  /** Reads a file that another one calls. */
  source(path: string): Source | undefined {
    const known = this.#sources.get(path);
    if (known !== undefined || this.#sources.has(path) || this.#sources.size >= MOST_FILES) return known;
    const text = this.#read(path);
    const source = text === undefined || text.length > MOST_BYTES ? undefined : { path, lines: new Lines(text) };
    this.#sources.set(path, source);
    return source;
  }

  add({ path, text }: PipelineFile): Source {
    const source = { path, lines: new Lines(text) };
    this.#sources.set(path, source);
    return source;
  }

  /** Follows what is called, unless calls are too deep or too many. */
  enter(follow: () => void): boolean {
    if (this.#depth >= DEEPEST_CALL || this.#callsLeft <= 0) return false;
    this.#callsLeft -= 1;
    this.#depth += 1;
    follow();
    this.#depth -= 1;
    return true;
  }

  /** Follows a script; what it prints is what is returned. */
  run(site: Site, script: Script, state: State, parameters?: readonly Value[], depth = 0): Value {
    return new Shell(script, state, this.surroundings(site), parameters, depth).run();
  }

  surroundings(site: Site): Surroundings {
    return {
      spend: () => {
        this.#commandsLeft -= 1;
        return this.#commandsLeft >= 0;
      },
      giveUp: () => {
        this.giveUp();
      },
      signed: (signing, script) => {
        this.signed(site, signing, script.offset);
      },
      called: (words, state) => this.called(words, state, site),
    };
  }

  /** Judges what a command signs: its worst subject is told. */
  signed(site: Site, { tool, subjects, ...command }: Signing, offset: (at: number) => number): void {
    for (const standing of WORST) {
      const subject = subjects.find(({ value }) => standingOf(value) === standing);
      if (subject === undefined) continue;
      const span = subject.start < 0 ? command : subject;
      this.tell(
        site,
        tool,
        standing,
        offset(span.start),
        offset(Math.max(span.start, span.end - 1)) + 1,
        subject.value,
      );
      return;
    }
  }

  tell(site: Site, tool: string, standing: Standing, start: number, end: number, value: Value, input?: string): void {
    if (!this.isTelling || standing === "digest") return;
    const key = `${site.source.path}\0${start}`;
    const before = this.#found.get(key);
    if (before !== undefined && WORST.indexOf(before.standing) <= WORST.indexOf(standing)) return;
    if (before === undefined && this.#found.size >= MOST_CALLS) return;
    this.#found.set(key, { site, tool, standing, start, end, value, ...(input !== undefined && { input }) });
  }
}

/** A script that is the whole of a file, or begins at an offset of it. */
export function scriptAt(text: string, dialect: Dialect, offset: (at: number) => number = (at) => at): Script {
  return { text, dialect, offset };
}
