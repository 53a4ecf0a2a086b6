import { describe, expect, it } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { commandsOf, descendantsOf, killTree, processesBelow } from "./process-tree.ts";

describe("descendants in a process table", () => {
  it.each<[string, string, number[]]>([
    ["none", "    1     0\n   10     1\n", []],
    ["a child", "   10     1\n   11    10\n", [11]],
    ["a grandchild listed before its parent", "   12    11\n   11    10\n   10     1\n", [11, 12]],
    ["no stranger", "   11    10\n   21    20\n", [11]],
    ["no prefix of the same number", "   11   100\n   12    10\n", [12]],
    ["an end in a table that goes in circles", "   10    11\n   11    10\n", [11]],
    ["a child whose command is told, too", "   10     1 node a 99\n   11    10 node b 98\n", [11]],
    ["nothing in text that is no table", "PID PPID\nerror 10\n", []],
    ["nothing in an empty table", "", []],
  ])("%s", (_, table, expected) => {
    expect(descendantsOf(10, table).sort((a, b) => a - b)).toEqual(expected);
  });
});

it("commands are told of the processes that were asked for", () => {
  const table = "   10     1 init\n  110    10 node -e 12 13\n   11    10 node index.js --flag\n   12    11\n";
  expect(commandsOf([11, 12], table)).toEqual([{ pid: 11, commandLine: "node index.js --flag" }]);
});

it("processes below this one are found with their command line", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "told"], { stdio: "ignore" });
  try {
    await once(child, "spawn");
    const found = await processesBelow(process.pid);
    expect(found.find(({ pid }) => pid === child.pid)?.commandLine).toMatch(/ told$/);
  } finally {
    child.kill("SIGKILL");
  }
});

describe("killing a process tree", () => {
  it("ends a descendant in a process group of its own, where the engine puts its language hosts", async () => {
    const server = createServer().listen(0, "127.0.0.1").unref();
    await once(server, "listening");
    const stays = `require("node:net").connect(${(server.address() as AddressInfo).port}, "127.0.0.1")`;
    const starts = `require("node:child_process").spawn(process.execPath, ["-e", process.argv[1]], { detached: true, stdio: "ignore" });
      setInterval(() => {}, 1000)`;
    const parent = spawn(process.execPath, ["-e", starts, stays], { detached: true, stdio: "ignore" });
    const [connection] = (await once(server, "connection")) as [Socket];
    connection.unref();
    const connectionEnd = once(connection.on("error", () => undefined).resume(), "close");
    killTree(parent.pid ?? 0);
    await connectionEnd;
    server.close();
    expect(connection.destroyed).toBe(true);
  });
});
