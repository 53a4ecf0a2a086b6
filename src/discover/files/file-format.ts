import type { Corrections } from "../corrections.ts";
import type { FileUse } from "./place-in-file.ts";
import type { SourceFile } from "./source-file.ts";

/** What a reader may know beside the file itself. */
export interface Around {
  /** What the policy document says against the catalog. */
  readonly corrections: Corrections;
  /** Another file of the same tree, seen from the folder of the file at hand; undefined where there is none that may be read. */
  readonly read: (path: string) => string | undefined;
  /** What variables are set to outside of the files, where the user says so; null for one whose value cannot be told. */
  readonly environment?: (name: string) => string | null | undefined;
}

/**
 * What a file of a format holds; `why` follows the file's name: "is a Helm template". `notes` are parts of it that are not read.
 * `notRead` says of a file that may deploy images why it is not even looked into, and what to check instead: no finding, and no
 * file that was read either.
 */
export type FileReading =
  | { readonly uses: readonly FileUse[]; readonly notes?: readonly string[] }
  | { readonly why: string }
  | { readonly notRead: string };

/** A format of files in which images stand: one file of this folder, and one line in its table. */
export interface FileFormat {
  /** As people call it: "Kubernetes", "Compose". */
  readonly name: string;
  /** Which files of a folder are opened for it; one that is named itself is shown to every format. */
  readonly names: RegExp;
  /**
   * What it reads in such a file; undefined where the file is of another format. Cheap for most files: by the name and by what
   * stands in the text, before anything is parsed. Never throws.
   */
  readonly read: (file: SourceFile, around: Around) => FileReading | undefined;
}
