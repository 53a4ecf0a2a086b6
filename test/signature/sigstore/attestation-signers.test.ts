import { describe, expect, it } from "@jest/globals";
import { digestHex } from "../../../src/reference/index.ts";
import { verifyBundle } from "../../../src/signature/index.ts";
import type { AttestationResult, CosignSigner, RequiredClaims } from "../../../src/signature/index.ts";
import { alternativeNames, claim, pem, spki, uri } from "../../fixtures/sigstore/certificate.ts";
import { leaf, ISSUER, plus, SIGNED_AT, WORKFLOW } from "../../fixtures/sigstore/keyless.ts";
import { LOG_BODIES } from "../../fixtures/sigstore/log-body.ts";
import type { LogKind } from "../../fixtures/sigstore/log-body.ts";
import {
  attest,
  attestationOf,
  judgeAttestation,
  logged,
  loggedKey,
  REPOSITORY,
  SLSA,
  stamped,
} from "../attestations.ts";
import type { AttestOptions, Storage } from "../attestations.ts";
import { OTHER, SUBJECT, bundle, outcome, statementFor } from "../candidates.ts";
import { INSTANCE, STRANGER, keyless } from "../keyless.ts";
import { keySigner, signingKey } from "../keys.ts";

const KEY = signingKey();
const OTHER_KEY = signingKey();
const BY_KEY = keySigner("release", KEY.trusted);
const EVIL = alternativeNames(uri("https://github.com/evil/web"));
const STORAGES: readonly Storage[] = ["bundle", "envelope"];

function judge(storage: Storage, options: AttestOptions, signers: readonly CosignSigner[] = [keyless()]): string {
  return outcome(judgeAttestation(attest(storage, options), { signers }));
}

/** An entry that the log has promised, about whatever is given in the place of what was signed. */
function about(kind: LogKind, other: Partial<Parameters<(typeof LOG_BODIES)[LogKind]>[0]>): AttestOptions {
  return {
    entries: ({ logged: own }) => [INSTANCE.rekor1.add(LOG_BODIES[kind]({ ...own, ...other }), plus(SIGNED_AT, 10))],
  };
}

