import { RegistryError } from "./errors.ts";
import { keptManifest } from "./manifest.ts";
import { recalled } from "./recall.ts";
import type { Registry } from "./client.ts";
import { storedSession, type StoreOptions } from "./stored.ts";

/** What a client says of stored evidence, without a request. */
export function storedReads(options: StoreOptions): Pick<Registry, "stored" | "storedManifest"> {
  return {
    stored: (repository, subject, budget) =>
      recalled(storedSession(repository, budget, options), subject, options.stored?.pointers(subject) ?? []),
    storedManifest: async (repository, digest, budget) => {
      const kept = await keptManifest(storedSession(repository, budget, options), { digest });
      if (kept !== undefined) return kept;
      throw new RegistryError("not-found", "It is not stored.");
    },
  };
}
