import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import pLimit from "p-limit";
import { Agent, request } from "undici";

const IMAGES = 200;
/** One after the other: manifest, referrers, bundle's manifest, bundle. */
const REQUESTS = 4;
const RUNS = 5;

interface Server {
  readonly port: number;
  readonly ca: string;
}

interface Way {
  readonly atOnce: number;
  readonly allowH2: boolean;
}

async function once200({ port, ca }: Server, { atOnce, allowH2 }: Way): Promise<number> {
  const dispatcher = new Agent({ allowH2, ...(!allowH2 && { connections: atOnce }), connect: { ca } });
  const limit = pLimit(atOnce);
  const began = performance.now();
  await Promise.all(
    Array.from({ length: IMAGES }, () =>
      limit(async () => {
        for (let count = 0; count < REQUESTS; count += 1) {
          const { body } = await request(`https://127.0.0.1:${port}/v2/`, { dispatcher });
          await body.arrayBuffer();
        }
      }),
    ),
  );
  const taken = performance.now() - began;
  await dispatcher.destroy();
  return taken;
}

async function median(server: Server, way: Way): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < RUNS; count += 1) times.push(await once200(server, way));
  return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? Number.NaN;
}

/** How many images of one host at once, and whether HTTP/2 pays: docs/network.md and docs/decisions/0010-http2.md. */
export async function benchWire(): Promise<void> {
  console.log(`${IMAGES} images of ${REQUESTS} requests, TLS on loopback, new connections; median of ${RUNS}, ms`);
  for (const delayMs of [0, 20]) {
    const child = fork(join(__dirname, "wire-process.js"), [String(delayMs)]);
    const [server] = (await once(child, "message")) as [Server];
    for (const atOnce of [4, 8, 16, 24, 32, 64]) {
      const [one, two] = [
        await median(server, { atOnce, allowH2: false }),
        await median(server, { atOnce, allowH2: true }),
      ];
      const names = `${String(delayMs).padStart(2)} ms, ${String(atOnce).padStart(2)} at once:`;
      console.log(`${names} HTTP/1.1 ${one.toFixed(0).padStart(5)}, HTTP/2 ${two.toFixed(0).padStart(5)}`);
    }
    child.kill();
  }
}
