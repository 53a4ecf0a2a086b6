import { MalformedJson, parseStrictJson } from "../json/index.ts";
import { RegistryError, type RegistryReason } from "./errors.ts";
import { parseRetryAfter } from "./retry-after.ts";
import { listOf, membersOf } from "./shape.ts";
import type { Answer } from "./transport.ts";

/**
 * The error codes of distribution-spec 1.1, and the two that registries add. Of an error's body nothing else is ever
 * shown: a registry may echo a token in it.
 */
const ERROR_CODES: ReadonlySet<unknown> = new Set([
  ...["BLOB_UNKNOWN", "BLOB_UPLOAD_INVALID", "BLOB_UPLOAD_UNKNOWN", "DIGEST_INVALID", "MANIFEST_BLOB_UNKNOWN"],
  ...["MANIFEST_INVALID", "MANIFEST_UNKNOWN", "NAME_INVALID", "NAME_UNKNOWN", "SIZE_INVALID", "UNAUTHORIZED", "DENIED"],
  ...["UNSUPPORTED", "TOOMANYREQUESTS", "TAG_INVALID", "UNKNOWN"],
]);

/** The error that an answer other than 200 stands for. `what`: what was asked, as a sentence's subject. */
export function statusError(answer: Answer, what: string, remedy?: string): RegistryError {
  const { status, url } = answer;
  const code = errorCode(answer.body);
  const wait = Math.ceil(parseRetryAfter(answer.header("retry-after")) / 1000);
  const asked = wait === 0 ? "" : ` and asks to wait ${wait} s`;
  const said = `${url.host} answered ${status}${code === undefined ? "" : ` ${code}`}${asked}`;
  return new RegistryError(reasonOf(status), `${what}: ${said}.`, remedy === undefined ? {} : { remedy });
}

function reasonOf(status: number): RegistryReason {
  if (status === 404) return "not-found";
  if (status === 401 || status === 403) return "unauthorized";
  if (status === 429) return "rate-limited";
  return status >= 500 ? "unavailable" : "protocol";
}

function errorCode(body: Uint8Array): string | undefined {
  try {
    const document = membersOf(parseStrictJson(body, { bytes: body.byteLength }));
    const code = membersOf(listOf(document?.["errors"])?.[0])?.["code"];
    return ERROR_CODES.has(code) ? String(code) : undefined;
  } catch (error) {
    if (error instanceof MalformedJson) return undefined;
    throw error;
  }
}
