/** How people read a report: what is known of the place that it goes to. */
export interface Look {
  readonly colour: boolean;
  /** Links that a terminal follows (OSC 8). */
  readonly hyperlinks: boolean;
  /** Other characters than ASCII's. */
  readonly unicode: boolean;
  /** Columns, where lines have to be broken. */
  readonly width?: number;
  /** Quiet: nothing where all is well, and else a line. Verbose: each use, and each file that was skipped. */
  readonly detail: "quiet" | "normal" | "verbose";
  /** The address of the folder of the documentation; left out, `digestbound explain` is named instead. */
  readonly docs?: string;
}

/** What a report is written with. */
export interface Style extends Look {
  /** Of this program. */
  readonly version: string;
}

/** For a pipe or a file. */
export const PLAIN: Look = { colour: false, hyperlinks: false, unicode: true, detail: "normal" };
