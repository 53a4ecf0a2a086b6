import { describe, expect, it } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { startServer, SUPERVISOR } from "./server.ts";

/** Ends by itself in the end, so that a failing test leaves nothing behind. */
const SERVES = `
  setTimeout(() => process.exit(), 20_000);
  const server = require("node:net").createServer();
  server.listen(0, "127.0.0.1", () => console.log("time=now msg=\\"listening on 127.0.0.1:" + server.address().port + ", tls\\""));`;
const node = (script: string) => startServer(process.execPath, ["-e", script]);

async function connectTo(host: string): Promise<void> {
  const socket = connect(Number(host.split(":")[1]), "127.0.0.1");
  await once(socket, "connect");
  socket.destroy();
}

describe("a server of a test", () => {
  it("answers at the address that it printed, until it is closed", async () => {
    const { host, close } = await node(SERVES);
    expect(host).toMatch(/^127\.0\.0\.1:\d+$/);
    await connectTo(host);
    await close();
    await expect(connectTo(host)).rejects.toThrow("ECONNREFUSED");
  });

  it("that ends before it listens fails with its own words", async () => {
    await expect(node('console.error("no such folder"); process.exit(1)')).rejects.toThrow(/no such folder/);
  });

  it("that is not there fails", async () => {
    await expect(startServer("/nowhere/registry", [])).rejects.toThrow("ENOENT");
  });

  it("ends with the process that started it, even where that is killed", async () => {
    const starter = `
      require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(SUPERVISOR)}, "--", process.execPath, "-e",
        ${JSON.stringify(SERVES)}], { stdio: ["pipe", "inherit", "ignore"] });`;
    const starting = spawn(process.execPath, ["-e", starter], { stdio: ["ignore", "pipe", "ignore"] });
    const [said] = (await once(starting.stdout, "data")) as [Buffer];
    const host = /127\.0\.0\.1:\d+/.exec(said.toString())?.[0] ?? "";
    expect(host).not.toBe("");
    starting.kill("SIGKILL");
    // Nothing holds the pipe but the starter, its supervisor and its server: its end is theirs.
    await Promise.race([once(starting.stdout, "close"), delay(5_000, undefined, { ref: false })]);
    starting.stdout.destroy();
    await expect(connectTo(host)).rejects.toThrow("ECONNREFUSED");
  });
});
