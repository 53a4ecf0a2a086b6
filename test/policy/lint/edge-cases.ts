import {
  after,
  exempt,
  exemptions,
  keyed,
  KEYED,
  REF,
  RULE,
  SIGNERS,
  waiver,
  WEB,
  WORKFLOW,
  type Case,
} from "./case.ts";

const LONE = `  lone:
    cosign: { issuer: https://token.actions.githubusercontent.com, sourceRepository: https://github.com/acme/lone }
`;
const PROVENANCE = "    attestations: [{ type: slsa-provenance, by: [ci], ref: refs/heads/main }]\n";

/** What is found just beside where nothing is. */
export const edgeCases: readonly Case[] = [
  {
    check: "any-pull-request",
    what: "a signer of no rule, which no provenance bounds",
    bad: [after(SIGNERS, LONE)],
    good: [after(SIGNERS, LONE.replace("/lone }", "/lone, ref: refs/heads/main }"))],
    found: "signers.lone.cosign:4 allows pull requests: what nobody has reviewed signs as well.",
  },
  {
    check: "any-pull-request",
    what: "a signer of which only one rule asks for a provenance",
    bad: [[REF, ""], after(RULE, `${PROVENANCE}${RULE.replace("acme", "other")}`)],
    good: [[REF, ""], after(RULE, `${PROVENANCE}${RULE.replace("acme", "other")}${PROVENANCE}`)],
    found: "signers.ci.cosign:4 allows pull requests: what nobody has reviewed signs as well.",
  },
  {
    check: "shared-signer",
    what: "an attestation that the same key may make",
    bad: [
      after(SIGNERS, KEYED),
      after(
        RULE,
        '  - { match: "r.example/{name}", signedBy: [key], attestations: [{ type: spdx, by: [ci, key] }] }\n',
      ),
    ],
    good: [
      after(SIGNERS, KEYED),
      after(RULE, '  - { match: "r.example/{name}", signedBy: [key], attestations: [{ type: spdx, by: [ci] }] }\n'),
    ],
    found:
      "signers.key:3 signs several repositories (r.example/{name}), and nothing says which: any of their images may stand in for another.",
  },
  {
    check: "duplicate-exemption",
    what: "the same twice is told once",
    bad: [exemptions(exempt("ghcr.io/acme/web", "image-signed"), exempt("ghcr.io/acme/web", "image-signed"))],
    good: [exemptions(exempt("ghcr.io/acme/web", "image-signed"))],
    found: "exemptions[1]:15 exemptions[0] lifts all of it, and for as long.",
  },
  {
    check: "duplicate-exemption",
    what: "one of a resource is in one of all resources, and not the other way round",
    bad: [
      exemptions(
        `${exempt("ghcr.io/acme/web", "image-signed")}, resource: "*::x"`,
        exempt("ghcr.io/acme/web", "image-signed"),
      ),
    ],
    good: [
      exemptions(
        `${exempt("ghcr.io/acme/web", "image-signed")}, resource: "*::x"`,
        `${exempt("ghcr.io/acme/web", "image-signed")}, resource: "*::y"`,
      ),
    ],
    found: "exemptions[0]:14 exemptions[1] lifts all of it, and for as long.",
  },
];

export type Silent = Pick<Case, "check" | "what" | "images"> & { readonly good: Case["good"] };

/** Where a check could easily find something and must not. */
export const silentCases: readonly Silent[] = [
  {
    check: "unused-registry",
    what: "a registry that is a mirror by its alias",
    good: [
      after(
        RULE,
        "registries: [{ host: s.example, aliases: [m.example] }, { host: ghcr.io, mirrors: [m.example/all] }]\n",
      ),
    ],
  },
  {
    check: "unused-registry",
    what: "where the signatures of a host that is named are",
    good: [
      after(
        RULE,
        "registries: [{ host: s.example, privateNetwork: true }, { host: ghcr.io, signatureRepository: s.example/all }]\n",
      ),
    ],
  },
  {
    check: "shared-signer",
    what: "whom nobody can be",
    good: [
      after(SIGNERS, "  key: { cosign: { issuer: https://undecided.invalid, subject: nobody@undecided.invalid } }\n"),
      after(RULE, keyed("r.example/*")),
    ],
  },
  {
    check: "shared-signer",
    what: "who is bound to the build of a captured repository",
    good: [
      after(SIGNERS, LONE.replace("/lone }", "/lone, ref: refs/heads/main }")),
      after(RULE, '  - { match: "r.example/{name}", signedBy: [lone], boundToBuild: { by: [ci], within: 1h } }\n'),
    ],
  },
  {
    check: "partly-captured",
    what: "a signature that names the repository",
    good: [
      [WORKFLOW, `${WORKFLOW}      requireReference: repository\n`],
      ["ghcr.io/acme/{name}", "ghcr.io/*/{name}"],
    ],
  },
  {
    check: "redundant-rule",
    what: "the same words with another capture",
    good: [after(RULE, RULE.replace("{name}", "{name}-tool"))],
  },
  {
    check: "redundant-rule",
    what: "a rule that is only partly in the next one",
    good: [after(RULE, waiver("r.example/abcd/*") + waiver("r.example/*/web"))],
  },
  {
    check: "duplicate-exemption",
    what: "one that is in a void one",
    good: [
      exemptions(
        exempt("ghcr.io/acme/*", "image-signed", "2027-06-30"),
        exempt("ghcr.io/acme/web", "image-signed", "2027-01-31"),
      ),
    ],
  },
  {
    check: "wide-exemption",
    what: "a wildcard of which two images have need",
    good: [exemptions(exempt("ghcr.io/acme/*", "image-signed"))],
    images: [WEB, "ghcr.io/acme/api:1"],
  },
];
