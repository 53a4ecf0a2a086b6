import { errors } from "undici";
import { ForbiddenAddress } from "./connections.ts";
import { RegistryError, type RegistryReason } from "./errors.ts";

const TLS_CODE =
  /^(?:ERR_TLS_|ERR_SSL_|ERR_OSSL_|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_|HOSTNAME_MISMATCH$|ERROR_IN_CERT_|EPROTO$)/;
const TIMEOUTS = new Set(["UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ETIMEDOUT"]);
const RESETS = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);
const UNRESOLVED = new Set(["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EAI_NONAME"]);
const CLOSED = new Set(["UND_ERR_DESTROYED", "UND_ERR_CLOSED"]);

const PARSER = "HTTPParserError";

const PLAIN_HTTP_REMEDY =
  "Install the registry's certificate authority (NODE_EXTRA_CA_CERTS); if it speaks plain HTTP, declare its host with `plainHttp: true`.";

/** Whether the connection broke in a way that another try may mend. */
export function isConnectionReset(error: unknown): boolean {
  return RESETS.has(codeOf(error));
}

/** What went wrong on the way to a registry. `received`: whether an answer had begun. */
export function wireError(cause: unknown, host: string, received: boolean): RegistryError {
  if (cause instanceof RegistryError) return cause;
  if (cause instanceof ForbiddenAddress) {
    return new RegistryError("bad-redirect", `A registry sent this check to ${host}, which is no public address.`, {
      cause,
    });
  }
  const code = codeOf(cause);
  const [reason, problem] = describe(code, received);
  return new RegistryError(reason, `${host}: ${problem}${code === "" ? "" : ` (${code})`}.`, {
    cause,
    ...(reason === "tls" ? { remedy: PLAIN_HTTP_REMEDY } : {}),
  });
}

function describe(code: string, received: boolean): readonly [RegistryReason, string] {
  if (TLS_CODE.test(code)) return ["tls", "no secure connection, the certificate or the protocol is not acceptable"];
  if (TIMEOUTS.has(code)) return ["timeout", "no answer in time"];
  if (UNRESOLVED.has(code)) return ["unreachable", "the host name cannot be resolved"];
  if (code === "ECONNREFUSED") return ["unreachable", "the connection was refused"];
  if (RESETS.has(code) && received) return ["protocol", "the answer ended before it was complete"];
  if (RESETS.has(code)) return ["unreachable", "the connection was closed before an answer came"];
  if (CLOSED.has(code)) return ["aborted", "the connections were closed while it was asked"];
  if (code === PARSER || code.startsWith("UND_ERR_")) return ["protocol", "the answer is not valid HTTP"];
  return ["unreachable", "the connection failed"];
}

/** The code of a system's or undici's error; "" where there is none. */
export function codeOf(error: unknown): string {
  if (error instanceof errors.HTTPParserError) return PARSER; // The only one that has a name and no code.
  if (typeof error !== "object" || error === null || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}
