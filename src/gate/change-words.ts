import { describeChange, type LockEntry } from "../lock/index.ts";
import type { Digest } from "../reference/index.ts";
import type { VerifiedSigner } from "../signature/index.ts";

/**
 * What is weaker or older in a digest that is verified now than in the one that is locked, as sentences with a blank before
 * each; nothing where nobody vouches for the new one. What is not known of it is taken to be as it was.
 */
export function changeWords(old: LockEntry, digest: Digest, signers: readonly VerifiedSigner[]): string {
  if (signers.length === 0) return "";
  const now = { ...old, digest, signers: signers.map(lockedSigner), source: sourceOf(signers) ?? old.source };
  return describeChange(old, withoutUnknown(now))
    .warnings.map(({ message }) => ` ${message}`)
    .join("");
}

function lockedSigner({ signer, system, identity, times = [] }: VerifiedSigner): LockEntry["signers"][number] {
  const first = times.toSorted((a, b) => a.getTime() - b.getTime())[0];
  return { signer, system, identity, ...(first && { signed: first.toISOString() }) };
}

type Source = NonNullable<LockEntry["source"]>;

function sourceOf(signers: readonly VerifiedSigner[]): Source | undefined {
  const claims = signers.map(({ certificate }) => certificate?.claims).find((one) => one?.sourceRepositoryUri);
  return claims?.sourceRepositoryUri === undefined ? undefined : { repository: claims.sourceRepositoryUri };
}

function withoutUnknown({
  source,
  ...rest
}: Omit<LockEntry, "source"> & { readonly source: Source | undefined }): LockEntry {
  return { ...rest, ...(source && { source }) };
}
