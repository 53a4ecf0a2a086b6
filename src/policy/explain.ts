import { formatRepository, type Repository } from "../reference/index.ts";
import { allAttested, unresolvedAttestations } from "./attested.ts";
import type {
  Attested,
  AttestationOutcome,
  Evidence,
  FailedAttestation,
  FailedSignature,
  Facts,
  Unresolved,
} from "./facts.ts";
import { wantedWords } from "./threshold.ts";

type TooFew = Extract<Evidence, { kind: "too-few" }>;
type Lacking = Extract<AttestationOutcome, { kind: "lacking" }>;

/** What was found, in words; the reference itself and the way out are printed by whoever shows the finding. */
export const explain = {
  mutable(facts: Facts): string {
    const what =
      facts.tag === undefined
        ? "it has neither tag nor digest, so the registry decides what runs."
        : `the tag ${facts.tag} can be moved to another image at any time.`;
    return `${what}${mutableSequel(facts)}`;
  },

  unsigned(facts: Facts): string {
    return `${subject(facts)} carries no signature. ${trusted(facts)}${uncovered(facts)}${attack(facts)}`;
  },

  untrusted(facts: Facts, failures: readonly [FailedSignature, ...FailedSignature[]]): string {
    return (
      `${subject(facts)} carries no signature that the policy trusts (${wanted(facts)}): ` +
      `${failures[0].message}${andMore(failures)}.${uncovered(facts)}${attack(facts)}`
    );
  },

  tooFew(facts: Facts, { lack, failures }: TooFew): string {
    const [closest] = failures;
    const beside = closest === undefined ? "" : ` Beside that, ${closest.message}${andMore(failures)}.`;
    return `${subject(facts)} ${lack}. ${trusted(facts)}${beside}${uncovered(facts)}${withheld(facts)}`;
  },

  unbound(facts: Facts, why: string): string {
    return `${subject(facts)} ${why}. A trusted signature counts only beside a provenance by the same run.${uncovered(facts)}${withheld(facts)}`;
  },

  unattested(facts: Facts, { name, signers }: Attested): string {
    // Where a signature is missing as well, that finding says it.
    const built = facts.builtBy !== undefined && facts.evidence.kind === "not-required";
    const why = built ? ` ${explain.builtInStack(facts.builtBy)}` : "";
    return `${subject(facts)} carries no attestation of type ${name}. The policy trusts for it: ${signers.join(", ")}.${elsewhere(facts)}${withheld(facts)}${why}`;
  },

  untrustedAttestation(
    facts: Facts,
    { name, signers }: Attested,
    failures: readonly [FailedAttestation, ...FailedAttestation[]],
  ): string {
    return (
      `${subject(facts)} carries no attestation of type ${name} that the policy trusts (${signers.join(", ")}): ` +
      `${failures[0].message}${andMore(failures)}.${elsewhere(facts)}${withheld(facts)}`
    );
  },

  lacking(facts: Facts, { name }: Attested, { signer, lack }: Lacking): string {
    return `${subject(facts)} carries an attestation of type ${name} by ${signer.signer}, but that ${lack}.${elsewhere(facts)}${withheld(facts)}`;
  },

  builtInStack(type: string): string {
    return (
      `This program builds the image itself (${type}), so nobody can have signed it before it is deployed. ` +
      "Build and sign it in CI, and deploy the digest that was signed there; the policy can also say builtInStack: accepted."
    );
  },

  unchecked(repository: Repository, { error }: Unresolved): string {
    return `${formatRepository(repository)}: ${error.message} ${error.remedy}`;
  },
};

function wanted({ signers, needs }: Facts): string {
  return wantedWords(signers, needs);
}

function trusted(facts: Facts): string {
  return facts.needs === undefined
    ? `The policy trusts: ${wanted(facts)}.`
    : `The policy requires signatures by ${wanted(facts)}; one key or identity counts once.`;
}

function andMore(failures: readonly unknown[]): string {
  return failures.length > 1 ? ` (and ${failures.length - 1} more that are no better)` : "";
}

/** The reference itself stands before the message, so a pinned image's digest is not told twice. */
function subject({ resolution, tag, locked }: Facts): string {
  if (resolution.kind !== "resolved") return "it";
  if (locked !== undefined)
    return `${tag === undefined ? "it" : `the tag ${tag}`} is locked to ${resolution.digest}, which`;
  return `${tag === undefined ? "without a tag it" : `the tag ${tag}`} points at ${resolution.digest}, which`;
}

/** What the rule would have accepted in place of a signature on the digest itself. */
function uncovered({ uncovered: why }: Facts): string {
  return why === undefined ? "" : ` ${why}`;
}

/** The same, told once: where the signature itself lacks, its finding says it. */
function elsewhere(facts: Facts): string {
  return facts.evidence.kind === "signed" ? uncovered(facts) : "";
}

/** A tag on an untrusted digest is what an attack looks like, so nothing is offered (law 4). */
function attack({ resolution, locked, besideLock }: Facts): string {
  if (resolution.kind !== "resolved") return "";
  if (besideLock === true)
    return ` A tag that was moved to somebody else's image looks exactly like this.${LOCK_DIFFERS}`;
  if (locked !== undefined)
    return " No digest is suggested: a lock file pins a digest and proves nothing about it. Find out who locked this one.";
  return " No digest is suggested: a tag that was moved to somebody else's image looks exactly like this.";
}

const LOCK_DIFFERS = " The lock file has another digest for it.";

/** The digest would be rejected where it stood, so it is not offered (law 4). */
function withheld({ resolution, besideLock }: Facts): string {
  if (besideLock === true) return LOCK_DIFFERS;
  return resolution.kind === "resolved" ? " No digest is suggested: this one would be rejected as well." : "";
}

function mutableSequel(facts: Facts): string {
  const { resolution, evidence, attested } = facts;
  if (resolution.kind === "failed") return ` No digest can be suggested: ${resolution.error.message}`;
  switch (evidence.kind) {
    case "unsigned":
    case "untrusted":
    case "too-few":
    case "unbound":
      return ` It ${leads(facts)} a digest that is not trusted: see image-signed.`;
    case "failed":
      return ` No digest can be suggested, because the one it ${leads(facts)} could not be checked: see image-checked.`;
    case "signed":
    case "not-required":
      return unattestedSequel(attested, leads(facts));
    case "unasked":
      return "";
  }
}

/** What is between a tag and the digest that counts for it. */
function leads({ locked }: Facts): string {
  return locked === undefined ? "points at" : "is locked to";
}

function unattestedSequel(attested: readonly Attested[], leading: string): string {
  if (allAttested(attested)) return "";
  if (attested.every(({ outcome }) => ["attested", "unasked", "failed"].includes(outcome.kind))) {
    return unresolvedAttestations(attested).length === 0
      ? ""
      : ` No digest can be suggested, because the one it ${leading} could not be checked: see image-checked.`;
  }
  return ` It ${leading} a digest without the attestations that are required: see image-attested.`;
}
