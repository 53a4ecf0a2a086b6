import type { Digest } from "../reference/index.ts";
import { fetchBlob } from "./blob.ts";
import { obtainManifest } from "./manifest.ts";
import type { Session } from "./session.ts";

/** A manifest that holds evidence, and which of its layers are of use. */
export interface WantedEvidence {
  readonly manifest: Digest;
  readonly layers: readonly Digest[];
}

/** Bytes that hash to this digest. */
export interface Hashed {
  readonly digest: Digest;
  readonly bytes: Uint8Array;
}

/** The manifest and these layers, as the registry sent them. A layer that the manifest does not list is left out. @throws RegistryError */
export async function evidenceBytes(session: Session, { manifest: digest, layers }: WantedEvidence): Promise<Hashed[]> {
  const manifest = await obtainManifest(session, { digest });
  const found: Hashed[] = [{ digest, bytes: manifest.bytes }];
  for (const layer of layers) {
    const descriptor = manifest.descriptors.find((one) => one.digest === layer);
    if (descriptor === undefined) continue;
    found.push({ digest: layer, bytes: await fetchBlob(session, descriptor, session.limits.attestationBytes) });
  }
  return found;
}
