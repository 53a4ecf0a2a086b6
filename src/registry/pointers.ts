import { createHash } from "node:crypto";
import { z } from "zod";
import { parseDigest, type Digest, type Repository } from "../reference/index.ts";
import type { Journal } from "../storage/index.ts";
import type { Attestation, Candidate } from "./candidates.ts";
import type { Hosts } from "./hosts.ts";

/** The manifest that held a signature or an attestation, and its format. */
export type EvidencePointer = Pick<Candidate | Attestation, "kind" | "manifest">;

/** Where evidence on a digest was found lately: pointers to bytes, never a verdict (law 5). */
export interface Pointers {
  /** Undefined where nothing was remembered within the freshness. Never rejects. */
  read(repository: Repository, subject: Digest): Promise<readonly EvidencePointer[] | undefined>;
  /** `seen`: when the registry began to be asked, in milliseconds since 1970. Never throws. */
  write(repository: Repository, subject: Digest, evidence: readonly EvidencePointer[], seen: number): void;
  /** Nothing that was written is found any more. Never throws. */
  readonly forget: (repository: Repository, subject: Digest) => void;
}

export interface PointerOptions {
  /** For how long a pointer is followed, in milliseconds; at 0 nothing is kept nor found. */
  readonly freshness: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly hosts: Hosts;
}

/** As many as a list of evidence on one digest is looked at. */
const MAX_POINTERS = 64;

const shape = z.strictObject({
  version: z.literal(1),
  key: z.string(),
  seen: z.int(),
  evidence: z
    .array(
      z.strictObject({
        kind: z.enum(["legacy", "bundle", "attestation"]),
        manifest: z.string().transform(parseDigest),
      }),
    )
    .min(1)
    .max(MAX_POINTERS),
});
type Written = z.input<typeof shape>;
const KEY = /"key":"([0-9a-f]{64})"/;

export function createPointers(journal: Journal, { freshness, now, hosts }: PointerOptions): Pointers {
  let texts: Promise<ReadonlyMap<string, string>> | undefined;
  const append = (repository: Repository, subject: Digest, evidence: Written["evidence"], seen: number) => {
    const key = keyOf(repository, subject, hosts);
    journal.append(JSON.stringify({ version: 1, key, seen, evidence } satisfies Written));
  };
  return {
    async read(repository, subject) {
      if (freshness <= 0) return undefined;
      texts ??= journal.read(freshness).then(byKey);
      const pointer = parse((await texts).get(keyOf(repository, subject, hosts)) ?? "");
      if (pointer === undefined) return undefined;
      const age = now() - pointer.seen;
      // What comes from the future was written while a clock was wrong.
      return age >= 0 && age < freshness ? pointer.evidence : undefined;
    },
    write(repository, subject, evidence, seen) {
      if (freshness <= 0 || evidence.length > MAX_POINTERS) return;
      const pointers = evidence.map(({ kind, manifest }) => ({ kind, manifest }));
      append(repository, subject, pointers, seen);
    },
    forget(repository, subject) {
      // Of two the later one counts, and this one is too old to be followed.
      if (freshness > 0) append(repository, subject, [{ kind: "bundle", manifest: subject }], 0);
    },
  };
}

/** Unread: a run asks for a few of them. Of two the later one counts. */
function byKey(texts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(texts.map((text) => [KEY.exec(text)?.[1] ?? "", text]));
}

/**
 * 64 hex digits, so that no name stands in clear. The host's settings are part of it: what was learned over plain HTTP
 * tells nothing about a registry that is to be asked over HTTPS (law 7).
 */
function keyOf({ registry, repository }: Repository, subject: Digest, hosts: Hosts): string {
  const parts = JSON.stringify([registry, repository, subject, hosts.get(registry) ?? null]);
  return createHash("sha256").update(parts).digest("hex");
}

/** Undefined for anything else than what is written here. */
function parse(text: string): z.output<typeof shape> | undefined {
  try {
    return shape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
