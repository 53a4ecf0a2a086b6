import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { digestOf } from "../../src/reference/index.ts";
import { trustedRootJson } from "../fixtures/sigstore/instance.ts";
import { entryOf, ISSUER, leaf, NOW, signed, WORKFLOW } from "../fixtures/sigstore/keyless.ts";
import type { Signed } from "../fixtures/sigstore/keyless.ts";
import { BUNDLE_V03, statementFor } from "../signature/candidates.ts";
import { INSTANCE, STRANGER, makeBundle, makeBundle2 } from "../signature/keyless.ts";
import { signingKey } from "../signature/keys.ts";
import { judgeAssets } from "./assets.ts";
import { runClient } from "./client.ts";

const ARTIFACT = Buffer.from("some artifact\n");
const DIGEST = digestOf(ARTIFACT, "sha256");
const KEY = signingKey();
const ROOT = JSON.stringify(trustedRootJson(INSTANCE));

const statement = (predicateType = "https://slsa.dev/provenance/v1") => statementFor(DIGEST, { predicateType });
const attestation = () => makeBundle2({ statement: statement() }).bundle;

function message({ logged }: Signed, by: object, bytes = ARTIFACT): object {
  const digest = Buffer.from(digestOf(bytes, "sha256").slice(7), "hex").toString("base64");
  return {
    mediaType: BUNDLE_V03,
    verificationMaterial: by,
    messageSignature: {
      messageDigest: { algorithm: "SHA2_256", digest },
      signature: logged.signature.toString("base64"),
    },
  };
}

function keylessMessage(bytes = ARTIFACT): object {
  const made = signed(bytes, { certificate: leaf(INSTANCE) });
  const rawBytes = made.logged.signer.der.toString("base64");
  const tlogEntries = [entryOf(made, INSTANCE.rekor1, "hashedrekord/0.0.1")];
  return message(made, { certificate: { rawBytes }, tlogEntries }, bytes);
}

function keyMessage(logged = true): object {
  const made = signed(ARTIFACT, { key: KEY });
  const tlogEntries = logged ? [entryOf(made, INSTANCE.rekor1, "hashedrekord/0.0.1")] : [];
  return message(made, { publicKey: { hint: "" }, tlogEntries });
}

const keyPem = (key = KEY) => key.publicKey.export({ type: "spki", format: "pem" }).toString();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "digestbound-conformance-"));
  writeFileSync(join(folder, "a.txt"), ARTIFACT);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** The files of an asset, by their names. */
interface Asset {
  readonly bundle: object | string;
  readonly artifact?: string;
  readonly identity?: string;
  readonly issuer?: string;
  readonly "key.pub"?: string;
  readonly "trusted_root.json"?: object | string;
}

function write(name: string, { bundle, ...files }: Asset): void {
  const all = { "bundle.sigstore.json": bundle, "trusted_root.json": ROOT, identity: `${WORKFLOW}\n`, ...files };
  mkdirSync(join(folder, name));
  for (const [file, content] of Object.entries<object | string>(all))
    writeFileSync(join(folder, name, file), typeof content === "object" ? JSON.stringify(content) : content);
}

