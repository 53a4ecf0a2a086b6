import { once } from "node:events";
import {
  createServer,
  type Server,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TlsOptions } from "node:tls";

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** A server that does whatever a test wants, on a random port of the loopback interface. */
export interface HostileServer {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly origin: string;
  readonly requests: readonly SeenRequest[];
  /** Connections accepted, whether or not a request came over them. */
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

export async function startHostileServer(handler: Handler, tls?: TlsOptions): Promise<HostileServer> {
  const requests: SeenRequest[] = [];
  let connections = 0;
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    requests.push({ method: request.method ?? "", path: request.url ?? "", headers: request.headers });
    handler(request, response);
  };
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.on("connection", (socket) => {
    connections += 1;
    socket.on("error", () => undefined);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    origin: `${tls === undefined ? "http" : "https"}://${host}`,
    requests,
    connections: () => connections,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
