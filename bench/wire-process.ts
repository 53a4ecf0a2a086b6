// A TLS server that speaks HTTP/1.1 and HTTP/2, in a process of its own: node wire-process.js DELAY_MS. Says its port.
import { createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { selfSigned } from "../test/registry/certificate.ts";

/** What a manifest or a bundle has. */
const BODY = Buffer.alloc(4096, "x");

function serve(delayMs: number): void {
  const identity = selfSigned({ ipv4Addresses: ["127.0.0.1"] });
  const server = createSecureServer({ ...identity, allowHTTP1: true }, (_, response) => {
    const answer = () => response.writeHead(200, { "content-length": BODY.length }).end(BODY);
    if (delayMs === 0) answer();
    else void sleep(delayMs).then(answer);
  });
  server.listen(0, "127.0.0.1", () => {
    process.send?.({ port: (server.address() as AddressInfo).port, ca: identity.cert });
  });
}

serve(Number(process.argv[2]));
