// Reads files of a published package out of its tarball. Nothing of it is unpacked to disk, installed or executed.
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";

const BLOCK = 512;

/**
 * The files of a tarball that `npm pack` made, in the order in which they stand there.
 *
 * @param {string} tgzPath
 * @param {(path: string) => boolean} wanted decides by the path inside the package ("lib/index.d.ts")
 * @returns {AsyncGenerator<{ path: string, bytes: Buffer }>}
 */
export async function* packageFiles(tgzPath, wanted) {
  const stream = createGunzip();
  // What fails here fails the reading of the stream.
  pipeline(createReadStream(tgzPath), stream, () => undefined);
  try {
    for await (const { type, path, bytes } of entriesOf(stream, tgzPath))
      if ((type === "0" || type === "\0") && wanted(path)) yield { path, bytes };
  } finally {
    stream.destroy();
  }
}

async function* entriesOf(stream, tgzPath) {
  const take = taker(stream);
  let long;
  for (;;) {
    const header = await take(BLOCK);
    if (header.length < BLOCK || header[0] === 0) return;
    const size = Number.parseInt(textOf(header, 124, 12).trim() || "0", 8);
    if (!Number.isSafeInteger(size)) throw new Error(`no tarball that can be read: ${tgzPath}`);
    const bytes = await take(size);
    if (bytes.length < size) throw new Error(`a tarball that ends too early: ${tgzPath}`);
    await take((BLOCK - (size % BLOCK)) % BLOCK);
    const type = String.fromCharCode(header[156]);
    yield { type, path: (long ?? nameIn(header)).replace(/^[^/]*\//, ""), bytes };
    // An entry of its own tells a name that is too long for the next one.
    long = longNameIn(type, bytes);
  }
}

function longNameIn(type, bytes) {
  if (type === "x") return /^\d+ path=(.*)$/m.exec(bytes.toString("utf8"))?.[1];
  return type === "L" ? bytes.toString("utf8").replace(/\0.*$/s, "") : undefined;
}

const textOf = (header, start, length) =>
  header
    .subarray(start, start + length)
    .toString("utf8")
    .replace(/\0.*$/s, "");

function nameIn(header) {
  const prefix = textOf(header, 257, 5) === "ustar" ? textOf(header, 345, 155) : "";
  return prefix === "" ? textOf(header, 0, 100) : `${prefix}/${textOf(header, 0, 100)}`;
}

/** `take(n)`: the next n bytes of a stream, or as many as there are. */
function taker(stream) {
  const chunks = stream[Symbol.asyncIterator]();
  let held = Buffer.alloc(0);
  return async (count) => {
    const parts = [held];
    let length = held.length;
    while (length < count) {
      const { done, value } = await chunks.next();
      if (done === true) break;
      parts.push(value);
      length += value.length;
    }
    const all = parts.length === 1 ? held : Buffer.concat(parts);
    held = all.subarray(count);
    return all.subarray(0, count);
  };
}
