// How a step talks to the runner: workflow commands on standard output, and the files that its environment names.
import { appendFileSync } from "node:fs";

/** A workflow command's message: whatever it holds, it stays in its line. */
function data(text) {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** @param level `error`, `warning` or `notice` */
export function tell(level, message) {
  process.stdout.write(`::${level} title=digestbound::${data(message)}\n`);
}

/** What later steps read. @throws Error where a value would be more than a line */
export function output(values) {
  for (const [name, value] of Object.entries(values)) {
    if (/[\r\n]/.test(value)) throw new Error(`the output ${name} has a line break`);
    appendFileSync(process.env.GITHUB_OUTPUT, `${name}=${value}\n`);
  }
}