const ASSETS: Readonly<Record<string, () => Asset>> = {
  "an-attestation": () => ({ bundle: attestation() }),
  "an-attestation-of-another-artifact": () => ({
    bundle: makeBundle2({ statement: statementFor(digestOf(Buffer.from("other"), "sha256")) }).bundle,
    artifact: "other",
  }),
  "a-message": () => ({ bundle: keylessMessage() }),
  "a-key": () => ({ bundle: keyMessage(), "key.pub": keyPem() }),
  "another-artifact_fail": () => ({ bundle: attestation(), artifact: "other" }),
  "another-message_fail": () => ({ bundle: keylessMessage(Buffer.from("other")) }),
  "another-payload-type_fail": () => ({
    bundle: makeBundle({ statement: statement(), payloadType: "text/plain" }).bundle,
  }),
  "another-identity_fail": () => ({ bundle: attestation(), identity: WORKFLOW.slice(0, -1) }),
  "another-issuer_fail": () => ({ bundle: attestation(), issuer: `${ISSUER}/` }),
  "another-key_fail": () => ({ bundle: keyMessage(), "key.pub": keyPem(signingKey()) }),
  "another-root_fail": () => ({ bundle: attestation(), "trusted_root.json": trustedRootJson(STRANGER) }),
  "no-key_fail": () => ({ bundle: keyMessage() }),
  "no-log-entry_fail": () => ({ bundle: keyMessage(false), "key.pub": keyPem() }),
  "no-json_fail": () => ({ bundle: "{" }),
  "no-statement_fail": () => ({ bundle: makeBundle2({ statement: "{" }).bundle }),
  "no-subject_fail": () => ({ bundle: makeBundle2({ statement: "{}" }).bundle }),
  "no-public-key_fail": () => ({ bundle: keyMessage(), "key.pub": "no key" }),
  "no-root_fail": () => ({ bundle: attestation(), "trusted_root.json": "{}" }),
  "a-chain_fail": () => {
    const { bundle, signed: made } = makeBundle2({ statement: statement() });
    const certificates = [{ rawBytes: made.logged.signer.der.toString("base64") }];
    const material = { ...bundle.verificationMaterial, certificate: undefined, x509CertificateChain: { certificates } };
    return { bundle: { ...bundle, verificationMaterial: material } };
  },
};
const never = (): Asset => {
  throw new Error("no such asset");
};
const NAMES = Object.keys(ASSETS);
const writeAll = () => {
  for (const [name, make] of Object.entries(ASSETS)) write(name, make());
};

function judged(): { code: number; lines: readonly string[] } {
  const lines: string[] = [];
  const code = judgeAssets(folder, (line) => lines.push(line), NOW);
  return { code, lines };
}

describe("npm run conformance", () => {
  it("counts the assets that are judged as their names say", () => {
    writeAll();
    expect(judged()).toEqual({ code: 0, lines: [`${NAMES.length} of ${NAMES.length}`] });
  });

  it("prints each that is not, and fails", () => {
    write("good_fail", { bundle: attestation() });
    write("bad", { bundle: attestation(), identity: "somebody" });
    write("good", { bundle: attestation() });
    expect(judged()).toEqual({
      code: 1,
      lines: [expect.stringMatching(/^bad: refused: untrusted-identity: /), "good_fail: accepted", "1 of 3"],
    });
  });

  it("takes the public-good instance where an asset brings no root", () => {
    write("foreign_fail", { bundle: attestation() });
    rmSync(join(folder, "foreign_fail", "trusted_root.json"));
    expect(judged()).toMatchObject({ code: 0 });
  });

  it("does not call a folder without assets right (law 3)", () => {
    expect(judged()).toEqual({ code: 2, lines: [expect.stringContaining("no folder in")] });
  });

  it("is not content with an asset that cannot be read", () => {
    write("broken_fail", { bundle: attestation() });
    rmSync(join(folder, "a.txt"));
    expect(judged).toThrow("ENOENT");
  });
});

function client(...args: readonly string[]): { code: number; said: string } {
  const lines: string[] = [];
  const code = runClient(args, { folder, print: (line) => lines.push(line), now: NOW });
  return { code, said: lines.join("\n") };
}

const IDENTITY = ["--certificate-identity", WORKFLOW, "--certificate-oidc-issuer", ISSUER];
const under = (name: string, ...args: readonly string[]) =>
  client("verify-bundle", "--bundle", `${name}/bundle.sigstore.json`, ...args);
const rooted = (name: string) => ["--trusted-root", `${name}/trusted_root.json`];

