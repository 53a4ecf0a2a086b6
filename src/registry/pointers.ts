import { createHash } from "node:crypto";
import { z } from "zod";
import { parseDigest, type Digest, type Repository } from "../reference/index.ts";
import { seal, unseal, type KeptFiles, type KeptName } from "../storage/index.ts";
import type { Candidate } from "./candidates.ts";
import type { Hosts } from "./hosts.ts";

/** The manifest that held a signature, and its format. */
export type EvidencePointer = Pick<Candidate, "kind" | "manifest">;

/** Where evidence on a digest was found lately: pointers to bytes, never a verdict (law 5). */
export interface Pointers {
  /** Undefined where nothing was remembered within the freshness. Never rejects. */
  read(repository: Repository, subject: Digest): Promise<readonly EvidencePointer[] | undefined>;
  /** `seen`: when the registry began to be asked, in milliseconds since 1970. Never throws. */
  write(repository: Repository, subject: Digest, evidence: readonly EvidencePointer[], seen: number): void;
}

/** As many as signatures on one digest are looked at. */
const MAX_POINTERS = 64;
/** Far more than 64 pointers take. */
const MAX_BYTES = 16 * 1024;

const shape = z.strictObject({
  version: z.literal(1),
  key: z.string(),
  seen: z.int(),
  evidence: z
    .array(z.strictObject({ kind: z.enum(["legacy", "bundle"]), manifest: z.string().transform(parseDigest) }))
    .min(1)
    .max(MAX_POINTERS),
});

export interface PointerOptions {
  /** For how long a pointer is followed, in milliseconds; at 0 nothing is kept nor found. */
  readonly freshness: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly hosts: Hosts;
}

export function createPointers(files: KeptFiles, { freshness, now, hosts }: PointerOptions): Pointers {
  return {
    async read(repository, subject) {
      const name = nameOf(repository, subject, hosts);
      const bytes = freshness > 0 ? await files.read(name, MAX_BYTES) : undefined;
      const pointer = bytes && parse(bytes);
      if (pointer?.key !== name.hex) return undefined;
      const age = now() - pointer.seen;
      // What comes from the future was written while a clock was wrong.
      return age >= 0 && age < freshness ? pointer.evidence : undefined;
    },
    write(repository, subject, evidence, seen) {
      if (freshness <= 0 || evidence.length > MAX_POINTERS) return;
      const name = nameOf(repository, subject, hosts);
      const pointers = evidence.map(({ kind, manifest }) => ({ kind, manifest }));
      const text = JSON.stringify({ version: 1, key: name.hex, seen, evidence: pointers });
      files.write(name, Buffer.from(seal(text)), { replace: true });
    },
  };
}

/**
 * The key stands inside the file as well, so that a file that was moved is not taken. The host's settings are part of it:
 * what was learned over plain HTTP tells nothing about a registry that is to be asked over HTTPS (law 7).
 */
function nameOf({ registry, repository }: Repository, subject: Digest, hosts: Hosts): KeptName {
  const parts = JSON.stringify([registry, repository, subject, hosts.get(registry) ?? null]);
  return { kind: "pointers", hex: createHash("sha256").update(parts).digest("hex") };
}

/** Undefined for anything else than what is written here. */
function parse(bytes: Buffer): z.output<typeof shape> | undefined {
  try {
    const text = unseal(bytes);
    return text === undefined ? undefined : shape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
