import type { Terminal } from "./terminal.ts";

const ERASE_LINE = "\r\u001b[2K";

/** One line on a terminal's stderr while others are waited for, cut to its width because only one line is erased; nothing in a pipe or a log. */
export function showProgress(text: string, { stderr }: Terminal): () => void {
  if (stderr.isTTY !== true) return () => undefined;
  const { columns = 80 } = stderr;
  stderr.write(text.length < columns ? text : text.slice(0, Math.max(0, columns - 1)));
  return () => stderr.write(ERASE_LINE);
}
