import type { Look } from "../report/index.ts";
import { showsUnicode } from "./charset.ts";
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
    unicode: !isTerminal || showsUnicode(env),
    detail: "normal",
    ...(width !== undefined && width > 0 && { width }),
  };
}
