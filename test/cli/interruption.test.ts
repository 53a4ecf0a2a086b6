import { EventEmitter } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { expect, it } from "@jest/globals";
import { watchInterruption } from "../../src/cli/interruption.ts";
import type { Terminal } from "../../src/cli/terminal.ts";

function watched() {
  const events = new EventEmitter();
  const terminal = Object.assign(events, { stdout: process.stdout, stderr: process.stderr, env: {}, cwd: () => "/" });
  const listening = () => events.listenerCount("SIGINT") + events.listenerCount("SIGTERM");
  return { events, interruption: watchInterruption(terminal satisfies Terminal), listening };
}

it.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
])("%s asks the command to end, and is told by %i", (name, code) => {
  const { events, interruption } = watched();
  expect([interruption.signal.aborted, interruption.exitCode]).toEqual([false, undefined]);
  events.emit(name);
  expect([interruption.signal.aborted, interruption.exitCode]).toEqual([true, code]);
  interruption.stop();
});

it("the first one gives the exit code", () => {
  const { events, interruption } = watched();
  events.emit("SIGTERM");
  events.emit("SIGINT");
  expect(interruption.exitCode).toBe(143);
  interruption.stop();
});

it("what npm passes on of the same Ctrl-C ends nothing at once; a later one does, because the system decides again", async () => {
  const { events, interruption, listening } = watched();
  events.emit("SIGINT");
  expect(listening()).toBe(2);
  events.emit("SIGINT");
  expect(listening()).toBe(2);
  for (let tries = 0; tries < 100 && listening() > 0; tries += 1) await wait(20);
  expect(listening()).toBe(0);
  interruption.stop();
});

it("a command that is done leaves no listener behind", () => {
  const { interruption, listening } = watched();
  interruption.stop();
  expect(listening()).toBe(0);
});
