import { createHash } from "node:crypto";
import type { Entry } from "../entries.ts";

/** Changes with what goes into it. GitHub's own key is left to its upload, which objects to another's value. */
export const FINGERPRINT = "digestbound/v1";

/**
 * What a finding is known by from run to run: rule, reason, file, resource, path and image without its digest; never the line, which moves
 * with every edit above. Of those that are alike each has its number.
 */
export class Fingerprints {
  readonly #seen = new Map<string, number>();

  of({ rule, reason, place, verdict }: Entry): string {
    const image = verdict?.use.secret === true ? "" : (verdict?.image ?? "").replace(/@[^@]*$/, "");
    const parts = [rule, reason, place?.file ?? "", place?.resource ?? "", place?.path ?? "", image];
    const hash = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
    const number = (this.#seen.get(hash) ?? 0) + 1;
    this.#seen.set(hash, number);
    return `${hash}:${number}`;
  }
}
