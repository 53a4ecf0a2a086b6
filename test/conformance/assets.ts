import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { printable } from "../../src/reference/index.ts";
import { verifyArtifact } from "./verify-artifact.ts";
import type { ArtifactResult, Trusted } from "./verify-artifact.ts";

/** Whom the assets trust that name nobody (sigstore-conformance, test/client.py). */
const IDENTITY =
  "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";
const ISSUER = "https://token.actions.githubusercontent.com";

const BUNDLE = "bundle.sigstore.json";

/**
 * Judges every asset of sigstore-conformance's `test/assets/bundle-verify`: a folder each, whose name ends in `_fail` where the bundle
 * has to be refused. Prints each that is judged wrong, and how many are right.
 * @returns the exit code: 0 where all are right, 1 where one is not, 2 where there is none
 */
export function judgeAssets(folder: string, print: (line: string) => void, now?: Date): number {
  const names = readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, BUNDLE)))
    .sort();
  if (names.length === 0) {
    print(`no folder in ${printable(folder)} holds a ${BUNDLE}: give sigstore-conformance's test/assets/bundle-verify`);
    return 2;
  }
  const wrong = names.flatMap((name) => problemOf(folder, name, now) ?? []);
  wrong.forEach(print);
  print(`${names.length - wrong.length} of ${names.length}`);
  return wrong.length === 0 ? 0 : 1;
}

function problemOf(folder: string, name: string, now: Date | undefined): string | undefined {
  const result = judgeAsset(folder, join(folder, name), now);
  if (result.verified !== name.endsWith("_fail")) return undefined;
  const what = result.verified ? "accepted" : `refused: ${result.reason}: ${result.message}`;
  return `${printable(name)}: ${what}`;
}

function judgeAsset(folder: string, asset: string, now: Date | undefined): ArtifactResult {
  const read = (name: string) => (existsSync(join(asset, name)) ? readFileSync(join(asset, name)) : undefined);
  const trustedRoot = read("trusted_root.json");
  return verifyArtifact({
    bundle: readFileSync(join(asset, BUNDLE)),
    artifact: { bytes: read("artifact") ?? readFileSync(join(folder, "a.txt")) },
    trusted: trustedBy(read),
    ...(trustedRoot && { trustedRoot }),
    ...(now && { now }),
  });
}

function trustedBy(read: (name: string) => Buffer | undefined): Trusted {
  const key = read("key.pub")?.toString();
  if (key !== undefined) return { key };
  const line = (name: string) => read(name)?.toString().trim();
  return { identity: line("identity") ?? IDENTITY, issuer: line("issuer") ?? ISSUER };
}
