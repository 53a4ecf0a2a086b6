import { z } from "zod";
import type { Thresholds, TrustedRoot } from "../signature/index.ts";
import type { Path, Report } from "./problems.ts";
import { readShape, type Shape } from "./shape.ts";

/** More than a signature may bring along. */
const MAX = 8;
const count = z.int().min(1).max(MAX).optional();
const expected = `a number from 1 to ${MAX}`;

/** How many independent logs and authorities a signature needs. */
export const witnessesShape = {
  what: "a mapping of witnesses",
  schema: z.strictObject({ transparencyLogs: count, certificateLogs: count, timestampAuthorities: count }),
  wordings: {
    transparencyLogs: {
      expected,
      remedy: "Write transparencyLogs: 2 for entries in two logs; two in one log are one.",
    },
    certificateLogs: {
      expected,
      remedy: "Write certificateLogs: 2 for a certificate that two logs have promised to list.",
    },
    timestampAuthorities: { expected, remedy: "Write timestampAuthorities: 1 for a timestamp beside the log." },
  },
  planned: [],
} satisfies Shape<z.ZodRawShape>;

export type Witnesses = Partial<Pick<Thresholds, keyof typeof witnessesShape.wordings>>;

interface WitnessContext {
  readonly path: Path;
  readonly report: Report;
  readonly roots: readonly TrustedRoot[];
  /** What this signer cannot have, and why: how the sentence goes on after the key. */
  readonly excluded: Readonly<Partial<Record<keyof Witnesses, string>>>;
}

/** Reads `witnesses`; a number that no root of the signer could ever meet is an error, since nothing would be accepted. */
export function readWitnesses(
  value: unknown,
  { path, report, roots, excluded }: WitnessContext,
): Witnesses | undefined {
  if (value === undefined) return undefined;
  const raw = readShape(witnessesShape, value, path, report);
  if (raw === undefined) return undefined;
  const asked = Object.entries(raw).filter((entry): entry is [keyof Witnesses, number] => entry[1] !== undefined);
  for (const [kind, wanted] of asked) {
    const problem = excluded[kind] ?? tooFew(kind, wanted, roots);
    if (problem !== undefined) report([...path, kind], problem, "Remove it, or write another trustedRoot.");
  }
  return Object.fromEntries(asked);
}

function tooFew(kind: keyof Witnesses, wanted: number, roots: readonly TrustedRoot[]): string | undefined {
  const most = Math.max(...roots.map((root) => available(root)[kind]));
  if (roots.length === 0 || most >= wanted) return undefined;
  return `asks for ${wanted}, and the trusted root has ${most}.`;
}

/** A log that changed its validity stands there twice and is one log. */
function available({ material }: TrustedRoot): Required<Witnesses> {
  const logs = (list: typeof material.tlogs) => new Set(list.map(({ logID }) => logID.toString("hex"))).size;
  return {
    transparencyLogs: logs(material.tlogs),
    certificateLogs: logs(material.ctlogs),
    timestampAuthorities: material.timestampAuthorities.length,
  };
}