describe("the client of sigstore-conformance's protocol", () => {
  beforeEach(writeAll);

  it.each(NAMES)("judges %s as the assets do", (name) => {
    const { artifact, issuer, identity, ...files } = (ASSETS[name] ?? never)();
    const by =
      files["key.pub"] === undefined
        ? ["--certificate-identity", identity ?? WORKFLOW, "--certificate-oidc-issuer", issuer ?? ISSUER]
        : ["--key", `${name}/key.pub`];
    const file = artifact === undefined ? "a.txt" : `${name}/artifact`;
    expect(under(name, ...by, ...rooted(name), file).code).toBe(name.endsWith("_fail") ? 1 : 0);
  });

  it("says who signed, or why not", () => {
    const root = rooted("an-attestation");
    expect(under("an-attestation", ...IDENTITY, ...root, "a.txt").said).toBe(
      `verified: ${WORKFLOW} (issuer ${ISSUER})`,
    );
    expect(under("another-message_fail", ...IDENTITY, ...root, "a.txt").said).toMatch(/^refused: other-digest: /);
  });

  it("takes a digest for an artifact that a statement is about, and no other", () => {
    const root = rooted("an-attestation");
    expect(under("an-attestation", ...IDENTITY, ...root, DIGEST).code).toBe(0);
    const other = digestOf(Buffer.from("other"), "sha256");
    expect(under("an-attestation", ...IDENTITY, ...root, other).said).toMatch(/^refused: other-digest: /);
  });

  it("says that a signature over the artifact itself needs the artifact", () => {
    expect(under("a-message", ...IDENTITY, ...rooted("a-message"), DIGEST)).toMatchObject({
      code: 1,
      said: expect.stringContaining("not its digest"),
    });
  });

  it("takes a digest for a file where one has that name", () => {
    writeFileSync(join(folder, DIGEST), "other");
    expect(under("an-attestation", ...IDENTITY, ...rooted("an-attestation"), DIGEST).code).toBe(1);
  });

  it("knows the public-good instance alone: staging is given as a root", () => {
    const args = ["--staging", ...IDENTITY];
    expect(under("an-attestation", ...args, "a.txt")).toMatchObject({
      code: 2,
      said: expect.stringContaining("--staging"),
    });
    expect(under("an-attestation", ...args, ...rooted("an-attestation"), "a.txt").code).toBe(0);
    expect(under("an-attestation", ...IDENTITY, "a.txt").code).toBe(1);
  });

  it.each([
    [["sign-bundle", "--identity-token", "x", "--bundle", "out.json", "a.txt"], "sign-bundle is not supported"],
    [["sign"], "sign is not supported"],
    [["attest"], "not a command: attest"],
    [[], "not a command"],
    [["verify-bundle", ...IDENTITY, "a.txt"], "--bundle is missing"],
    [["verify-bundle", "--bundle", "b.json", ...IDENTITY], "one file or digest"],
    [["verify-bundle", "--bundle", "b.json", ...IDENTITY, "a.txt", "a.txt"], "one file or digest"],
    [
      ["verify-bundle", "--bundle", "b.json", ...IDENTITY, "--certificate-identity-regexp", ".*", "a.txt"],
      "Unknown option",
    ],
    [["verify-bundle", "--bundle", "missing.json", ...IDENTITY, "a.txt"], "missing.json"],
    [["verify-bundle", "--bundle", "a-key/bundle.sigstore.json", "a.txt"], "give --key, or both"],
    [
      ["verify-bundle", "--bundle", "a-key/bundle.sigstore.json", ...IDENTITY.slice(0, 2), "a.txt"],
      "give --key, or both",
    ],
    [
      ["verify-bundle", "--bundle", "a-key/bundle.sigstore.json", ...IDENTITY, "--key", "a-key/key.pub", "a.txt"],
      "give --key, or both",
    ],
  ])("answers %j with what it does not take", (args, said) => {
    expect(client(...args)).toEqual({ code: 2, said: expect.stringContaining(said) });
  });
});
