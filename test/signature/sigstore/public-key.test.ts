import { createHash, createPublicKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { InvalidPublicKey, parsePublicKey } from "../../../src/signature/index.ts";
import { pemOf, rsaPublicKey, signingKey } from "../keys.ts";

const P256 = pemOf(signingKey("P-256").publicKey);

function reasonFor(pem: string): string {
  try {
    return `parsed as ${parsePublicKey(pem).type}`;
  } catch (error) {
    if (error instanceof InvalidPublicKey) return error.reason;
    throw error;
  }
}

function pem(der: Uint8Array, label = "PUBLIC KEY"): string {
  return `-----BEGIN ${label}-----\n${Buffer.from(der).toString("base64")}\n-----END ${label}-----\n`;
}

function spki(text: string): Buffer {
  return createPublicKey(text).export({ type: "spki", format: "der" });
}

/** The point of a P-256 key with only its x coordinate, in a SubjectPublicKeyInfo that OpenSSL reads. */
function compressedPoint(text: string): Buffer {
  const der = spki(text);
  const header = Buffer.from("3039301306072a8648ce3d020106082a8648ce3d030107032200", "hex");
  const odd = (der.at(-1) ?? 0) & 1;
  return Buffer.concat([header, Buffer.from([2 + odd]), der.subarray(27, 59)]);
}

describe("parsePublicKey: keys that may be trusted", () => {
  it.each([
    ["ECDSA P-256", P256],
    ["ECDSA P-384", pemOf(signingKey("P-384").publicKey)],
    ["ECDSA P-521", pemOf(signingKey("P-521").publicKey)],
    ["Ed25519", pemOf(signingKey("Ed25519").publicKey)],
    ["RSA 2048", pemOf(rsaPublicKey(2048))],
    ["RSA 4096", pemOf(rsaPublicKey(4096))],
    ["RSA 8192", pemOf(rsaPublicKey(8192))],
  ])("reads %s", (type, text) => {
    expect(parsePublicKey(text).type).toBe(type);
  });

  it.each([
    ["Windows line ends", P256.replaceAll("\n", "\r\n")],
    ["blank lines around", `\n\n${P256}\n  \n`],
    ["no line end", P256.trim()],
    ["one long line", pem(spki(P256))],
  ])("takes %s", (_, text) => {
    expect(parsePublicKey(text).pem).toBe(P256);
  });

  it("names a key by the SHA-256 of its SubjectPublicKeyInfo, which is what cosign writes as the hint", () => {
    const hint = createHash("sha256").update(spki(P256)).digest("base64");
    expect(parsePublicKey(P256).fingerprint).toBe(hint);
  });
});

const { privateKey } = signingKey("P-256");
const CERTIFICATE = pem(Buffer.from("not looked at"), "CERTIFICATE");

describe("parsePublicKey: texts that are no public key", () => {
  it.each([
    ["an empty text", "", "not-pem"],
    ["garbage", "hello", "not-pem"],
    ["an SSH key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ", "not-pem"],
    ["base64 without its lines", spki(P256).toString("base64"), "not-pem"],
    ["PEM of the wrong dashes", P256.replaceAll("-----", "----"), "not-pem"],
    ["a private key", privateKey.export({ type: "pkcs8", format: "pem" }).toString(), "private-key"],
    ["an old private key", privateKey.export({ type: "sec1", format: "pem" }).toString(), "private-key"],
    ["an encrypted key of cosign", pem(Buffer.from("{}"), "ENCRYPTED SIGSTORE PRIVATE KEY"), "private-key"],
    ["a public key with the private one behind it", P256 + pem(Buffer.from("x"), "PRIVATE KEY"), "private-key"],
    ["a certificate", CERTIFICATE, "certificate"],
    ["a certificate of OpenSSL's own form", pem(Buffer.from("x"), "TRUSTED CERTIFICATE"), "certificate"],
    ["two keys", P256 + pemOf(signingKey().publicKey), "several-blocks"],
    ["a key and a certificate", P256 + CERTIFICATE, "several-blocks"],
    [
      "a key of PKCS #1",
      pem(rsaPublicKey(2048).export({ type: "pkcs1", format: "der" }), "RSA PUBLIC KEY"),
      "unsupported-block",
    ],
    ["a label in lower case", P256.replaceAll("PUBLIC KEY", "public key"), "unsupported-block"],
    ["text before", `# release key\n${P256}`, "surrounding-text"],
    ["text behind", `${P256}owner: acme\n`, "surrounding-text"],
    ["no end", P256.slice(0, P256.indexOf("-----END")), "surrounding-text"],
    ["another end", P256.replace("END PUBLIC KEY", "END CERTIFICATE"), "surrounding-text"],
    ["headers in the block", P256.replace("-----\n", "-----\nProc-Type: 4,ENCRYPTED\n"), "malformed"],
    ["URL-safe base64", P256.replace(/\n(.)/, "\n_"), "malformed"],
    ["base64 without padding", pem(spki(P256)).replaceAll("=", ""), "malformed"],
    ["an empty block", pem(Buffer.alloc(0)), "malformed"],
    ["a block of nonsense", pem(Buffer.from("nonsense")), "malformed"],
    ["half a key", pem(spki(P256).subarray(0, 60)), "malformed"],
    [
      "a point that is not on the curve",
      pem(Buffer.concat([spki(P256).subarray(0, 90), Buffer.from([(spki(P256)[90] ?? 0) ^ 1])])),
      "malformed",
    ],
    ["more text than any key needs", `${P256}${"\n".repeat(20_000)}`, "too-large"],
  ])("refuses %s", (_, text, reason) => {
    expect(reasonFor(text)).toBe(reason);
  });

  it.each([
    "awskms://alias/release",
    "awskms://localhost:4566/arn:aws:kms:us-east-2:123456789012:key/1234abcd",
    "gcpkms://projects/p/locations/global/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1",
    "azurekms://vault.vault.azure.net/release",
    "hashivault://release",
    "gitlab://acme/web",
  ])("refuses the key reference %s and says how to export the key", (uri) => {
    expect(reasonFor(uri)).toBe("key-uri");
    expect(() => parsePublicKey(uri)).toThrow(`cosign public-key --key ${uri} > cosign.pub`);
  });

  it.each([
    [
      "k8s://cosign-system/release",
      "kubectl get secret -n cosign-system release -o jsonpath='{.data.cosign\\.pub}' | base64 -d > cosign.pub",
    ],
    ["k8s://$(id)/release", "cosign public-key --key <uri> > cosign.pub"],
    ["env://COSIGN_PUBLIC_KEY", "printenv COSIGN_PUBLIC_KEY > cosign.pub"],
    ["env://$(id)", "cosign public-key --key <uri> > cosign.pub"],
    ["https://acme.example/cosign.pub", "curl --proto =https -fsS https://acme.example/cosign.pub > cosign.pub"],
    ["https://u:hunter2@acme.example/cosign.pub", "curl --proto =https -fsS <uri> > cosign.pub"],
    ["https://acme.example/cosign.pub?sig=hunter2", "curl --proto =https -fsS <uri> > cosign.pub"],
    [
      "pkcs11:token=release;slot-id=0;id=%01?module-path=/usr/lib/pkcs11.so",
      "cosign public-key --key 'pkcs11:token=release;slot-id=0;id=%01?module-path=/usr/lib/pkcs11.so' > cosign.pub",
    ],
    ["pkcs11:token=release?pin-value=hunter2", "cosign public-key --key <uri> > cosign.pub"],
  ])("answers %s with the command that writes its public key, and no secret (law 10)", (uri, command) => {
    expect(reasonFor(uri)).toBe("key-uri");
    expect(() => parsePublicKey(uri)).toThrow(command);
    expect(() => parsePublicKey(uri)).not.toThrow(/hunter2/);
  });

  it("puts no text that a shell would act upon into the command", () => {
    expect(() => parsePublicKey("awskms://$(id);x")).toThrow("cosign public-key --key <uri> > cosign.pub");
  });

  it("never repeats a private key", () => {
    const text = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const secret = text.split("\n")[1] ?? "";
    expect(() => parsePublicKey(text)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(secret) }),
    );
  });
});

