import type { Verdict } from "../../src/gate/index.ts";
import { finding, levelsWithoutUpdate, type Finding, type LevelsNow, type Status } from "../../src/policy/index.ts";
import { digestOf } from "../../src/reference/index.ts";
import type { Report } from "../../src/report/index.ts";

export const digest = digestOf(Buffer.from("image"));
export const policy = { source: "digestbound.yaml", digest: digestOf(Buffer.from("policy")) };
export const signer = { signer: "release-key", system: "cosign", identity: "key x", format: "bundle" } as const;
export const STATUSES: readonly Status[] = ["accepted", "rejected", "undetermined", "unknown", "exempt"];

export const place = { resource: "apps/v1 Deployment web", path: "spec.containers[0].image" };

/** A verdict on an image; the rest is as `parts` says. */
export function verdictOn(image: string, status: Status, parts: Partial<Verdict> = {}): Verdict {
  const use = { kind: "image", image, place, role: "run", pinForm: "name:tag@digest" } as const;
  return { use, image, status, findings: [], signers: [], ...parts };
}

/** A verdict on a value that is no known text. */
export function verdictOnUnknown(...findings: readonly Finding[]): Verdict {
  const use = { kind: "unknown", place, role: "run", pinForm: "name@digest" } as const;
  return { use, image: null, status: "unknown", findings, signers: [] };
}

/** What the gate says of a tag whose digest is signed (verified), or needs no signature (not verified). */
export function suggestion(verified: boolean, platforms: readonly string[] = ["linux/amd64", "linux/arm64"]): Finding {
  return finding("image-pinned", "mutable-tag", "the tag 1 can be moved.", { digest, verified, platforms });
}

/** Each rule's own level, where no update follows. */
export const OWN_LEVELS: LevelsNow = levelsWithoutUpdate(undefined, 0);

export function reportOf(...verdicts: readonly Verdict[]): Report {
  return { policy, verdicts, findings: [], levels: OWN_LEVELS };
}

/** What a hostile image reference may hold, and what of it must reach no log (law 10). */
export const CANARIES: readonly (readonly [what: string, hostile: string, canary: RegExp])[] = [
  ["a line break", "evil\n::error::owned", /\n::error/u],
  ["a carriage return", "evil\r::error::owned", /\r/u],
  ["a line separator", "evil\u2028::error::owned", /\u2028/u],
  ["an escape sequence", "evil\u001b[2K\u001b[1A", /\u001b/u],
  ["a C1 control sequence", "evil\u009b2K", /\u009b/u],
  ["a bidirectional override", "evil\u202egnp.exe", /\u202e/u],
  ["a zero-width character", "ev\u200bil", /\u200b/u],
  ["user information", "ci:hunter2@host.example/app:1", /hunter2/u],
  ["user information in a URL", "https://ci:hunter2@host.example/app:1", /hunter2/u],
  ["a secret in a query", "host.example/app?token=hunter2", /hunter2/u],
];
