import { cosignKeys, readCosignSigner } from "./cosign-signer.ts";
import type { Signer } from "./document.ts";
import { presetOf } from "./presets/index.ts";
import { quote, type Path, type Report } from "./problems.ts";
import { signerShape } from "./schema.ts";
import { readShape } from "./shape.ts";
import type { KnownRoots } from "./trusted-roots.ts";

/** Names stand in reports, so they hold nothing that a report format might act upon. */
export const SIGNER_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Where a signer stands, and from where its files are seen. */
export interface SignerContext {
  readonly name: string;
  readonly path: Path;
  readonly folder: string;
  readonly report: Report;
  readonly known: KnownRoots;
}

/** Reads the signers that are right and reports what is wrong with the others. */
export function readSigners(
  signers: Readonly<Record<string, unknown>>,
  folderOf: (path: Path) => string,
  report: Report,
): ReadonlyMap<string, Signer> {
  const read = new Map<string, Signer>();
  const known: KnownRoots = new Map();
  for (const [name, value] of Object.entries(signers)) {
    const path = ["signers", name];
    checkName(name, path, report);
    const signer = readSigner(value, { name, path, folder: folderOf(path), report, known });
    if (signer !== undefined) read.set(name, signer);
  }
  return read;
}

function checkName(name: string, path: Path, report: Report): void {
  if (SIGNER_NAME.test(name)) return;
  const remedy = 'Use 1 to 64 ASCII letters, digits, ".", "_" and "-", beginning with a letter or digit.';
  report(path, `${quote(name)} is no name for a signer.`, remedy);
}

function readSigner(value: unknown, context: SignerContext): Signer | undefined {
  const { path, report } = context;
  const signer = readShape(signerShape, value, path, report);
  if (signer === undefined) return undefined;
  const { cosign, preset, trustedRoot } = signer;
  const at = [...path, "cosign"];
  if (cosign !== undefined && preset !== undefined) {
    report([...path, "preset"], "stands beside cosign.", "Keep one of the two, or write two signers.");
    return undefined;
  }
  if (preset !== undefined) {
    return readCosignSigner({ ...presetOf(preset).cosign, ...(trustedRoot !== undefined && { trustedRoot }) }, context);
  }
  if (trustedRoot !== undefined) {
    report(
      [...path, "trustedRoot"],
      "goes with a preset.",
      "Write it under cosign, beside whom the signer stands for.",
    );
  }
  if (cosign !== undefined) return readCosignSigner(cosign, { ...context, path: at });
  report(at, `is missing; expected a mapping with ${cosignKeys}.`, signerShape.wordings.cosign.remedy);
  return undefined;
}
