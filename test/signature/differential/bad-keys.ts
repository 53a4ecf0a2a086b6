import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { generateKeyPair, legacySignature, type KeyPair } from "../../fixtures/index.ts";
import { authority, pem } from "../../fixtures/sigstore/certificate.ts";
import { verdicts, type Case, type Verdicts } from "./case.ts";
import { trustKey } from "./trust.ts";
import { writeKey } from "./world.ts";

interface Row {
  readonly what: string;
  /** The key that signs. */
  readonly key: () => KeyPair;
  /** What stands in the file of the trusted key; its public half unless told. */
  readonly file?: (key: KeyPair) => string;
  readonly verdicts: Verdicts;
  readonly point?: string;
}

const stricter = { point: "keys", verdicts: verdicts("accepts", "accepts", "policy-invalid") } as const;
const refused = { verdicts: verdicts("refuses", "refuses", "policy-invalid") } as const;

const ROWS: readonly Row[] = [
  { what: "RSA of 1024 bits", key: () => generateKeyPair("rsa1024"), ...stricter },
  { what: "ECDSA P-224", key: p224, ...stricter },
  { what: "ECDSA secp256k1", key: () => generateKeyPair("secp256k1"), ...refused },
  {
    what: "the key, and behind it another",
    key: generateKeyPair,
    file: ({ publicKeyPem }) => publicKeyPem + generateKeyPair().publicKeyPem,
    ...stricter,
  },
  {
    what: "text before the key",
    key: generateKeyPair,
    file: ({ publicKeyPem }) => `the key of the release team\n${publicKeyPem}`,
    ...stricter,
  },
  {
    what: "an RSA key in the older spelling",
    key: () => generateKeyPair("rsa2048"),
    file: ({ publicKey }) => publicKey.export({ type: "pkcs1", format: "pem" }).toString(),
    ...stricter,
  },
  {
    what: "the private key in the place of the public one",
    key: generateKeyPair,
    file: ({ privateKey }) => privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    ...refused,
  },
  { what: "a certificate in the place of its key", key: certified, file: certificateOf, ...refused },
];

function p224(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-224" });
  const publicKeyPem = publicKey.export({ type: "spki", format: "pem" }).toString();
  return { type: "p256", privateKey, publicKey, publicKeyPem };
}

const ISSUED = authority("nobody");
function certified(): KeyPair {
  const { privateKey } = ISSUED.key;
  const publicKey = createPublicKey(privateKey);
  return { type: "p256", privateKey, publicKey, publicKeyPem: "" };
}
function certificateOf(): string {
  return pem("CERTIFICATE", ISSUED.der);
}

export const BAD_KEYS: readonly Case[] = ROWS.map(({ what, key, file, ...rest }, index) => ({
  what: `legacy: ${what}`,
  format: "legacy",
  make: (world, { registry, repository, image }) => {
    const keyPair = key();
    legacySignature(registry, repository, image.digest, { keyPair });
    const publicKeyPem = file?.(keyPair) ?? keyPair.publicKeyPem;
    return trustKey(writeKey(world, `unusual-${index}`, { publicKeyPem }));
  },
  ...rest,
}));
