import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, type AddressInfo, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { TlsOptions } from "node:tls";

export interface SeenTunnel {
  /** `host:port`, as the client asked for it. */
  readonly target: string;
  readonly headers: IncomingMessage["headers"];
}

export interface ProxyServer {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly tunnels: readonly SeenTunnel[];
  /** Requests that were sent to the proxy without a tunnel. */
  readonly forwarded: readonly string[];
  readonly close: () => Promise<void>;
}

export interface ProxyOptions {
  /** Where the names lead that the proxy resolves: `registry.example:443` to `127.0.0.1:PORT`, or to `never`; others are refused. */
  readonly names?: Readonly<Record<string, string>>;
  /** `user:password` that it wants. */
  readonly login?: string;
  readonly tls?: TlsOptions;
  /** Instead of a tunnel. */
  readonly answer?: (socket: Duplex) => void;
}

/** A proxy that makes tunnels (RFC 9110, section 9.3.6), on a random port of the loopback interface. */
export async function startProxy({ names = {}, login, tls, answer }: ProxyOptions = {}): Promise<ProxyServer> {
  const tunnels: SeenTunnel[] = [];
  const forwarded: string[] = [];
  const sockets = new Set<Socket | Duplex>();
  const server = tls === undefined ? createServer() : createTlsServer(tls);
  const expected = login === undefined ? undefined : `Basic ${Buffer.from(login).toString("base64")}`;
  server.on("request", ({ url = "" }: IncomingMessage, response) => {
    forwarded.push(url);
    response.writeHead(403).end();
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
  });
  server.on("connect", (request: IncomingMessage, socket: Duplex) => {
    socket.on("error", () => undefined);
    tunnels.push({ target: request.url ?? "", headers: request.headers });
    if (answer !== undefined) answer(socket);
    else if (expected !== undefined && request.headers["proxy-authorization"] !== expected) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm="x"\r\n\r\n');
    } else tunnel(names[request.url ?? ""], socket, sockets);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    tunnels,
    forwarded,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await closed;
    },
  };
}

function tunnel(target: string | undefined, socket: Duplex, sockets: Set<Socket | Duplex>): void {
  if (target === undefined) {
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    return;
  }
  if (target === "never") return;
  const [host = "", port = ""] = target.split(":");
  const onward = connect(Number(port), host, () => {
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    socket.pipe(onward).pipe(socket);
  });
  sockets.add(onward);
  onward.on("error", () => socket.destroy());
}
