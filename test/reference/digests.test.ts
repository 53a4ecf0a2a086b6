import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import {
  digestAlgorithm,
  digestHex,
  digestOf,
  isDigest,
  parseDigest,
  parseImageReference,
} from "../../src/reference/index.ts";
import { HEX128, HEX64, SHA256, SHA512, reasonOf, refusalOf } from "./read.ts";

const HEX63 = HEX64.slice(1);

const refused: readonly (readonly [text: string, reason: string])[] = [
  ["", "digest-empty"],
  ["foo", "digest-syntax"],
  ["latest", "digest-syntax"],
  ["sha256", "digest-syntax"],
  [HEX64, "digest-syntax"],
  [`sha256-${HEX64}`, "digest-syntax"],
  ["sha256:x", "digest-syntax"],
  ["sha256:::::", "digest-syntax"],
  [`sha256::${HEX64}`, "digest-syntax"],
  [`sha256:sha256:${HEX64}`, "digest-syntax"],
  [`sha256:${HEX63}g`, "digest-syntax"],
  [`sha256:${HEX63}-`, "digest-syntax"],
  [`sha256:0x${HEX64.slice(2)}`, "digest-syntax"],
  [`sha256:${HEX64}:`, "digest-syntax"],
  [`:${HEX64}`, "digest-syntax"],
  [":", "digest-syntax"],
  [`sha256+:${HEX64}`, "digest-syntax"],
  [`-sha256:${HEX64}`, "digest-syntax"],
  [`sha256..b64:${HEX64}`, "digest-syntax"],
  [`Sha384:${HEX64}`, "digest-syntax"],
  [`SHA256:${HEX64}`, "digest-uppercase"],
  [`Sha256:${HEX64}`, "digest-uppercase"],
  [`SHA512:${HEX128}`, "digest-uppercase"],
  [`sha256:${HEX64.toUpperCase()}`, "digest-uppercase"],
  [`sha256:${HEX63}A`, "digest-uppercase"],
  [`sha512:F${HEX128.slice(1)}`, "digest-uppercase"],
  ["sha256:", "digest-length"],
  ["sha256:0", "digest-length"],
  [`sha256:${HEX63}`, "digest-length"],
  [`sha256:${HEX64}0`, "digest-length"],
  [`sha256:${HEX128}`, "digest-length"],
  [`sha512:${HEX64}`, "digest-length"],
  [`sha512:${HEX128.slice(1)}`, "digest-length"],
  [`sha512:${HEX128}0`, "digest-length"],
  [`blake3:${HEX64}`, "unsupported-algorithm"],
  [`sha384:${"0".repeat(96)}`, "unsupported-algorithm"],
  [`sha1:${"0".repeat(40)}`, "unsupported-algorithm"],
  [`md5:${"0".repeat(32)}`, "unsupported-algorithm"],
  [`sha3-256:${HEX64}`, "unsupported-algorithm"],
  [`sha256+b64:${HEX64}`, "unsupported-algorithm"],
  [`multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8`, "unsupported-algorithm"],
  [`sha2561:${HEX64}`, "unsupported-algorithm"],
  [`x:${HEX64}`, "unsupported-algorithm"],
  [`constructor:${HEX64}`, "unsupported-algorithm"],
];

describe("what is no digest pins nothing (image-spec, Digests)", () => {
  it.each(refused)("%s", (text, reason) => {
    expect(refusalOf(() => parseDigest(text)).reason).toBe(reason);
    expect(isDigest(text)).toBe(false);
    expect(reasonOf(`nginx@${text}`)).toBe(reason);
    expect(reasonOf(`ghcr.io/acme/web:1@${text}`)).toBe(reason);
  });

  it.each([
    [` ${SHA256}`, "digest-syntax"],
    [`${SHA256} `, "digest-syntax"],
    [`${SHA256}\n`, "digest-syntax"],
    [`${SHA256}\0`, "digest-syntax"],
    [`@${SHA256}`, "digest-syntax"],
    [`nginx@${SHA256}`, "digest-syntax"],
    [`sha256:${HEX63}\u0430`, "digest-syntax"],
    [`sha256\uFF1A${HEX64}`, "digest-syntax"],
    [`\uFF53ha256:${HEX64}`, "digest-syntax"],
    ["__proto__:0", "digest-syntax"],
    [`sha256=${HEX64}`, "digest-syntax"],
  ])("%j alone", (text, reason) => {
    expect(refusalOf(() => parseDigest(text)).reason).toBe(reason);
    expect(isDigest(text)).toBe(false);
  });
});

describe("a digest", () => {
  it.each([
    [SHA256, "sha256", HEX64],
    [SHA512, "sha512", HEX128],
    [`sha256:${"0".repeat(64)}`, "sha256", "0".repeat(64)],
    [`sha512:${"f".repeat(128)}`, "sha512", "f".repeat(128)],
  ])("%s is read as it is", (text, algorithm, hex) => {
    const digest = parseDigest(text);
    expect(digest).toBe(text);
    expect(isDigest(text)).toBe(true);
    expect(digestAlgorithm(digest)).toBe(algorithm);
    expect(digestHex(digest)).toBe(hex);
    expect(parseImageReference(`nginx@${text}`).digest).toBe(text);
  });

  it.each(["sha256", "sha512"] as const)("of bytes is their %s hash and reads back", (algorithm) => {
    const bytes = Uint8Array.of(0, 1, 0xff, 0x0a);
    const digest = digestOf(bytes, algorithm);
    expect(digest).toBe(`${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`);
    expect(parseDigest(digest)).toBe(digest);
  });

  it("is sha256 unless told otherwise", () => {
    expect(digestOf(new Uint8Array())).toBe("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });
});

describe("a digest without a repository would read as a tag of a repository called sha256", () => {
  it.each([
    SHA256,
    SHA512,
    `sha256:${HEX63}`,
    `sha256:${HEX64.toUpperCase()}`,
    `SHA256:${HEX64}`,
    `${SHA256}@${SHA256}`,
    `blake3:${HEX64}`,
    `sha384:${"0".repeat(96)}`,
    `sha1:${"0".repeat(40)}`,
    `md5:${"0".repeat(32)}`,
    "sha256:latest",
    "sha256:",
  ])("%s", (text) => {
    expect(reasonOf(text)).toBe("bare-digest");
  });
});

describe("one digest ends a reference", () => {
  it.each([
    `nginx@${SHA256}@${SHA256}`,
    `nginx@@${SHA256}`,
    `nginx@${SHA256}@`,
    `@@${SHA256}`,
    `nginx@1@${SHA256}`,
    "a@b@c",
    "@@",
  ])("%s has several at signs", (text) => {
    expect(reasonOf(text)).toBe("several-digests");
  });

  it("does not take a tag behind the digest", () => {
    expect(reasonOf(`nginx@${SHA256}:1.29`)).toBe("digest-syntax");
  });
});
