import { quote } from "../problems.ts";
import type { LintCheck } from "./check.ts";
import { isBoundByProvenance } from "./asked-of-provenance.ts";
import { globOf, textOf } from "./written.ts";
import { writtenSigners } from "./written-signers.ts";

export const anyWorkflow: LintCheck = {
  id: "any-workflow",
  severity: "note",
  finds:
    "an identity on GitHub Actions that every workflow of the repository has: no `workflow`, or only a wildcard in it",
  why: "Every workflow that may ask for a token signs with that identity, the one that labels issues, too.",
  find: (input) =>
    writtenSigners(input)
      .filter(({ github }) => github !== undefined && isAnyWorkflow(textOf(github.workflow)))
      .filter(({ name }) => !isBoundByProvenance(name, "workflow", input, (text) => !isAnyWorkflow(text)))
      .map(({ path, cosign }) => ({
        path: cosign["workflow"] === undefined ? path : [...path, "workflow"],
        message: "allows any workflow of the repository.",
        remedy: "Write workflow: .github/workflows/release.yml with the one that releases.",
      })),
};

function isAnyWorkflow(text: string | undefined): boolean {
  return text === undefined || /^\.github\/workflows\/\*+\.ya?ml(?:@|$)/.test(text);
}

const OPEN_KEYS = ["sourceRepository", "subject"] as const;

export const anyRepository: LintCheck = {
  id: "any-repository",
  severity: "warning",
  finds:
    "a glob that ends in a wildcard over everything that an account, a group or a domain has: `https://github.com/acme/*`, `*@acme.example`",
  why: "Whoever can make a repository there, or has an address there, signs for all images of the rules that name the signer.",
  find: (input) =>
    writtenSigners(input).flatMap(({ path, cosign }) =>
      OPEN_KEYS.flatMap((key) => {
        const glob = globOf(cosign[key]);
        if (glob === undefined || !isOpen(glob)) return [];
        return [
          {
            path: [...path, key],
            message: `${quote(glob)} trusts everybody who has one of these.`,
            remedy: "Write the one that signs, or {name} in the place of *, with the same {name} in the match.",
          },
        ];
      }),
    ),
};

/** Whether it ends in a whole component, or begins with a whole user, that is a wildcard. */
function isOpen(glob: string): boolean {
  return /\/\*\*?$/.test(glob) || /^\*[@!]/.test(glob);
}

export const undecidedSigner: LintCheck = {
  id: "undecided-signer",
  severity: "warning",
  finds: "an issuer under `.invalid`, as `digestbound init` writes it until somebody has decided",
  why: "No certificate can name it, so that every image of its rules is rejected.",
  find: (input) =>
    writtenSigners(input)
      .filter(({ cosign }) => isNobody(cosign))
      .map(({ name, path }) => ({
        path: [...path, "issuer"],
        message: `is nobody's: what only ${name} may sign is rejected.`,
        remedy: "Decide whom you trust, and put that signer's name in the place of this one.",
      })),
};

/** `.invalid` is nobody's domain (RFC 2606). */
export function isNobody({ issuer }: Readonly<Record<string, unknown>>): boolean {
  return typeof issuer === "string" && /^https?:\/\/[^/]+\.invalid(?:[:/]|$)/.test(issuer);
}

export const noLog: LintCheck = {
  id: "no-log",
  severity: "note",
  finds: "`transparencyLog: not-required`",
  why: "With a stolen key somebody signs unseen: no log has a line of it.",
  find: (input) =>
    writtenSigners(input)
      .filter(({ cosign }) => cosign["transparencyLog"] === "not-required")
      .map(({ path }) => ({
        path: [...path, "transparencyLog"],
        message: "lets a signature count that is in no log: a stolen key signs unseen.",
        remedy: "Sign with a transparency log and remove it; or say in a # comment why it has to be so.",
      })),
};
