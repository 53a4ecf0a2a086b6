import type { Difference, Examined, Maker } from "../../gate/index.ts";
import { digestAlgorithm, digestHex, printable, withoutCommands, type Digest } from "../../reference/index.ts";

/** What a candidate is, by its own word. */
export function whatText({ kind, predicateType, format }: Examined): string {
  const container = { legacy: "cosign's legacy format", bundle: "a sigstore bundle", attestation: "a DSSE envelope" };
  const what = {
    signature: "cosign signature",
    attestation: `attestation of predicate type ${printable(predicateType ?? "")}`,
    other: "something signed that is no signature and no attestation",
  };
  return `${what[kind]}, in ${container[format]}`;
}

/** Where a registry holds it. */
export function whereText({ via, manifest, layer }: Examined, subject: Digest): string {
  if (via === "referrer") return `referrer ${manifest}`;
  if (via === "stored") return `stored beside the lock file (manifest ${manifest}, layer ${layer})`;
  return `tag ${tagOf(via, subject)} (manifest ${manifest}, layer ${layer})`;
}

/** cosign's tag for what it keeps beside a digest. */
export function tagOf(via: "sig-tag" | "att-tag", subject: Digest): string {
  return `${digestAlgorithm(subject)}-${digestHex(subject)}.${via === "sig-tag" ? "sig" : "att"}`;
}

/** What is said of a maker whom nobody trusts depends on whether there is a document. */
export interface StrangerWords {
  /** @param signer of the document, whose trusted root vouches; none for the public-good root */
  readonly verified: (signer: string | undefined) => string;
  readonly unknownKey: string;
}

const IN_A_DOCUMENT: StrangerWords = {
  verified: (signer) => {
    const root = signer === undefined ? "the public-good root" : `the trusted root of signer ${signer}`;
    return `verified against ${root}, and not trusted for this image`;
  },
  unknownKey: "made with a key that no signer of this document has, so it is not known whose it is",
};

/** Who made it. What a verified certificate says is printable ASCII, or it had been refused. */
export function makerText(maker: Maker, words: StrangerWords = IN_A_DOCUMENT): readonly string[] {
  switch (maker.kind) {
    case "trusted": {
      const { signer, identity, times = [] } = maker.signer;
      const at = times.map((time) => time.toISOString()).join(", ");
      return [`made by ${signer}, ${identity}${at === "" ? "" : `, at ${at}`}`];
    }
    case "known-key":
      return [`made with the ${maker.identity} of signer ${maker.signer}, which does not suffice here`];
    case "stranger":
      return [
        `made by ${withoutCommands(maker.identity.subject.value)}`,
        `  issuer: ${withoutCommands(maker.identity.issuer)}`,
        ...Object.entries(maker.identity.claims).map(([name, value]) => `  ${name}: ${withoutCommands(value)}`),
        `  ${words.verified(maker.rootOf)}`,
      ];
    case "unknown-key":
      return [words.unknownKey];
    case "nobody":
      return [`nobody is known to have made it: ${maker.message}`];
  }
}

/** Why each of the signers that were asked does not vouch for it. */
export function differenceText({ signer, difference }: Difference): string {
  return `not trusted as ${signer}: ${difference}`;
}
