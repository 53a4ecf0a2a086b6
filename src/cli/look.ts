import type { Look } from "../report/index.ts";
import { isPersons, wantsColour, type Terminal } from "./terminal.ts";

/** How standard output shows a report. @param color what --no-color left */
export function lookOf(terminal: Terminal, color: boolean): Look {
  const { stdout, env } = terminal;
  const isTerminal = stdout.isTTY === true;
  const able = !(isTerminal && env["TERM"] === "dumb");
  const colour = able && wantsColour(terminal, color);
  const width = isTerminal ? stdout.columns : undefined;
  return {
    colour,
    hyperlinks: colour && isPersons(terminal),
    unicode: isUnicode(terminal),
    detail: "normal",
    ...(width !== undefined && width > 0 && { width }),
  };
}

/** What neither says it nor is a terminal that cannot is taken for UTF-8: logs and files are. */
function isUnicode({ stdout, env }: Terminal): boolean {
  if (stdout.isTTY === true && /^(?:dumb|linux)$/.test(env["TERM"] ?? "")) return false;
  const locale = [env["LC_ALL"], env["LC_CTYPE"], env["LANG"]].find((one = "") => one !== "");
  return locale === undefined || /utf-?8/i.test(locale);
}
