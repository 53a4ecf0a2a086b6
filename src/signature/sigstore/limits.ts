/** A simple-signing payload holds one digest and a few annotations; cosign writes about 260 bytes. */
export const MAX_PAYLOAD_BYTES = 64 * 1024;

/** A key bundle of `cosign sign` has about 700 bytes, a keyless one 9 kB; the rest is room for annotations. */
export const MAX_BUNDLE_BYTES = 1024 * 1024;

/** RSA 8192, the longest signature that can verify, needs 1368 characters of base64. */
export const MAX_SIGNATURE_CHARACTERS = 4096;

/** The limits of sigstore-go: what a statement may list before it is not worth reading. */
export const MAX_SUBJECTS = 1024;
export const MAX_DIGESTS_PER_SUBJECT = 32;

/** Every key of a signer is tried, because a bundle's key hint is not authenticated. */
export const MAX_KEYS_PER_SIGNER = 8;

export const MAX_PEM_CHARACTERS = 16 * 1024;
