import { describe, expect, it } from "@jest/globals";
import { inItsCharset } from "../../src/cli/charset.ts";
import { wantsColour, type Terminal } from "../../src/cli/terminal.ts";

function terminalOf(env: NodeJS.ProcessEnv, isTTY: boolean) {
  const written: string[] = [];
  const output = { isTTY, columns: 80, write: (text: string) => written.push(text) };
  const terminal = { stdout: output, stderr: output, env, cwd: () => "/here" } as unknown as Terminal;
  return { terminal, written };
}

describe("colour", () => {
  it.each<[boolean, string, NodeJS.ProcessEnv, boolean, boolean]>([
    [true, "on a terminal", {}, true, true],
    [false, "in a pipe", {}, false, true],
    [false, "with --no-color", { FORCE_COLOR: "1" }, true, false],
    [false, "with NO_COLOR", { NO_COLOR: "1" }, true, true],
    [false, "with NO_COLOR=0: whatever it holds", { NO_COLOR: "0" }, true, true],
    [true, "with an empty NO_COLOR", { NO_COLOR: "" }, true, true],
    [false, "on a dumb terminal", { TERM: "dumb" }, true, true],
    [true, "in a pipe with FORCE_COLOR", { FORCE_COLOR: "1" }, false, true],
    [true, "on a dumb terminal with FORCE_COLOR", { FORCE_COLOR: "3", TERM: "dumb" }, true, true],
    [false, "with FORCE_COLOR=0", { FORCE_COLOR: "0" }, true, true],
    [false, "with FORCE_COLOR=false", { FORCE_COLOR: "false" }, true, true],
    [false, "with an empty FORCE_COLOR in a pipe", { FORCE_COLOR: "" }, false, true],
    [false, "with NO_COLOR and FORCE_COLOR", { FORCE_COLOR: "1", NO_COLOR: "1" }, true, true],
  ])("%s %s", (expected, _, env, isTTY, flag) => {
    expect(wantsColour(terminalOf(env, isTTY).terminal, flag)).toBe(expected);
  });
});

describe("signs beyond ASCII", () => {
  const shown = (env: NodeJS.ProcessEnv, isTTY = true) => {
    const { terminal, written } = terminalOf(env, isTTY);
    inItsCharset(terminal).stdout.write("✓ ✗ ○ a → b › c… ü");
    return written.join("");
  };
  const PLAIN = "+ x o a -> b > c... ü";
  const FULL = "✓ ✗ ○ a → b › c… ü";

  it.each<[string, NodeJS.ProcessEnv, string]>([
    ["no locale at all, as in a container", {}, FULL],
    ["a UTF-8 locale", { LANG: "de_DE.UTF-8" }, FULL],
    ["another spelling of it", { LC_CTYPE: "C.utf8" }, FULL],
    ["the C locale", { LANG: "C" }, PLAIN],
    ["another charset", { LANG: "de_DE.ISO-8859-1" }, PLAIN],
    ["LC_ALL before LANG", { LC_ALL: "POSIX", LANG: "en_US.UTF-8" }, PLAIN],
    ["an empty LC_ALL for none", { LC_ALL: "", LANG: "en_US.UTF-8" }, FULL],
    ["the Linux console", { TERM: "linux", LANG: "en_US.UTF-8" }, PLAIN],
  ])("%s", (_, env, text) => {
    expect(shown(env)).toBe(text);
  });

  it("stay as they are in a pipe, whatever the locale: a report is UTF-8", () => {
    expect(shown({ LANG: "C" }, false)).toBe(FULL);
  });

  it("the rest of the terminal is the same", () => {
    const { terminal } = terminalOf({ LANG: "C" }, true);
    const plain = inItsCharset(terminal);
    expect([plain.cwd(), plain.env, plain.stdout.isTTY]).toEqual(["/here", { LANG: "C" }, true]);
    expect(plain.stdout).toHaveProperty("columns", 80);
  });
});
