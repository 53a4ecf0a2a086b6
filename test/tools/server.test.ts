import { describe, expect, it } from "@jest/globals";
import { startServer } from "./server.ts";

const SERVES = `
  const server = require("node:net").createServer();
  server.listen(0, "127.0.0.1", () => console.log("time=now msg=\\"listening on 127.0.0.1:" + server.address().port + ", tls\\""));`;
const node = (script: string) => startServer(process.execPath, ["-e", script]);

describe("a server of a test", () => {
  it("answers at the address that it printed, until it is closed", async () => {
    const { host, close } = await node(SERVES);
    expect(host).toMatch(/^127\.0\.0\.1:\d+$/);
    await close();
    await expect(fetch(`http://${host}/`)).rejects.toThrow();
  });

  it("that ends before it listens fails with its own words", async () => {
    await expect(node('console.error("no such folder"); process.exit(1)')).rejects.toThrow(/no such folder/);
  });

  it("that is not there fails", async () => {
    await expect(startServer("/nowhere/registry", [])).rejects.toThrow("ENOENT");
  });
});