describe.each(STORAGES)("who made an attestation is judged as for signatures: %s", (storage) => {
  const stranger = leaf(INSTANCE);
  const by = { label: "CERTIFICATE", der: stranger.der } as const;
  it.each<[string, AttestOptions, string]>([
    ["of an instance that nobody trusts", { instance: STRANGER }, "untrusted-log-entry"],
    ["by another workflow", { certificate: { names: EVIL } }, "untrusted-identity"],
    ["that no log has", { entries: () => [] }, "no-log-entry"],
    [
      "with another attestation's entry",
      about("dsse/0.0.1", { payload: Buffer.from(attestationOf(OTHER)) }),
      "other-log-entry",
    ],
    [
      "with another signature's entry",
      about("dsse/0.0.1", { signature: Buffer.from("MEUCIQ==", "base64") }),
      "other-log-entry",
    ],
    ["with an entry by another certificate (CVE-2026-22703)", about("dsse/0.0.1", { signer: by }), "other-log-entry"],
    [
      "intoto/0.0.2, with another attestation's entry",
      about("intoto/0.0.2", { payload: Buffer.from("x") }),
      "other-log-entry",
    ],
    ["intoto/0.0.2, with an entry by another certificate", about("intoto/0.0.2", { signer: by }), "other-log-entry"],
    [
      "intoto/0.0.1, with another payload's entry",
      about("intoto/0.0.1", { payload: Buffer.from("x") }),
      "other-log-entry",
    ],
    [
      "intoto/0.0.1, with another envelope's entry",
      about("intoto/0.0.1", { envelope: Buffer.from("x") }),
      "other-log-entry",
    ],
    ["intoto/0.0.1, with an entry by another certificate", about("intoto/0.0.1", { signer: by }), "other-log-entry"],
    [
      "made after its certificate had expired",
      { certificate: { notBefore: plus(SIGNED_AT, -600), notAfter: plus(SIGNED_AT, -1) } },
      "untrusted-certificate",
    ],
    ["whose certificate nobody has listed", { certificate: { certificateLog: null } }, "unlogged-certificate"],
  ])("refuses one %s", (_, options, expected) => {
    expect(judge(storage, options)).toBe(expected);
  });

  it("refuses one by a key where identities are trusted, and by a certificate where keys are", () => {
    expect(judge(storage, { key: KEY, entries: () => [] })).toBe("not-a-certificate-signature");
    expect(judge(storage, {}, [BY_KEY])).toBe(storage === "bundle" ? "not-a-key-signature" : "untrusted-key");
  });

  it("refuses one of Rekor 2 that is dated by nobody", () => {
    const undated = storage === "bundle" ? "no-verified-time" : "malformed-log-entry";
    expect(judge(storage, logged("dsse/0.0.2"))).toBe(undated);
  });

  it("refuses another key, no signer at all, and a key whose attestation no log has", () => {
    expect(judge(storage, { key: OTHER_KEY, entries: () => [] }, [BY_KEY])).toBe("untrusted-key");
    expect(judge(storage, { key: KEY, entries: () => [] }, [])).toBe("no-trusted-key");
    expect(judge(storage, { key: KEY, entries: () => [] }, [loggedKey(KEY)])).toBe("no-log-entry");
  });

  it.each<LogKind>(["dsse/0.0.1", "intoto/0.0.2", "intoto/0.0.1"])(
    "refuses a key's attestation whose entry %s is by another key",
    (kind) => {
      const signer = { label: "PUBLIC KEY", der: spki(OTHER_KEY) } as const;
      expect(judge(storage, { key: KEY, ...about(kind, { signer }) }, [loggedKey(KEY)])).toBe("other-log-entry");
    },
  );

  it("says who signed where that is nobody whom the policy trusts, and not before the claims hold", () => {
    const certificate = { names: EVIL, claims: [claim(14, "refs/heads/main")] };
    const result = judgeAttestation(attest(storage, { certificate }));
    expect(result).toMatchObject({
      reason: "untrusted-identity",
      signedBy: {
        issuer: ISSUER,
        subject: { value: "https://github.com/evil/web" },
        claims: { sourceRepositoryRef: "refs/heads/main" },
      },
      message: expect.stringContaining(`the subject is not ${WORKFLOW}`),
    });
    expect(judge(storage, { certificate, statement: attestationOf(OTHER) })).toBe("other-digest");
  });
});

describe("a layer's annotations are nobody's word", () => {
  it("a key's attestation stays one when somebody adds a certificate, and needs none of what is beside it", () => {
    const annotations = {
      "dev.sigstore.cosign/certificate": pem("CERTIFICATE", leaf(STRANGER).der),
      "dev.sigstore.cosign/bundle": "{",
      predicateType: "https://example.com/other",
    };
    expect(judge("envelope", { key: KEY, annotations }, [BY_KEY, keyless()])).toBe("verified");
  });

  it("a public key in the place of a certificate is refused (GHSA-fx35-mq7g-6g98)", () => {
    const annotations = { "dev.sigstore.cosign/certificate": pem("PUBLIC KEY", spki(OTHER_KEY)) };
    expect(judge("envelope", { key: OTHER_KEY, annotations })).toBe("malformed-certificate");
  });

  it("the predicate type that they name decides nothing", () => {
    const statement = attestationOf(SUBJECT, { predicateType: "https://example.com/other" });
    expect(judge("envelope", { statement, annotations: { predicateType: SLSA } })).toBe("other-predicate-type");
  });
});

