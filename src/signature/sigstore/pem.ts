import { decodeBase64 } from "./base64.ts";
import { InvalidPublicKey } from "./invalid-public-key.ts";
import { exportCommand } from "./key-uri.ts";
import { MAX_PEM_CHARACTERS } from "./limits.ts";

const LABEL = /-----BEGIN ([^-]*)-----/g;
const BLOCK = /^-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\r\n]*)-----END PUBLIC KEY-----$/;

/** `awskms://…`, `k8s://…`, `pkcs11:…`: what cosign takes for a key reference. */
const KEY_URI = /^[A-Za-z][A-Za-z0-9+.-]*:\S*$/;

/**
 * The DER bytes of a text that is one `PUBLIC KEY` block (RFC 7468 §13) and nothing else.
 * @throws InvalidPublicKey
 */
export function readPublicKeyBlock(text: string): Buffer {
  if (text.length > MAX_PEM_CHARACTERS) {
    throw new InvalidPublicKey("too-large", `a public key has at most ${MAX_PEM_CHARACTERS} characters of PEM`);
  }
  const trimmed = text.trim();
  checkLabels(
    [...trimmed.matchAll(LABEL)].map(([, label = ""]) => label),
    trimmed,
  );
  const body = BLOCK.exec(trimmed)?.[1];
  if (body === undefined) throw notOneBlock(trimmed);
  const der = decodeBase64(body.replace(/\r?\n/g, ""));
  if (der === undefined) throw new InvalidPublicKey("malformed", "the PEM block does not hold canonical base64");
  return der;
}

function checkLabels(labels: readonly string[], text: string): void {
  if (labels.some((label) => label.includes("PRIVATE KEY"))) {
    throw new InvalidPublicKey("private-key", "this is a private key; give the public one and keep this one secret");
  }
  const [label, ...others] = labels;
  if (label === undefined) throw notPem(text);
  if (others.length > 0) {
    throw new InvalidPublicKey("several-blocks", `${labels.length} PEM blocks; list every key on its own`);
  }
  if (label.includes("CERTIFICATE")) {
    throw new InvalidPublicKey(
      "certificate",
      "this is a certificate; give its public key: openssl x509 -pubkey -noout",
    );
  }
  if (label !== "PUBLIC KEY") {
    throw new InvalidPublicKey("unsupported-block", "the PEM block must be a PUBLIC KEY (SubjectPublicKeyInfo)");
  }
}

function notPem(text: string): InvalidPublicKey {
  if (!KEY_URI.test(text)) return new InvalidPublicKey("not-pem", "this is no PEM text: no -----BEGIN PUBLIC KEY-----");
  const message = `a key reference is not looked up; export the key once: ${exportCommand(text)}`;
  return new InvalidPublicKey("key-uri", message);
}

function notOneBlock(text: string): InvalidPublicKey {
  const whole = text.startsWith("-----BEGIN") && text.endsWith("-----END PUBLIC KEY-----");
  if (whole) return new InvalidPublicKey("malformed", "the PEM block holds something else than base64");
  return new InvalidPublicKey(
    "surrounding-text",
    "there is text before or behind the PEM block, or its end is missing",
  );
}
