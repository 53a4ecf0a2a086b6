import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const DEADLINE_MS = 60_000;

export const hasTmux = spawnSync("tmux", ["-V"]).status === 0;

/** A shell in a terminal of its own, on a screen that can be read. */
export interface Screen {
  /** Types a line and Enter. */
  type(line: string): void;
  /** Sends a key by tmux's name of it, such as C-c. */
  press(key: string): void;
  /** The screen's text, without the spaces at the ends of lines; `styled`: with the escapes that colour it. */
  text(styled?: "styled"): string;
  /** The text as soon as it is as wanted. @throws Error where it never is, with the screen as it was */
  until(wanted: (text: string) => boolean): Promise<string>;
  close(): void;
}

/** @param folder where the shell starts, and where its socket is */
export function openScreen(
  folder: string,
  { width, height, env }: { width: number; height: number; env: Readonly<Record<string, string>> },
): Screen {
  const server = ["-S", join(folder, "tmux.sock"), "-f", "/dev/null", "-u"];
  const tmux = (...args: readonly string[]) => execFileSync("tmux", [...server, ...args], { encoding: "utf8" });
  const size = ["-x", `${width}`, "-y", `${height}`];
  const set = ["env", "-i", ...Object.entries({ PS1: "$ ", ...env }).map(([name, value]) => `${name}=${value}`)];
  tmux("new-session", "-d", ...size, "-c", folder, ...set, "sh");
  const text = (styled?: "styled") =>
    tmux("capture-pane", "-p", ...(styled ? ["-e"] : []))
      .replace(/ +$/gm, "")
      .trimEnd();
  return {
    type: (line) => {
      tmux("send-keys", "-l", line);
      tmux("send-keys", "Enter");
    },
    press: (key) => {
      tmux("send-keys", key);
    },
    text,
    until: async (wanted) => {
      const end = performance.now() + DEADLINE_MS;
      for (let now = text(); ; now = text()) {
        if (wanted(now)) return now;
        if (performance.now() > end) throw new Error(`the screen never was as wanted:\n${now}`);
        await wait(50);
      }
    },
    close: () => {
      spawnSync("tmux", [...server, "kill-server"]);
    },
  };
}
