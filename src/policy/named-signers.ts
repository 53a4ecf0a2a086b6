import type { Signer } from "./document.ts";
import { didYouMean } from "./nearest.ts";
import { quote, type Path, type Report } from "./problems.ts";

/** The signers that a rule may name: those that were read, and the names of those that are wrong in themselves. */
export interface Signers {
  readonly read: ReadonlyMap<string, Signer>;
  readonly names: readonly string[];
  /** Nobody can say which names there are, because what stands under signers is no mapping. */
  readonly unreadable?: boolean;
}

/** The signers with these names; undefined where one of them could not be read. */
export function readNamedSigners(
  names: readonly string[],
  signers: Signers,
  path: Path,
  report: Report,
): readonly Signer[] | undefined {
  for (const [index, name] of names.entries()) {
    const at = [...path, index];
    if (names.indexOf(name) < index) report(at, `${quote(name)} is listed twice.`, "Remove one of them.");
    else if (signers.unreadable !== true && !signers.names.includes(name))
      reportUnknownSigner(name, signers.names, at, report);
  }
  const anyOf = names.map((name) => signers.read.get(name)).filter((signer) => signer !== undefined);
  return anyOf.length === names.length ? anyOf : undefined;
}

function reportUnknownSigner(name: string, known: readonly string[], path: Path, report: Report): void {
  const names =
    known.length === 0
      ? "There are none: write signers: with this name and whom it stands for."
      : `There are ${known.slice(0, 10).map(quote).join(", ")}.`;
  report(path, `${quote(name)} is no signer of this document.`, `${didYouMean(name, known)}${names}`);
}
