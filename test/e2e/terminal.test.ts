import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { repositoryRoot } from "../tools/index.ts";
import { hasTmux, openScreen, type Screen } from "./tmux.ts";

const TIMEOUT = 120_000;
const ESCAPE = "\u001b";
const MAIN = join(repositoryRoot(), "dist/src/cli/main.js");

/** A registry that leaves everybody waiting until it is told to answer. */
interface Hanging {
  readonly host: string;
  readonly asked: Promise<unknown>;
  /** Resolves when whoever asked hung up. */
  readonly hungUp: Promise<unknown>;
  readonly answer: () => void;
  readonly server: Server;
}

async function startHanging(): Promise<Hanging> {
  const waiting: ServerResponse[] = [];
  let isOver = false;
  const end = (response: ServerResponse) => response.writeHead(404).end();
  const asked = Promise.withResolvers<undefined>();
  const hungUp = Promise.withResolvers<undefined>();
  const server = createServer((request, response) => {
    asked.resolve(undefined);
    request.socket.once("close", () => {
      hungUp.resolve(undefined);
    });
    if (isOver) end(response);
    else waiting.push(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const answer = () => {
    isOver = true;
    waiting.splice(0).forEach(end);
  };
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { host, asked: asked.promise, hungUp: hungUp.promise, answer, server };
}

let folder: string;
let registry: Hanging;
let screen: Screen | undefined;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "db-tty-"));
  registry = await startHanging();
  const { host } = registry;
  const document = {
    version: 1,
    images: [{ match: `${host}/**`, signature: "not-required", because: "only pinning is looked at" }],
    registries: [{ host, plainHttp: true }],
  };
  writeFileSync(join(folder, "digestbound.yaml"), JSON.stringify(document));
});
afterEach(() => {
  screen?.close();
  screen = undefined;
  registry.server.closeAllConnections();
  registry.server.close();
  rmSync(folder, { recursive: true });
});

/** A terminal in which `digestbound ARGUMENTS` was typed; its exit code is told behind it. */
function typed(line: string, env: Readonly<Record<string, string>> = {}, width = 100): Screen {
  const all = { PATH: process.env["PATH"] ?? "", TERM: "screen-256color", DIGESTBOUND_CACHE: "off", ...env };
  screen = openScreen(folder, { width, height: 24, env: { ...all, NODE: process.execPath, MAIN } });
  screen.type(`clear; "$NODE" "$MAIN" ${line}; echo "exit $?"`);
  return screen;
}

const isDone = (text: string) => /^exit \d+$/m.test(text);
const exitOf = (text: string) => /^exit (\d+)$/m.exec(text)?.[1];
const pinned = () => `${registry.host}/team/web@sha256:${"1".repeat(64)}`;
const tagged = () => `${registry.host}/team/web:1.4`;

(hasTmux ? describe : describe.skip)("in a terminal", () => {
  it(
    "a report has colours",
    async () => {
      const text = await typed(`verify ${pinned()}`).until(isDone);
      expect(exitOf(text)).toBe("0");
      expect(screen?.text("styled")).toContain(`${ESCAPE}[32m✓`);
    },
    TIMEOUT,
  );

  it.each<[string, string, Readonly<Record<string, string>>]>([
    ["NO_COLOR", "", { NO_COLOR: "1" }],
    ["--no-color", "--no-color", {}],
    ["TERM=dumb", "", { TERM: "dumb" }],
  ])(
    "a report has none with %s",
    async (_, flag, env) => {
      await typed(`verify ${flag} ${pinned()}`, env).until(isDone);
      expect(screen?.text("styled")).toContain("✓ accepted");
      expect(screen?.text("styled")).not.toContain(`${ESCAPE}[32m`);
    },
    TIMEOUT,
  );

  it(
    "signs are ASCII where the locale has no others",
    async () => {
      expect(await typed(`verify ${pinned()}`, { LC_ALL: "C" }).until(isDone)).toMatch(/^\+ accepted/m);
    },
    TIMEOUT,
  );

  it.each([100, 12])(
    "%i columns wide, progress is shown while a registry is waited for, and erased",
    async (width) => {
      const shown = typed(`verify ${tagged()} > report.txt`, {}, width);
      await registry.asked;
      await shown.until((text) => text.includes("Checking 1"));
      registry.answer();
      const text = await shown.until((now) => /^exit/m.test(now));
      expect(text).not.toContain("Check");
    },
    TIMEOUT,
  );

  it(
    "Ctrl-C ends the run and its connections with 130, and leaves no progress behind",
    async () => {
      const shown = typed(`verify ${tagged()} > report.txt`);
      await registry.asked;
      shown.press("C-c");
      const text = await shown.until(isDone);
      await registry.hungUp;
      expect(exitOf(text)).toBe("130");
      expect(text).not.toContain("Checking");
    },
    TIMEOUT,
  );

  it(
    "where nobody reads on, it ends without a word",
    async () => {
      expect((await typed("explain | head -1 > first.txt").until(isDone)).split("\n")[0]).toBe("exit 0");
    },
    TIMEOUT,
  );
});
