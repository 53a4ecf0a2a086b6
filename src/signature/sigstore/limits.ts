/** A simple-signing payload holds one digest and a few annotations; cosign writes about 260 bytes. */
export const MAX_PAYLOAD_BYTES = 64 * 1024;

/** A key bundle of `cosign sign` has about 700 bytes, a keyless one 9 kB; the rest is room for annotations. */
export const MAX_BUNDLE_BYTES = 1024 * 1024;

/** GitHub takes predicates of 16 MB, and they stand in a bundle as base64; SBOMs of large images have several. */
export const MAX_ATTESTATION_BYTES = 24 * 1024 * 1024;

/** SBOMs have a comma or a bracket every 27 bytes, so all that fits into a bundle has fewer; the worst value of so many takes 3.5 s. */
export const MAX_STATEMENT_PARTS = 750_000;

/** Read in a few milliseconds, and longer than most provenances; what a bundle has room for may take seconds. */
export const MAX_STRANGERS_STATEMENT_BYTES = 64 * 1024;

/** What is printed of a text that somebody else wrote is far shorter. */
export const MAX_EXCERPT_CHARACTERS = 2048;

/** The longest annotation of a legacy layer is the log entry, about 3 kB; an `intoto` entry repeats its envelope's signatures. */
export const MAX_ANNOTATION_CHARACTERS = 64 * 1024;

/** RSA 8192, the longest signature that can verify, needs 1368 characters of base64. */
export const MAX_SIGNATURE_CHARACTERS = 4096;

/** The limits of sigstore-go: what a statement may list before it is not worth reading. */
export const MAX_SUBJECTS = 1024;
export const MAX_DIGESTS_PER_SUBJECT = 32;

/** Every key of a signer is tried, because a bundle's key hint is not authenticated. */
export const MAX_KEYS_PER_SIGNER = 8;

export const MAX_PEM_CHARACTERS = 16 * 1024;

/** cosign writes one entry and one timestamp. Each stamp costs milliseconds before the library looks for repeated ones. */
export const MAX_LOG_ENTRIES = 8;
export const MAX_TIMESTAMPS = 8;

/** A stamp with two embedded certificates has about 1.5 kB, with RSA chains 6 kB. */
export const MAX_TIMESTAMP_BYTES = 32 * 1024;

/** Fulcio's certificates have about 1 kB; decoding ASN.1 takes time by size. */
export const MAX_CERTIFICATE_BYTES = 16 * 1024;

/** What may stand between a leaf and its own CA. */
export const MAX_CHAIN_CERTIFICATES = 8;

/** Longer than any URL of a workflow; the text is matched against a policy and printed. */
export const MAX_IDENTITY_CHARACTERS = 2048;

/** A Merkle tree of 2^63 entries has paths of 63 hashes. */
export const MAX_PROOF_HASHES = 64;

/** Three lines and a signature line for each witness; each line is searched for the log's signature. */
export const MAX_CHECKPOINT_CHARACTERS = 16 * 1024;

/** How far ahead of this machine's clock a timestamp may lie. */
export const MAX_CLOCK_SKEW_MS = 5 * 60 * 1000;

/** The public-good root has 7 kB; GitHub's JSON lines 20 kB. */
export const MAX_TRUSTED_ROOT_BYTES = 1024 * 1024;
export const MAX_TRUSTED_ROOTS = 16;
