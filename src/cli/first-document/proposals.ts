import { fitsPreset, presetFor, presetOf, signerFor, type PolicyDocument } from "../../policy/index.ts";
import { formatImageReference } from "../../reference/index.ts";
import { freeName, signerName } from "../signer-name.ts";
import { hasUnknownKey, strangersOf, type Observed, type Stranger } from "./observe.ts";
import { rootFile, UNDECIDED } from "./undecided.ts";

/** A signer that a person may decide to trust. */
export interface Proposal {
  readonly name: string;
  /** As it stands under the name in `signers`. */
  readonly signer: object;
  /** Why it is proposed, printable. */
  readonly because: string;
  /** The images that it signed, as far as anybody saw. */
  readonly observedOn: ReadonlySet<string>;
}

/** What is proposed for the repositories, by their names. */
export interface Proposals {
  readonly signers: readonly Proposal[];
  readonly names: ReadonlyMap<string, readonly string[]>;
}

/** The trusted roots that the user named, as the document is to name them. */
export interface Roots {
  readonly files: readonly string[];
  readonly policy: PolicyDocument;
}

/** Who might be trusted for each repository: its publisher's preset, the identities that signed, a key that was used. */
export function proposalsFor(repositories: ReadonlyMap<string, readonly Observed[]>, roots: Roots): Proposals {
  const book = new Book();
  const names = new Map<string, readonly string[]>();
  for (const [repository, observed] of repositories) {
    const first = observed[0];
    if (first === undefined) continue;
    const preset = presetFor(first.reference);
    const strangers = observed.flatMap((one) => strangersOf(one).map((stranger) => ({ stranger, on: one })));
    const others = strangers.filter(({ stranger }) => preset === undefined || !fitsPreset(preset, stranger.identity));
    names.set(repository, [
      ...(preset === undefined ? [] : [book.preset(preset, strangers.length - others.length)]),
      ...new Set(others.flatMap(({ stranger, on }) => book.identity(stranger, on, roots))),
      ...(observed.some(hasUnknownKey) ? [book.key(repository)] : []),
    ]);
  }
  return { signers: book.proposals, names };
}

/** Each proposal once, under a name of its own, wherever it is proposed. */
class Book {
  readonly #byText = new Map<string, Proposal>();

  get proposals(): readonly Proposal[] {
    return [...this.#byText.values()];
  }

  preset(preset: Parameters<typeof presetOf>[0], fitting: number): string {
    const { source, reviewed } = presetOf(preset);
    const seen = fitting > 0 ? "Signatures that fit it were observed" : "No signature that fits it was observed";
    return this.#add(preset, { preset }, `The publisher's own statement (${source}, read on ${reviewed}). ${seen}.`);
  }

  identity(stranger: Stranger, { reference }: Observed, roots: Roots): readonly string[] {
    const cosign = signerFor(stranger.identity);
    if (cosign === undefined) return [];
    const signer = { cosign: { ...cosign, ...rootKeys(stranger, roots) } };
    const name = signerName(stranger.identity, this.#names);
    return [this.#add(name, signer, "An identity that signed", formatImageReference(reference))];
  }

  key(repository: string): string {
    const plain = repository
      .replace(/[^A-Za-z0-9]+/g, "-")
      .replace(/^-/, "")
      .slice(0, 50);
    const name = `${plain}-key`;
    const signer = { cosign: { key: `keys/${name}.pub` } };
    const because =
      `${repository} is signed with a key. Get its public half from its owner and put it into that file; ` +
      "add transparencyLog: not-required where its signatures are in no log.";
    return this.#add(name, signer, because);
  }

  get #names(): readonly string[] {
    return [UNDECIDED, ...this.proposals.map(({ name }) => name)];
  }

  #add(wanted: string, signer: object, because: string, on?: string): string {
    const text = JSON.stringify(signer);
    const known = this.#byText.get(text) ?? {
      name: freeName(wanted, this.#names),
      signer,
      because,
      observedOn: new Set(),
    };
    const observedOn = new Set([...known.observedOn, ...(on === undefined ? [] : [on])]);
    this.#byText.set(text, { ...known, observedOn });
    return known.name;
  }
}

function rootKeys({ rootOf }: Stranger, { files, policy }: Roots): object {
  const trustedRoot = rootFile(rootOf, files);
  if (trustedRoot === undefined || rootOf === undefined) return {};
  const roots = policy.signers.get(rootOf)?.roots ?? [];
  const isWithoutLogs = roots.some(({ material }) => material.tlogs.length === 0 || material.ctlogs.length === 0);
  return { ...(isWithoutLogs && { transparencyLog: "not-required" }), trustedRoot };
}
