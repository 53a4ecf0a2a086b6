import type { CertificateIdentity, VerifiedSigner } from "../signature/index.ts";
import { assign } from "./assign.ts";
import type { BoundSigner } from "./bind.ts";
import { asciiLower } from "./fold.ts";
import type { Threshold } from "./threshold.ts";

/** How a tally stands: who counts, and where that is too few, what lacks, in printable words that follow "it". */
export type Standing =
  | { readonly enough: true; readonly counted: readonly [VerifiedSigner, ...VerifiedSigner[]] }
  | { readonly enough: false; readonly counted: readonly VerifiedSigner[]; readonly lack: string };

/**
 * Counts who signed one digest, each key and each identity once, whatever names the document gives them, in whatever order
 * they are found. A signature counts for nobody but its one maker, and one more never takes anything away.
 */
export class Tally {
  readonly #signers: readonly BoundSigner[];
  readonly #needs: Threshold;
  readonly #keys: ReadonlySet<string>;
  /** Whoever made a signature, with the seats that they can take. */
  readonly #makers = new Map<string, Map<string, VerifiedSigner>>();

  constructor(signers: readonly BoundSigner[], needs: Threshold) {
    this.#signers = signers;
    this.#needs = needs;
    const keys = signers.flatMap((signer) => (signer.kind === "key" ? signer.keys : []));
    this.#keys = new Set(keys.map(({ fingerprint }) => `key ${fingerprint}`));
  }

  /**
   * Counts a verified signature; whether that is anything new.
   * @param maker by whom the same signature was counted before, under another of the document's names
   */
  add(signer: VerifiedSigner, maker = this.makerOf(signer)): boolean {
    const seats = this.#makers.get(maker) ?? new Map<string, VerifiedSigner>();
    const seat = this.#seatOf(signer);
    if (seats.has(seat)) return false;
    this.#makers.set(maker, seats.set(seat, signer));
    return true;
  }

  /** The key that made a signature; or whom its certificate names, unless that is given to one of the rule's own keys. */
  makerOf({ identity, certificate, key = "" }: VerifiedSigner): string {
    if (certificate === undefined) return identity;
    return this.#keys.has(`key ${key}`) ? `key ${key}` : JSON.stringify(identityIn(certificate));
  }

  get standing(): Standing {
    const makers = [...this.#makers.values()];
    const seats = assign(makers, (maker) => [...maker.keys()]);
    const seated = Array.from(seats, ([seat, maker]) => maker.get(seat)).filter((one) => one !== undefined);
    const counted = this.#inOrder(seated);
    const [first, ...rest] = counted;
    const needed = this.#needs.kind === "all" ? this.#signers.length : this.#needs.count;
    if (first !== undefined && counted.length >= needed) return { enough: true, counted: [first, ...rest] };
    return { enough: false, counted, lack: this.#lack(counted) };
  }

  /**
   * What no two signatures share that count: a signer's name, where each of the names is asked; else a key, or of a signer by
   * identity one repository, or one subject where there is none, so that a build does not count twice by another branch.
   */
  #seatOf({ signer, identity, certificate }: VerifiedSigner): string {
    if (this.#needs.kind === "all") return signer;
    if (certificate === undefined) return identity;
    const [, kind, subject, repository] = identityIn(certificate);
    return JSON.stringify(repository === undefined ? [signer, kind, subject] : [signer, repository]);
  }

  #inOrder(signers: readonly VerifiedSigner[]): readonly VerifiedSigner[] {
    const place = ({ signer }: VerifiedSigner) => this.#signers.findIndex(({ name }) => name === signer);
    return signers.toSorted((a, b) => place(a) - place(b) || (a.identity < b.identity ? -1 : 1));
  }

  #lack(counted: readonly VerifiedSigner[]): string {
    const who = counted.map(({ signer, identity }) => `${signer} (${identity})`).join(", ");
    if (this.#needs.kind === "at-least") {
      return `carries trusted signatures by ${counted.length} of the ${this.#needs.count} distinct keys or identities that are required: ${who}`;
    }
    const names = new Set(counted.map(({ signer }) => signer));
    const missing = this.#signers.map(({ name }) => name).filter((name) => !names.has(name));
    return `carries a trusted signature by ${who}, and none by another key or identity for ${missing.join(", ")}`;
  }
}

/** Letter case tells nobody apart: two names of one mailbox or one repository are not two parties. */
function identityIn({ issuer, subject, claims: { sourceRepositoryUri: repository } }: CertificateIdentity) {
  const { kind, value } = subject;
  return [issuer, kind, asciiLower(value), ...(repository === undefined ? [] : [asciiLower(repository)])] as const;
}
