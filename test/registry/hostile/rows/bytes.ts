import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import type { ServerResponse } from "node:http";
import { imageManifest, MANIFEST } from "../../contents.ts";
import { on, onAnything, onBlobs, onImage, status, type Act, type Row } from "../row.ts";
import type { Scene } from "../scene.ts";

const type = { "content-type": MANIFEST };
const evil = imageManifest([], { annotations: { evil: "yes" } });
const otherBytes = status(200, type, evil.bytes.toString());

/** Writes a body until the client leaves. */
function flood(response: ServerResponse): void {
  const chunk = Buffer.alloc(64 * 1024, " ");
  const write = (): void => {
    while (!response.destroyed && response.write(chunk));
    response.once("drain", write);
  };
  write();
}

const endless: Act = (_, response) => {
  response.writeHead(200, type);
  flood(response);
  return true;
};

/** Half of what the honest registry holds. */
function truncated(headers: (size: number) => Record<string, string>): Act {
  return (_, response, { honest, digest }) => {
    const bytes = honest.manifest("team/web", digest)?.bytes ?? Buffer.of();
    response.writeHead(200, { ...type, ...headers(bytes.byteLength) });
    response.write(bytes.subarray(0, 20), () => response.destroy());
    return true;
  };
}

function once(act: Act): Act {
  const acted = new WeakSet<Scene>();
  return (request, response, scene) => {
    if (acted.has(scene) || !act(request, response, scene)) return false;
    acted.add(scene);
    return true;
  };
}

function drip(response: ServerResponse, write: () => void): void {
  const timer = setInterval(write, 10);
  response.on("close", () => {
    clearInterval(timer);
  });
}

const encoded = (encoding: string, bytes: Buffer) =>
  onImage((_, response) => {
    response.writeHead(200, { ...type, "content-encoding": encoding }).end(bytes);
  });

/** 1 to 11: what is sent, and how. */
export const bytes: readonly Row[] = [
  { row: 1, does: "sends another image for the digest", outcome: "digest-mismatch", act: onImage(otherBytes) },
  {
    row: 1,
    does: "sends another signature for the signature's digest",
    outcome: "digest-mismatch",
    signed: ["bundle"],
    act: onBlobs(status(200, {}, "x")),
  },
  {
    row: 2,
    does: "lies in Docker-Content-Digest about bytes that are right",
    outcome: "accepted",
    act: (request, response, { forward }) => {
      const writeHead = response.writeHead.bind(response);
      response.writeHead = ((code: number, headers: Record<string, string>) =>
        writeHead(code, { ...headers, "docker-content-digest": evil.digest })) as ServerResponse["writeHead"];
      forward(request, response);
      return true;
    },
  },
  {
    row: 3,
    does: "sends an image for its tag, and other bytes for the digest of that image",
    outcome: "digest-mismatch",
    act: on((path) => path.includes("/manifests/sha256:"), otherBytes),
  },
  {
    row: 4,
    does: "ends before Content-Length, each time",
    outcome: "protocol",
    act: onImage(truncated((size) => ({ "content-length": String(size) }))),
  },
  {
    row: 4,
    does: "ends before Content-Length, once",
    outcome: "accepted",
    act: once(onImage(truncated((size) => ({ "content-length": String(size) })))),
  },
  {
    row: 5,
    does: "ends a body without a length early",
    outcome: "digest-mismatch",
    act: onImage(({ socket }, _, { honest, digest }) => {
      const start = honest.manifest("team/web", digest)?.bytes.subarray(0, 20).toString() ?? "";
      socket.end(`HTTP/1.1 200 OK\r\ncontent-type: ${MANIFEST}\r\n\r\n${start}`);
      return true;
    }),
  },
  { row: 6, does: "sends a manifest without an end", outcome: "too-large", act: onImage(endless) },
  {
    row: 6,
    does: "sends a bundle without an end",
    outcome: "too-large",
    signed: ["bundle"],
    act: onBlobs(endless),
  },
  {
    row: 7,
    does: "announces ten gigabytes",
    outcome: "too-large",
    act: onImage((_, response) => {
      response.writeHead(200, { ...type, "content-length": "10000000000" }).flushHeaders();
    }),
  },
  {
    row: 8,
    does: "sends no headers",
    outcome: "timeout",
    limits: { headersTimeout: 50 },
    act: onImage(() => undefined),
  },
  {
    row: 8,
    does: "sends headers without an end, one after the other",
    outcome: "timeout",
    limits: { deadline: 300 },
    act: onImage(({ socket }, response) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      drip(response, () => socket.write("x: y\r\n"));
    }),
  },
  {
    row: 9,
    does: "sends a byte now and then",
    outcome: "timeout",
    limits: { deadline: 300 },
    act: onImage((_, response) => {
      response.writeHead(200, type);
      drip(response, () => response.write(" "));
    }),
  },
  {
    row: 10,
    does: "sends a gzip bomb",
    outcome: "bad-encoding",
    act: encoded("gzip", gzipSync(Buffer.alloc(50_000_000))),
  },
  {
    row: 10,
    does: "compresses by brotli",
    outcome: "bad-encoding",
    act: encoded("br", brotliCompressSync(evil.bytes)),
  },
  { row: 10, does: "compresses by zstd", outcome: "bad-encoding", act: encoded("zstd", zstdCompressSync(evil.bytes)) },
  {
    row: 11,
    does: "stacks five encodings",
    outcome: "bad-encoding",
    act: encoded("gzip, gzip, gzip, gzip, gzip", gzipSync(evil.bytes)),
  },
  {
    row: 43,
    does: "sends informational answers without an end",
    outcome: "protocol",
    limits: { deadline: 300 },
    act: onAnything((_, response) => {
      drip(response, () => {
        response.writeProcessing();
      });
    }),
  },
];
