import { RegistryError, type RegistryReason } from "./errors.ts";
import { TooManyInformational } from "./wire/informational.ts";
import { ProxyFailure } from "./wire/proxy-failure.ts";
import { ForbiddenAddress } from "./wire/reach.ts";

const TLS_CODE =
  /^(?:ERR_TLS_|ERR_SSL_|ERR_OSSL_|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_|HOSTNAME_MISMATCH$|ERROR_IN_CERT_|EPROTO$)/;
const TIMEOUTS = new Set(["UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ETIMEDOUT"]);
const RESETS = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);
const UNRESOLVED = new Set(["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EAI_NONAME"]);
const CLOSED = new Set(["UND_ERR_DESTROYED", "UND_ERR_CLOSED"]);

const PARSER = "HTTPParserError";

/** Where a failure happened. */
export interface Scene {
  readonly host: string;
  /** Whether an answer had begun. */
  readonly received: boolean;
  /** The registry that sent us to this host; undefined where the policy's own match names it. */
  readonly sentBy?: string | undefined;
}

/** Whether the connection broke in a way that another try may mend. */
export function isConnectionReset(error: unknown): boolean {
  return RESETS.has(codeOf(error));
}

/** Whether nobody answered at all: no name, no connection, no TLS, no headers in time. */
export function isSilence({ reason, cause }: RegistryError): boolean {
  if (cause instanceof ProxyFailure) return true;
  const code = codeOf(cause);
  if (code === "UND_ERR_BODY_TIMEOUT" || RESETS.has(code)) return false;
  return reason === "tls" || reason === "unreachable" || (reason === "timeout" && TIMEOUTS.has(code));
}

/** What went wrong on the way to a host. */
export function wireError(cause: unknown, scene: Scene): RegistryError {
  if (cause instanceof RegistryError) return cause;
  if (cause instanceof ForbiddenAddress) return addressError(cause, scene);
  if (cause instanceof ProxyFailure) return proxyError(cause, scene);
  if (cause instanceof TooManyInformational) {
    return new RegistryError("protocol", `${scene.host} sends informational answers without an end.`, { cause });
  }
  const code = codeOf(cause);
  const [reason, problem] = describe(code, scene.received);
  return new RegistryError(reason, `${scene.host}: ${problem}${code === "" ? "" : ` (${code})`}.`, {
    cause,
    ...(reason === "tls" ? { remedy: tlsRemedy(code, scene.host) } : {}),
  });
}

/** The address itself is not told: messages end in public logs, and it would tell what an inner name resolves to. */
function addressError(cause: ForbiddenAddress, { host, sentBy }: Scene): RegistryError {
  if (sentBy !== undefined) {
    return new RegistryError("private-address", `${sentBy} sent this check to ${host}, which is no public address.`, {
      cause,
    });
  }
  if (cause.never) {
    return new RegistryError("private-address", `${host} has an address that no registry has, and was not asked.`, {
      cause,
      remedy: "Check the host's name and who may change it: link-local and reserved addresses are never asked.",
    });
  }
  return new RegistryError("private-address", `${host} has a private address, and was not asked.`, {
    cause,
    remedy: `If it is your own registry, write \`{ host: "${host}", privateNetwork: true }\` under \`registries\` in the policy document; else whoever controls its name could lead this check into your network.`,
  });
}

function proxyError(cause: ProxyFailure, { host }: Scene): RegistryError {
  const { status, variable } = cause;
  const code = codeOf(cause.cause);
  const answer = status === undefined ? `cannot be reached${code === "" ? "" : ` (${code})`}` : `answered ${status}`;
  const login = `Put a login into ${variable}: http://user:password@${cause.host}, percent-encoded.`;
  const check = `Check ${variable} and the proxy's rules; NO_PROXY names the hosts that are asked without it.`;
  return new RegistryError("unreachable", `${host} was not reached: the proxy ${cause.host} ${answer}.`, {
    cause,
    remedy: status === 407 ? login : check,
  });
}

function tlsRemedy(code: string, host: string): string {
  const never = "certificate checks cannot be switched off";
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID") {
    return `Renew the registry's certificate, and check this machine's clock; ${never}.`;
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return `Use the name that the registry's certificate is issued for; ${never}.`;
  }
  const authority = `Name its certificate authority, \`ca\` for host ${host} under \`registries\`, or in NODE_EXTRA_CA_CERTS`;
  return `${authority}; if it speaks plain HTTP, write \`plainHttp: true\` there; ${never}.`;
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
  if (error instanceof Error && error.name === PARSER) return PARSER; // The only one that has a name and no code of undici.
  if (typeof error !== "object" || error === null || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}
