import { verify } from "node:crypto";
import { verifyBundle, verifyLegacySignature } from "../src/signature/index.ts";
import { attest, attestationOf, judgeAttestation, logged, stamped } from "../test/signature/attestations.ts";
import type { AttestOptions } from "../test/signature/attestations.ts";
import { SUBJECT, bundle, legacyCandidate, payloadFor } from "../test/signature/candidates.ts";
import { keySigner, signingKey, signWith } from "../test/signature/keys.ts";
import { keyless, makeBundle, makeBundle2, makeLegacy } from "../test/signature/keyless.ts";

/** Processor time of one verification, warmed, in milliseconds (design.md, "Budgets"). */
const BUDGETS = { key: 0.1, "Rekor 1": 10, "Rekor 2 and TSA": 15 } as const;

interface Case {
  readonly name: string;
  /** Attestations have none of their own: reading what they say takes time by its size. */
  readonly budget?: keyof typeof BUDGETS;
  readonly runs: number;
  readonly verify: () => boolean;
}

/** A second or so of each, and as much before to warm up. */
const RUNS = { key: 5000, "Rekor 1": 200, "Rekor 2 and TSA": 150, "5 MB": 10 } as const;

const KEY = signingKey();

/** A list of packages, as an SBOM has it, of about so many bytes. */
function packages(bytes: number): string {
  const one = (index: number) => ({
    SPDXID: `SPDXRef-Package-${index}`,
    name: `package-${index}`,
    versionInfo: "1.2.3-4+deb12u1",
    licenseDeclared: "GPL-2.0",
    externalRefs: [{ referenceType: "purl", referenceLocator: `pkg:deb/debian/package-${index}@1.2.3` }],
  });
  const count = Math.ceil(bytes / (JSON.stringify(one(0)).length + 10));
  return attestationOf(SUBJECT, { predicate: { packages: Array.from({ length: count }, (_, index) => one(index)) } });
}

function attestations(): readonly Case[] {
  const byKey = [keySigner("release", KEY.trusted)];
  const make = (name: string, runs: number, options: AttestOptions, signers: typeof byKey | undefined): Case => {
    const candidate = attest("bundle", options);
    return { name, runs, verify: () => judgeAttestation(candidate, signers && { signers }).verified };
  };
  const [small, large] = [packages(10_000), packages(5_000_000)];
  const keyless2 = { ...logged("dsse/0.0.2"), ...stamped };
  return [
    make("attestation of 10 kB, key", RUNS.key, { key: KEY, statement: small, entries: () => [] }, byKey),
    make("attestation of 10 kB, Rekor 1", RUNS["Rekor 1"], { statement: small }, undefined),
    make("attestation of 10 kB, Rekor 2", RUNS["Rekor 2 and TSA"], { statement: small, ...keyless2 }, undefined),
    make("attestation of 5 MB, key", RUNS["5 MB"], { key: KEY, statement: large, entries: () => [] }, byKey),
    make("attestation of 5 MB, Rekor 1", RUNS["5 MB"], { statement: large }, undefined),
  ];
}

function cases(): readonly Case[] {
  const byKey = [keySigner("release", KEY.trusted)];
  const identities = [keyless()];
  const keyed = { bundle: bundle(KEY), legacy: legacyCandidate(KEY, payloadFor(SUBJECT)) };
  const first = Buffer.from(JSON.stringify(makeBundle().bundle));
  const second = Buffer.from(JSON.stringify(makeBundle2().bundle));
  const legacy = makeLegacy().candidate;
  return [
    {
      name: "bundle, key",
      budget: "key",
      runs: RUNS.key,
      verify: () => verifyBundle(keyed.bundle, SUBJECT, byKey).verified,
    },
    {
      name: "legacy, key",
      budget: "key",
      runs: RUNS.key,
      verify: () => verifyLegacySignature(keyed.legacy, SUBJECT, byKey).verified,
    },
    {
      name: "bundle, Rekor 1",
      budget: "Rekor 1",
      runs: RUNS["Rekor 1"],
      verify: () => verifyBundle(first, SUBJECT, identities).verified,
    },
    {
      name: "legacy, Rekor 1",
      budget: "Rekor 1",
      runs: RUNS["Rekor 1"],
      verify: () => verifyLegacySignature(legacy, SUBJECT, identities).verified,
    },
    {
      name: "bundle, Rekor 2 and TSA",
      budget: "Rekor 2 and TSA",
      runs: RUNS["Rekor 2 and TSA"],
      verify: () => verifyBundle(second, SUBJECT, identities).verified,
    },
  ];
}

/** Other processes on the machine take turns, so processor time is measured, not the clock. */
export function benchSignature(): void {
  console.log("processor time of one verification, warmed (P-256 throughout; the public-good CA signs with P-384)");
  const bytes = Buffer.from(payloadFor(SUBJECT));
  const signature = signWith(KEY, bytes);
  const bare = milliseconds(() => verify("sha256", bytes, KEY.publicKey, signature), RUNS.key);
  console.log(`  ${"P-256 alone, by node:crypto".padEnd(30)} ${bare.toFixed(3)} ms`);
  for (const { name, budget, runs, verify: once } of [...cases(), ...attestations()]) {
    const each = milliseconds(once, runs);
    console.log(`  ${name.padEnd(30)} ${each.toFixed(3)} ms${budget ? judged(each, BUDGETS[budget]) : ""}`);
  }
}

function judged(each: number, budget: number): string {
  return `, budget ${budget} ms${each > budget ? "  MISSED" : ""}`;
}

function milliseconds(once: () => boolean, runs: number): number {
  for (let run = 0; run < runs; run++) if (!once()) throw new Error("it is not verified");
  const before = process.cpuUsage();
  for (let run = 0; run < runs; run++) once();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / runs;
}
