import { z } from "zod";
import type { BuildBinding, Signer } from "./document.ts";
import { DAY, DURATION_PATTERN, durationOf } from "./duration.ts";
import { readNamedSigners, type Signers } from "./named-signers.ts";
import type { Path, Report } from "./problems.ts";
import { readShape, type Shape } from "./shape.ts";
import { names, text } from "./signer-parts.ts";

/** A run of a day; what is further apart is hardly one build. */
const MAX_WITHIN = DAY;

export const buildBindingShape = {
  what: "a binding to a build",
  schema: z.strictObject({
    by: names,
    within: text.refine((value) => durationOf(value, MAX_WITHIN) !== undefined).meta({ pattern: DURATION_PATTERN }),
  }),
  wordings: {
    by: { expected: "a list of signer names", remedy: "Write by: [acme-ci] with who signs the provenance." },
    within: {
      expected: "a time such as 1h or 30m",
      remedy: "Write within: 1h, at most 24h: how far apart signature and provenance may have been made.",
      examples: ["1h"],
    },
  },
  planned: [],
} satisfies Shape<z.ZodRawShape>;

/** @param signedBy whose signatures are to be bound */
export function readBuildBinding(
  value: unknown,
  signedBy: readonly Signer[],
  signers: Signers,
  path: Path,
  report: Report,
): BuildBinding<Signer> | undefined {
  const raw = readShape(buildBindingShape, value, path, report);
  const anyOf = raw && readNamedSigners(raw.by, signers, [...path, "by"], report);
  if (raw === undefined || anyOf === undefined) return undefined;
  refuseKeys(signedBy, "every signer in signedBy signs with a key, and", path, report);
  refuseKeys(anyOf, "every signer here signs with a key, and", [...path, "by"], report);
  return { anyOf, within: durationOf(raw.within, MAX_WITHIN) ?? 0 };
}

/** What no image could ever meet is a mistake in the document. */
function refuseKeys(signers: readonly Signer[], who: string, path: Path, report: Report): void {
  if (!signers.every(({ kind }) => kind === "key")) return;
  const remedy = "Name a signer with an issuer, whose certificates say which run they were given for, or remove it.";
  report(path, `${who} nothing says in which run a key signed.`, remedy);
}
