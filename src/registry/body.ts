import type { Dispatcher } from "undici";
import type { Budget } from "./budget.ts";
import { RegistryError } from "./errors.ts";

type Body = Dispatcher.ResponseData["body"];

/**
 * Reads a body up to `maxBytes`, counting the bytes itself.
 *
 * @throws RegistryError too-large, as soon as Content-Length or the bytes themselves pass the limit
 */
export async function readBody(
  response: Dispatcher.ResponseData,
  maxBytes: number,
  budget: Budget,
  host: string,
): Promise<Uint8Array> {
  const announced = Number(response.headers["content-length"] ?? 0);
  if (announced > maxBytes) {
    discard(response.body);
    throw new RegistryError(
      "too-large",
      `${host} announced ${announced} bytes where at most ${maxBytes} are expected.`,
    );
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    budget.takeBytes(chunk.byteLength, host);
    if (size > maxBytes) {
      throw new RegistryError("too-large", `${host} sent more than the ${maxBytes} bytes that are expected at most.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Ends a body that nobody reads, and the connection that it came on. */
export function discard(body: Body): void {
  body.on("error", () => undefined);
  body.destroy();
}
