import { constants } from "node:crypto";

/**
 * Everything that Node would else take from its environment is said explicitly: NODE_TLS_REJECT_UNAUTHORIZED,
 * --tls-min-v1.0, --tls-max-v1.2 and --tls-cipher-list change nothing (law 9). `ca`: the only authorities that count.
 */
export function tlsOptions(ca: string | undefined) {
  return {
    rejectUnauthorized: true,
    minVersion: "TLSv1.2",
    maxVersion: "TLSv1.3",
    ciphers: constants.defaultCoreCipherList,
    ...(ca !== undefined && { ca }),
  } as const;
}
