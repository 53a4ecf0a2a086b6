import { orNone, type Problem } from "./candidates.ts";
import type { Registry } from "./client.ts";
import { RegistryError } from "./errors.ts";
import type { StoreOptions } from "./stored.ts";
import { storedReads } from "./stored-reads.ts";

/** Knows stored evidence and nothing else. It has nothing to send a packet with: no connection, no resolver, no login. */
export function createOfflineRegistry(options: StoreOptions): Registry {
  const { stored, storedManifest } = storedReads(options);
  return {
    manifestByTag: (_, tag) => Promise.reject(offline(`nobody could be asked what the tag ${tag} points at`)),
    manifestByDigest: async (...image) =>
      (await orNone(storedManifest(...image))) ??
      Promise.reject(offline("nothing that is stored is this image's manifest")),
    stored,
    storedManifest,
    legacySignatures: insufficient,
    bundles: insufficient,
    referrers: insufficient,
    legacyAttestations: insufficient,
    recall: nothing,
    remember: () => undefined,
    forget: () => undefined,
    kept: (...image) => storedManifest(...image).catch(() => undefined),
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
