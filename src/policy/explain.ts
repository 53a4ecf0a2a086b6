import { formatRepository, type Repository } from "../reference/index.ts";
import type { FailedSignature, Facts, Unresolved } from "./facts.ts";

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
    return `${subject(facts)} carries no signature. The policy trusts: ${facts.signers.join(", ")}.${uncovered(facts)}${attack(facts)}`;
  },

  untrusted(facts: Facts, failures: readonly [FailedSignature, ...FailedSignature[]]): string {
    const others = failures.length > 1 ? ` (and ${failures.length - 1} more that are no better)` : "";
    return (
      `${subject(facts)} carries no signature that the policy trusts (${facts.signers.join(", ")}): ` +
      `${failures[0].message}${others}.${uncovered(facts)}${attack(facts)}`
    );
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

/** The reference itself stands before the message, so a pinned image's digest is not told twice. */
function subject({ resolution, tag }: Facts): string {
  if (resolution.kind !== "resolved") return "it";
  return `${tag === undefined ? "without a tag it" : `the tag ${tag}`} points at ${resolution.digest}, which`;
}

/** What the rule would have accepted in place of a signature on the digest itself. */
function uncovered({ evidence }: Facts): string {
  return "uncovered" in evidence ? ` ${evidence.uncovered}` : "";
}

/** A tag on an untrusted digest is what an attack looks like, so nothing is offered (law 4). */
function attack({ resolution }: Facts): string {
  if (resolution.kind !== "resolved") return "";
  return " No digest is suggested: a tag that was moved to somebody else's image looks exactly like this.";
}

function mutableSequel({ resolution, evidence }: Facts): string {
  if (resolution.kind === "failed") return ` No digest can be suggested: ${resolution.error.message}`;
  switch (evidence.kind) {
    case "unsigned":
    case "untrusted":
    case "unbound":
      return " It points at a digest that is not trusted: see image-signed.";
    case "failed":
      return " No digest can be suggested, because the one it points at could not be checked: see image-checked.";
    case "signed":
    case "not-required":
    case "unasked":
      return "";
  }
}
