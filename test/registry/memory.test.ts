import { expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { closingAfterEach } from "./closing.ts";
import { MANIFEST } from "./contents.ts";
import { startHostileServer, type Handler } from "./hostile-server.ts";

const closeLater = closingAfterEach();

/** Writes a chunk again and again until the client leaves. */
function endlessly(chunk: Buffer): Handler {
  return ({ socket }) => {
    const write = (): void => {
      while (!socket.destroyed && socket.write(chunk));
      socket.once("drain", write);
    };
    write();
  };
}

const start = `HTTP/1.1 200 OK\r\ncontent-type: ${MANIFEST}\r\n`;
const after = (head: string, handler: Handler): Handler => {
  return (request, response) => {
    request.socket.write(head);
    handler(request, response);
  };
};
const drip: Handler = ({ socket }) => {
  socket.write(`${start}\r\n`);
  const timer = setInterval(() => socket.write("x".repeat(512)), 5);
  socket.on("close", () => {
    clearInterval(timer);
  });
};

const floods: [string, Handler, string][] = [
  ["bodies", after(`${start}\r\n`, endlessly(Buffer.alloc(64 * 1024, " "))), "too-large"],
  ["headers", after(start, endlessly(Buffer.from("x-header: of some length\r\n".repeat(1000)))), "protocol"],
  ["informational answers", endlessly(Buffer.from("HTTP/1.1 102 Processing\r\n\r\n".repeat(1000))), "protocol"],
  ["bodies that drip", drip, "timeout"],
];

it.each(floods)(
  "memory stays flat while a server sends endless %s to 64 requests at once (D6, D9, D43; CVE-2023-46737)",
  async (_, handler, reason) => {
    const server = await startHostileServer(handler);
    closeLater(server.close);
    const deadline = reason === "timeout" ? "1000" : "30000";
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...[join(__dirname, "flat-memory.cjs"), server.host, "64", deadline],
    ]);
    const { before, peaks, reasons } = JSON.parse(stdout) as {
      before: number;
      peaks: number[];
      reasons: Record<string, number>;
    };
    expect(reasons).toEqual({ [reason]: 4 * 64 });
    // 64 manifests of the largest size that is read, and as much again that is collected late.
    for (const peak of peaks) expect(peak - before).toBeLessThan(2 * 64 * 4);
    // What one round leaves behind does not add up, once the heap has its size.
    expect((peaks[3] ?? 0) - (peaks[1] ?? 0)).toBeLessThan(100);
  },
);
