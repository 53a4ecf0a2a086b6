import { expect, it } from "@jest/globals";
import { readInTurn } from "../../../src/cli/check/read-in-turn.ts";
import { NO_CORRECTIONS } from "../../../src/discover/index.ts";
import type { Terminal } from "../../../src/cli/terminal.ts";

const FILES = ["a", "b", "c"].map((name) => ({
  shown: `${name}.yaml`,
  isNamed: true,
  text: `apiVersion: v1\nkind: Pod\nspec: {containers: [{image: "${name}:1"}]}\n`,
}));

function terminalWith(isTTY: boolean, written: string[]): Terminal {
  const stream = { isTTY, write: (text: string) => written.push(text) };
  return { stdout: stream, stderr: stream, env: {}, cwd: () => "/" } as unknown as Terminal;
}

it("reads every file in its order, and tells a terminal how far it is", async () => {
  const written: string[] = [];
  const { signal } = new AbortController();
  const { uses, inputs } = await readInTurn(
    FILES,
    { corrections: NO_CORRECTIONS },
    terminalWith(true, written),
    signal,
    0,
  );
  expect(uses.map(({ use }) => use.kind === "image" && use.image)).toEqual(["a:1", "b:1", "c:1"]);
  expect(inputs.read.map(({ file }) => file)).toEqual(["a.yaml", "b.yaml", "c.yaml"]);
  expect(written.join("")).toBe(
    ["Reading 1 of 3 files…", "Reading 2 of 3 files…", "Reading 3 of 3 files…"]
      .map((line) => `${line}\r\u001b[2K`)
      .join(""),
  );
});

it("writes nothing into a pipe", async () => {
  const written: string[] = [];
  await readInTurn(
    FILES,
    { corrections: NO_CORRECTIONS },
    terminalWith(false, written),
    new AbortController().signal,
    0,
  );
  expect(written).toEqual([]);
});

it("stops between two files where it is interrupted, and leaves no line behind", async () => {
  const written: string[] = [];
  const abort = new AbortController();
  setImmediate(() => {
    abort.abort(new Error("interrupted"));
  });
  await expect(
    readInTurn(FILES, { corrections: NO_CORRECTIONS }, terminalWith(true, written), abort.signal, 0),
  ).rejects.toThrow("interrupted");
  expect(written).toEqual(["Reading 1 of 3 files…", "\r\u001b[2K"]);
});
