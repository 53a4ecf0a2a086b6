import { readDescriptor, type Descriptor } from "./descriptor.ts";
import { manifestType, readDocument, type ManifestDocument } from "./document.ts";
import { RegistryError } from "./errors.ts";
import { OCI_INDEX } from "./media-types.ts";
import { byLikelihood, type Sought } from "./sought.ts";
import { statusError } from "./status.ts";
import type { Answer } from "./transport.ts";

/** Some entries of a referrers list. */
export interface ReferrerPage {
  /** Those that look like what is sought first, so that no amount of others keeps them from being looked at. */
  readonly referrers: readonly Descriptor[];
  /** Entries that are no descriptors; one of them might have been a signature. */
  readonly unreadable: number;
}

/** The API is not there (404), or what answered in its place is no list of referrers. */
export class NoReferrersApi extends Error {
  override readonly name = "NoReferrersApi";
  /** Why an empty fallback tag proves nothing either; undefined where 404 said that there is no API. */
  readonly doubt: RegistryError | undefined;

  constructor(doubt?: RegistryError) {
    super("no referrers API");
    this.doubt = doubt;
  }
}

/** What registries without the API answer instead of 404. */
const NOT_SUPPORTED = new Set([400, 405, 406]);

/** A referrers list's or a fallback index's entries, up to `limit`; one that cannot be read hides no other. */
export function readReferrers({ entries }: ManifestDocument, limit: number, sought: Sought): ReferrerPage {
  const referrers = entries.map(readDescriptor).filter((entry) => entry !== undefined);
  return {
    referrers: byLikelihood(referrers, sought).slice(0, limit),
    unreadable: entries.length - referrers.length,
  };
}

/** The first answer, which also tells whether there is such an API. @throws NoReferrersApi, RegistryError */
export function readFirst(answer: Answer, name: string): ManifestDocument {
  if (answer.status === 404) throw new NoReferrersApi();
  try {
    return readList(answer, name);
  } catch (error) {
    if (isOverflow(error)) throw error;
    const isAnswered = answer.status === 200 || NOT_SUPPORTED.has(answer.status);
    throw error instanceof RegistryError && isAnswered ? new NoReferrersApi(error) : error;
  }
}

/** @throws RegistryError where an answer is no list of referrers */
export function readList(answer: Answer, name: string): ManifestDocument {
  const what = `The referrers in ${name}`;
  if (answer.status !== 200) throw statusError(answer, what);
  const mediaType = manifestType(answer, what);
  if (mediaType === OCI_INDEX) return readDocument(answer.body, mediaType, what);
  throw new RegistryError("bad-content-type", `${what}: ${answer.url.host} answered with type ${mediaType}.`);
}

/** Whether a list is longer than what is read of one, so that a signature may stand behind junk. */
export function isOverflow(error: unknown): error is RegistryError {
  return error instanceof RegistryError && (error.reason === "too-many" || error.reason === "too-large");
}
