import type { Repository } from "../reference/index.ts";
import type { Budget } from "./budget.ts";
import type { Problem } from "./candidates.ts";
import type { Registry } from "./client.ts";
import { RegistryError } from "./errors.ts";
import { keptManifest } from "./manifest.ts";
import { recalled } from "./recall.ts";
import { storedSession, type StoreOptions } from "./stored.ts";

/** Knows stored evidence and nothing else. It has nothing to send a packet with: no connection, no resolver, no login. */
export function createOfflineRegistry({ hosts, limits, stored }: StoreOptions): Registry {
  const open = (repository: Repository, budget: Budget) => storedSession(repository, budget, { hosts, limits, stored });
  const manifest: Registry["manifestByDigest"] = async (repository, digest, budget) => {
    const kept = await keptManifest(open(repository, budget), { digest });
    if (kept !== undefined) return kept;
    throw offline("nothing that is stored is this image's manifest");
  };
  return {
    manifestByTag: (_, tag) => Promise.reject(offline(`nobody could be asked what the tag ${tag} points at`)),
    manifestByDigest: manifest,
    storedManifest: manifest,
    legacySignatures: insufficient,
    bundles: insufficient,
    referrers: insufficient,
    legacyAttestations: insufficient,
    recall: nothing,
    stored: (repository, subject, budget) =>
      recalled(open(repository, budget), subject, stored?.pointers(subject) ?? []),
    remember: () => undefined,
    evidenceBytes: () => Promise.reject(offline("nothing could be fetched")),
    probe: () => Promise.resolve({ isLoggedIn: false, isAsked: false, login: "no login", error: offline("not asked") }),
    close: () => Promise.resolve(),
  };
}

// eslint-disable-next-line @typescript-eslint/require-await -- it answers like those that ask a registry
async function* nothing(): AsyncGenerator<never> {
  return;
}

// eslint-disable-next-line @typescript-eslint/require-await -- as above
async function* insufficient(): AsyncGenerator<Problem> {
  yield { kind: "problem", error: offline("what is stored does not suffice for what the policy asks") };
}

function offline(why: string): RegistryError {
  return new RegistryError("offline", `This run is offline, and ${why}.`);
}