describe("parsePublicKey: keys that no signature is trusted by (the library would use them)", () => {
  const point = (curve: string) => pemOf(generateKeyPairSync("ec", { namedCurve: curve }).publicKey);
  const explicit = generateKeyPairSync("ec", { namedCurve: "P-256", paramEncoding: "explicit" }).publicKey;
  it.each([
    ["secp256k1", point("secp256k1"), "unsupported-curve"],
    ["P-192", point("prime192v1"), "unsupported-curve"],
    ["P-224", point("secp224r1"), "unsupported-curve"],
    ["brainpoolP256r1", point("brainpoolP256r1"), "unsupported-curve"],
    ["Ed448", pemOf(signingKey("Ed448").publicKey), "unsupported-type"],
    ["X25519", pemOf(generateKeyPairSync("x25519").publicKey), "unsupported-type"],
    ["ML-DSA-44", pemOf(generateKeyPairSync("ml-dsa-44").publicKey), "unsupported-type"],
    ["ML-DSA-65", pemOf(generateKeyPairSync("ml-dsa-65").publicKey), "unsupported-type"],
    ["RSASSA-PSS", pemOf(generateKeyPairSync("rsa-pss", { modulusLength: 2048 }).publicKey), "unsupported-type"],
    ["RSA 1024", pemOf(rsaPublicKey(1024)), "rsa-too-small"],
    ["RSA 2047", pemOf(rsaPublicKey(2047)), "rsa-too-small"],
    ["RSA 8193", pemOf(rsaPublicKey(8193)), "rsa-too-large"],
    ["RSA 16384", pemOf(rsaPublicKey(16384)), "rsa-too-large"],
    ["RSA with exponent 1, by which anybody can sign", pemOf(rsaPublicKey(2048, 1)), "rsa-exponent"],
    ["RSA with exponent 3", pemOf(rsaPublicKey(2048, 3)), "rsa-exponent"],
    ["RSA with an even exponent", pemOf(rsaPublicKey(2048, 65538)), "rsa-exponent"],
    ["bytes behind the key", pem(Buffer.concat([spki(P256), Buffer.from([0])])), "trailing-data"],
    ["a second key behind the key", pem(Buffer.concat([spki(P256), spki(P256)])), "trailing-data"],
    ["explicit curve parameters (CVE-2020-0601)", pemOf(explicit), "unsupported-encoding"],
    ["a compressed point", pem(compressedPoint(P256)), "unsupported-encoding"],
  ])("refuses %s", (_, text, reason) => {
    expect(reasonFor(text)).toBe(reason);
  });
});
