import type { ImageReference } from "../../reference/index.ts";
import type { PolicyDocument } from "../document.ts";
import type { Plain } from "../plain.ts";
import type { Message, Path } from "../problems.ts";

/** An `error` makes the exit code 1; a `warning` is probably not meant; a `note` is for whoever reviews the document. */
export type LintSeverity = "error" | "warning" | "note";

/** What a valid document is looked at with. */
export interface LintInput {
  readonly document: PolicyDocument;
  /** The document as it was written. */
  readonly written: Plain;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The images in use, each at its registry's own host, where somebody named them; the checks that need them find nothing without. */
  readonly images?: readonly ImageReference[];
}

/** Something that a check found at a place of the document. The texts are printable sentences. */
export interface Remark {
  readonly path: Path;
  readonly message: Message;
  readonly remedy: string;
}

/** One thing that a valid document may say and hardly means. */
export interface LintCheck {
  /** Stable: it stands in reports, and docs/policy-lint.md explains it. */
  readonly id: string;
  readonly severity: LintSeverity;
  /** What it finds, a part of a sentence in Markdown. */
  readonly finds: string;
  /** Why that matters, a sentence. */
  readonly why: string;
  /** Whether it finds something only where images in use were named. */
  readonly needsImages?: true;
  /** Pure. */
  readonly find: (input: LintInput) => readonly Remark[];
}
