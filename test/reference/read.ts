import {
  InvalidDigest,
  InvalidImageReference,
  formatImageReference,
  parseImageReference,
} from "../../src/reference/index.ts";

export const HEX64 = "0123456789abcdef".repeat(4);
export const HEX128 = HEX64.repeat(2);
export const SHA256 = `sha256:${HEX64}`;
export const SHA512 = `sha512:${HEX128}`;

export function canonical(text: string): string {
  return formatImageReference(parseImageReference(text));
}

/** What refusing a text told; fails the test where the text was taken. */
export function refusalOf(read: () => unknown): InvalidImageReference | InvalidDigest {
  try {
    const taken = read();
    throw new Error(`was not refused: ${JSON.stringify(taken)}`);
  } catch (error) {
    if (error instanceof InvalidImageReference || error instanceof InvalidDigest) return error;
    throw error;
  }
}

export function reasonOf(text: string): string {
  return refusalOf(() => parseImageReference(text)).reason;
}
