import { verify } from "node:crypto";
import { verifyBundle, verifyLegacySignature } from "../src/signature/index.ts";
import { SUBJECT, bundle, legacyCandidate, payloadFor } from "../test/signature/candidates.ts";
import { keySigner, signingKey, signWith } from "../test/signature/keys.ts";
import { keyless, makeBundle, makeBundle2, makeLegacy } from "../test/signature/keyless.ts";

/** Processor time of one verification, warmed, in milliseconds (design.md, "Budgets"). */
const BUDGETS = { key: 0.1, "Rekor 1": 10, "Rekor 2 and TSA": 15 } as const;

interface Case {
  readonly name: string;
  readonly budget: keyof typeof BUDGETS;
  readonly verify: () => boolean;
}

const KEY = signingKey();

function cases(): readonly Case[] {
  const byKey = [keySigner("release", KEY.trusted)];
  const identities = [keyless()];
  const keyed = { bundle: bundle(KEY), legacy: legacyCandidate(KEY, payloadFor(SUBJECT)) };
  const first = Buffer.from(JSON.stringify(makeBundle().bundle));
  const second = Buffer.from(JSON.stringify(makeBundle2().bundle));
  const legacy = makeLegacy().candidate;
  return [
    { name: "bundle, key", budget: "key", verify: () => verifyBundle(keyed.bundle, SUBJECT, byKey).verified },
    { name: "legacy, key", budget: "key", verify: () => verifyLegacySignature(keyed.legacy, SUBJECT, byKey).verified },
    { name: "bundle, Rekor 1", budget: "Rekor 1", verify: () => verifyBundle(first, SUBJECT, identities).verified },
    {
      name: "legacy, Rekor 1",
      budget: "Rekor 1",
      verify: () => verifyLegacySignature(legacy, SUBJECT, identities).verified,
    },
    {
      name: "bundle, Rekor 2 and TSA",
      budget: "Rekor 2 and TSA",
      verify: () => verifyBundle(second, SUBJECT, identities).verified,
    },
  ];
}

/** A second or so of each, and as much before to warm up. */
const RUNS = { key: 5000, "Rekor 1": 200, "Rekor 2 and TSA": 150 } as const;

/** Other processes on the machine take turns, so processor time is measured, not the clock. */
export function benchSignature(): void {
  console.log("processor time of one verification, warmed (P-256 throughout; the public-good CA signs with P-384)");
  const bytes = Buffer.from(payloadFor(SUBJECT));
  const signature = signWith(KEY, bytes);
  const bare = milliseconds(() => verify("sha256", bytes, KEY.publicKey, signature), RUNS.key);
  console.log(`  ${"P-256 alone, by node:crypto".padEnd(28)} ${bare.toFixed(3)} ms`);
  for (const { name, budget, verify: once } of cases()) {
    const each = milliseconds(once, RUNS[budget]);
    const limit = BUDGETS[budget];
    console.log(`  ${name.padEnd(28)} ${each.toFixed(3)} ms, budget ${limit} ms${each > limit ? "  MISSED" : ""}`);
  }
}

function milliseconds(once: () => boolean, runs: number): number {
  for (let run = 0; run < runs; run++) if (!once()) throw new Error("it is not verified");
  const before = process.cpuUsage();
  for (let run = 0; run < runs; run++) once();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / runs;
}
