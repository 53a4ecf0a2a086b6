// The files of a package's tarball, in memory: a provider has fifteen thousand of them, and no disk writes those in a second.
// What is never unpacked can neither lead out of its folder nor be run.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const BLOCK = 512;
/** The largest provider has 120 MB. */
const LARGEST = 2 ** 30;
const FILE = new Set(["0", "\0"]);

/**
 * @param {string} tgzPath
 * @returns {Map<string, Buffer>} by path, without the first folder, which npm calls `package`
 * @throws where it is no gzipped tar archive, or a damaged one
 */
export function filesOf(tgzPath) {
  const bytes = gunzipSync(readFileSync(tgzPath), { maxOutputLength: LARGEST });
  const files = new Map();
  let longPath;
  let at = 0;
  while (bytes[at] !== 0) {
    if (at + BLOCK > bytes.length) throw new Error(`${tgzPath} ends before its archive does`);
    const { type, size, path } = headerAt(bytes, at, tgzPath);
    const content = bytes.subarray(at + BLOCK, at + BLOCK + size);
    if (content.length < size) throw new Error(`${tgzPath} ends in the middle of ${path}`);
    if (FILE.has(type)) files.set((longPath ?? path).replace(/^[^/]*\//, ""), content);
    // A record of pax, or GNU's, holds the path of the file that comes next.
    if (type === "x") longPath = /^\d+ path=(.*)$/m.exec(content.toString("utf8"))?.[1];
    else longPath = type === "L" ? textOf(content) : undefined;
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

function headerAt(bytes, at, tgzPath) {
  const header = bytes.subarray(at, at + BLOCK);
  const number = (from, to) => Number.parseInt(textOf(header.subarray(from, to)).trim() || "0", 8);
  const sum = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
  if (sum !== number(148, 156)) throw new Error(`${tgzPath} is no tar archive, or a damaged one`);
  const isUstar = header.toString("latin1", 257, 262) === "ustar";
  const prefix = isUstar ? textOf(header.subarray(345, 500)) : "";
  const name = textOf(header.subarray(0, 100));
  return {
    type: String.fromCharCode(header[156]),
    size: number(124, 136),
    path: prefix === "" ? name : `${prefix}/${name}`,
  };
}

/** Up to the first zero. */
function textOf(bytes) {
  const end = bytes.indexOf(0);
  return bytes.toString("utf8", 0, end < 0 ? bytes.length : end);
}
