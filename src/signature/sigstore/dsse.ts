/** What `cosign sign` puts into a DSSE envelope: an in-toto statement. */
export const IN_TOTO_PAYLOAD_TYPE = "application/vnd.in-toto+json";

/** The bytes that a DSSE signature is made over: the pre-authentication encoding of DSSE 1.0 (protocol.md, "Signature Definition"). */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const header = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(header), payload]);
}
