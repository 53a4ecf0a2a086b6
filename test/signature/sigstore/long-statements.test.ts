import { describe, expect, it } from "@jest/globals";
import type { CosignSigner } from "../../../src/signature/index.ts";
import { alternativeNames, uri } from "../../fixtures/sigstore/certificate.ts";
import { attest, attestationOf, judgeAttestation, logged, REPOSITORY, VULN } from "../attestations.ts";
import type { AttestOptions, Storage } from "../attestations.ts";
import { OTHER, SUBJECT, outcome } from "../candidates.ts";
import { STRANGER, keyless } from "../keyless.ts";
import { keySigner, signingKey } from "../keys.ts";

// To read a statement of 24 MiB may take seconds; whoever may push to the registry may not spend them for everybody.

const KEY = signingKey();
const BY_KEY = keySigner("release", KEY.trusted);
const EVIL = { names: alternativeNames(uri("https://github.com/evil/web")) };
const requiring = (reference: string) => ({ ...BY_KEY, requires: { reference, annotations: new Map() } });
const long = { padding: "x".repeat(64 * 1024) };
/** Nobody who read it would take it for a statement. */
const unreadable = attestationOf(SUBJECT, long).replace("{", '{"subject":[],');

describe.each<Storage>(["bundle", "envelope"])("a long statement: %s", (storage) => {
  const judge = (options: AttestOptions, signers: readonly CosignSigner[] = [BY_KEY]) =>
    outcome(judgeAttestation(attest(storage, { key: KEY, entries: () => [], ...options }), { signers }));
  const byCertificate = { key: undefined, ...logged("dsse/0.0.1") } as unknown as AttestOptions;

  it.each<[string, AttestOptions, readonly CosignSigner[], string]>([
    ["by a trusted key is read", { statement: unreadable }, [BY_KEY], "malformed-payload"],
    ["by an unknown key is not", { key: signingKey(), statement: unreadable }, [BY_KEY], "untrusted-key"],
    ["by an unknown key is, where it is short", { key: signingKey(), statement: "x" }, [BY_KEY], "malformed-payload"],
    [
      "of an instance that nobody trusts is not",
      { ...byCertificate, instance: STRANGER, statement: unreadable },
      [keyless()],
      "untrusted-certificate",
    ],
    [
      "by somebody who is known is",
      { ...byCertificate, certificate: EVIL, statement: unreadable },
      [keyless()],
      "malformed-payload",
    ],
  ])("%s", (_, options, signers, expected) => {
    expect(judge(options, signers)).toBe(expected);
  });

  it.each<[string, AttestOptions, readonly CosignSigner[], string]>([
    ["by a trusted key", {}, [BY_KEY], "verified"],
    ["that names the repository", {}, [requiring(REPOSITORY)], "verified"],
    ["that names another repository", {}, [requiring(`${REPOSITORY}-other`)], "other-reference"],
    ["of another digest", { statement: attestationOf(OTHER, long) }, [BY_KEY], "other-digest"],
    [
      "of another type, by whomever",
      { key: signingKey(), statement: attestationOf(SUBJECT, { ...long, predicateType: VULN }) },
      [BY_KEY],
      "other-predicate-type",
    ],
    ["by a trusted identity", byCertificate, [keyless()], "verified"],
    ["by another identity", { ...byCertificate, certificate: EVIL }, [keyless()], "untrusted-identity"],
    [
      "of another digest by another identity",
      { ...byCertificate, certificate: EVIL, statement: attestationOf(OTHER, long) },
      [keyless()],
      "other-digest",
    ],
  ])("is judged as any other: %s", (_, options, signers, expected) => {
    expect(judge({ statement: attestationOf(SUBJECT, long), ...options }, signers)).toBe(expected);
  });
});
