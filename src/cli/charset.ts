import type { Terminal } from "./terminal.ts";

/** Every sign beyond ASCII in our own words; what others wrote is escaped already. */
const ASCII: Readonly<Record<string, string>> = {
  "✓": "+",
  "✗": "x",
  "○": "o",
  "→": "->",
  "›": ">",
  "‹": "<",
  "…": "...",
  "§": "section ",
};
const SIGNS = new RegExp(`[${Object.keys(ASCII).join("")}]`, "g");

/**
 * The same terminal, with our signs in ASCII where it cannot show others. A pipe and a file are always UTF-8: whoever reads them
 * is no screen, and a build service rarely has a locale.
 */
export function inItsCharset(terminal: Terminal): Terminal {
  if (showsUnicode(terminal.env)) return terminal;
  const shown = <T extends Terminal["stdout"]>(output: T): T =>
    output.isTTY === true
      ? (Object.create(output, { write: { value: (text: string) => output.write(inAscii(text)) } }) as T)
      : output;
  return Object.create(terminal, {
    stdout: { value: shown(terminal.stdout) },
    stderr: { value: shown(terminal.stderr) },
  }) as Terminal;
}

function inAscii(text: string): string {
  return text.replace(SIGNS, (sign) => ASCII[sign] ?? sign);
}

/** Whether a terminal does. POSIX: the first of these that is set and not empty counts. The Linux console has a font of 512 signs. */
export function showsUnicode(env: NodeJS.ProcessEnv): boolean {
  if (env["TERM"] === "linux") return false;
  const locale = [env["LC_ALL"], env["LC_CTYPE"], env["LANG"]].find((value) => (value ?? "") !== "") ?? "";
  return locale === "" || /utf-?8/i.test(locale);
}
