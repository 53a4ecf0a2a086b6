/** One resource of the example stack: its story, and the rules that must reject it. */
export interface Scene {
  readonly name: string;
  readonly story: string;
  readonly expected: readonly string[];
}

export const SCENES: readonly Scene[] = [
  { name: "web", story: "pinned by a digest and signed by the release key", expected: [] },
  { name: "api", story: "named by a tag; the image behind it is signed", expected: ["image-pinned"] },
  {
    name: "cart",
    story: "named by a tag that somebody moved to another image after it was signed",
    expected: ["image-pinned", "image-signed"],
  },
  { name: "search", story: "pinned, signed by nobody", expected: ["image-signed"] },
  { name: "billing", story: "pinned, signed by a key that the policy does not trust", expected: ["image-signed"] },
  {
    name: "mail",
    story: "pinned to a swapped image, with the genuine image's signature copied to it",
    expected: ["image-signed"],
  },
  {
    name: "cache",
    story: "redis:7 from a registry that the policy does not name",
    expected: ["image-pinned", "image-registry"],
  },
];

export function resultText(name: string, expected: readonly string[]): string {
  return expected.length === 0
    ? `✓ ${name.padEnd(8)} accepted`
    : `✗ ${name.padEnd(8)} rejected by ${expected.join(" and ")}`;
}