describe("what a signer's attestations have to say", () => {
  const NONE = new Map<string, string>();
  const sha256 = digestHex(SUBJECT);
  const named = (...names: readonly unknown[]) =>
    attestationOf(SUBJECT, { subject: names.map((name) => ({ name, digest: { sha256 } })) });
  const both = (statement: string, requires: RequiredClaims): readonly string[] =>
    STORAGES.flatMap((storage) => [
      judge(storage, { key: KEY, statement, entries: () => [] }, [{ ...BY_KEY, requires }]),
      judge(storage, { statement, ...stamped }, [keyless(undefined, { requires })]),
    ]);

  it.each<[string, string, string, string]>([
    ["names the repository", named(REPOSITORY), REPOSITORY, "verified"],
    ["names it twice", named(REPOSITORY, REPOSITORY), REPOSITORY, "verified"],
    ["names it with a tag", named(`${REPOSITORY}:1.4`), REPOSITORY, "verified"],
    ["names Docker Hub as cosign does", named("index.docker.io/acme/web"), "docker.io/acme/web", "verified"],
    ["names another one", named("ghcr.io/acme/web-internal"), REPOSITORY, "other-reference"],
    ["names another registry", named("ghcr.io.evil.example/acme/web"), REPOSITORY, "other-reference"],
    ["names it beside another one", named(REPOSITORY, "ghcr.io/acme/api"), REPOSITORY, "other-reference"],
    ["names it only once of twice", named(REPOSITORY, undefined), REPOSITORY, "other-reference"],
    ["names nothing", named(undefined), REPOSITORY, "other-reference"],
    ["names it as what is no text", named([REPOSITORY]), REPOSITORY, "other-reference"],
    ["names what is no reference", named("https://ghcr.io/acme/web"), REPOSITORY, "other-reference"],
    [
      "names it for another digest",
      attestationOf(SUBJECT, {
        subject: [
          { name: REPOSITORY, digest: { sha256: digestHex(OTHER) } },
          { name: "ghcr.io/acme/api", digest: { sha256 } },
        ],
      }),
      REPOSITORY,
      "other-reference",
    ],
  ])("a required reference: a statement that %s", (_, statement, reference, expected) => {
    expect(new Set(both(statement, { reference, annotations: NONE }))).toEqual(new Set([expected]));
  });

  it("required annotations stand in the subject, and nowhere else", () => {
    const annotations = new Map([["env", "prod"]]);
    const statement = attestationOf(SUBJECT, { subject: [{ digest: { sha256 }, annotations: { env: "prod" } }] });
    expect(new Set(both(statement, { annotations }))).toEqual(new Set(["verified"]));
    expect(new Set(both(attestationOf(SUBJECT, { annotations: { env: "prod" } }), { annotations }))).toEqual(
      new Set(["other-annotations"]),
    );
    expect(
      judge("envelope", { key: KEY, annotations: { env: "prod" } }, [{ ...BY_KEY, requires: { annotations } }]),
    ).toBe("other-annotations");
  });
});

it("a signature's subject names no repository, even where somebody writes one into it", () => {
  const subject = [{ name: REPOSITORY, digest: { sha256: digestHex(SUBJECT) } }];
  const signed = bundle(KEY, { statement: statementFor(SUBJECT, { subject }) });
  const requires = { reference: REPOSITORY, annotations: new Map<string, string>() };
  expect(outcome(verifyBundle(signed, SUBJECT, [{ ...BY_KEY, requires }]))).toBe("other-reference");
});

it("refuses a bundle with a certificate chain where no signer has a CA of its own", () => {
  const candidate = attest("bundle");
  const text = candidate.kind === "bundle" ? Buffer.from(candidate.bundle).toString() : "";
  const chained = text.replace(
    /"certificate":(\{[^}]*\})/,
    `"x509CertificateChain":{"certificates":[$1,{"rawBytes":"${INSTANCE.fulcio.der.toString("base64")}"}]}`,
  );
  expect(outcome(judgeAttestation({ kind: "bundle", bundle: Buffer.from(chained) }))).toBe("unexpected-chain");
});

it("verifies with the first of several signers that made it, and tells its name", () => {
  const signers = [
    keyless(undefined, { name: "other", mismatch: () => "no" }),
    BY_KEY,
    keyless(undefined, { name: "ci" }),
  ];
  const result: AttestationResult = judgeAttestation(attest("bundle"), { signers });
  expect(result).toMatchObject({ verified: true, signer: { signer: "ci" } });
});
