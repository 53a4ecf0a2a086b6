import { digestAlgorithm, digestOf } from "../reference/index.ts";
import type { Descriptor } from "./descriptor.ts";
import { apiUrl } from "./endpoint.ts";
import { Oversized, RegistryError } from "./errors.ts";
import type { Session } from "./session.ts";
import { statusError } from "./status.ts";

/**
 * GET /v2/<name>/blobs/<digest> (distribution-spec 1.1): bytes of exactly the descriptor's size and digest.
 *
 * @throws Oversized before anything is asked where the descriptor announces more than `maxBytes`
 */
export async function fetchBlob(session: Session, descriptor: Descriptor, maxBytes: number): Promise<Uint8Array> {
  const { digest, size } = descriptor;
  const name = `${session.endpoint.name}@${digest}`;
  if (size > maxBytes) {
    throw new Oversized(`${name} is listed with ${size} bytes; at most ${maxBytes} are read.`);
  }
  const body = (await session.bytes.get(digest, maxBytes)) ?? (await download(session, descriptor, name, maxBytes));
  if (body.byteLength !== size) {
    throw new RegistryError("digest-mismatch", `${name} has ${body.byteLength} bytes, not ${size} as listed.`);
  }
  return body;
}

async function download(session: Session, { digest }: Descriptor, name: string, maxBytes: number): Promise<Uint8Array> {
  const answer = await session.get(apiUrl(session.endpoint, "blobs", digest), "*/*", maxBytes);
  if (answer.status !== 200) throw statusError(answer, name);
  const found = digestOf(answer.body, digestAlgorithm(digest));
  if (found !== digest) throw new RegistryError("digest-mismatch", `${name} came with bytes that hash to ${found}.`);
  session.bytes.put(digest, answer.body);
  return answer.body;
}
