import { REF, WORKFLOW, RULE, SOURCE, KEYED, SIGNERS, keyed, after, type Case } from "./case.ts";

export const signerCases: readonly Case[] = [
  {
    check: "any-pull-request",
    what: "no ref",
    bad: [[REF, ""]],
    good: [],
    found: "signers.ci.cosign:4 allows pull requests: what nobody has reviewed signs as well.",
  },
  {
    check: "any-pull-request",
    what: "a ref of pull requests",
    bad: [["refs/tags/v*", "refs/pull/*/merge"]],
    good: [["refs/tags/v*", "refs/heads/release-*"]],
    found: "signers.ci.cosign.ref:8 allows pull requests: what nobody has reviewed signs as well.",
  },
  {
    check: "any-pull-request",
    what: "a reusable workflow's own ref, which says nothing of what it builds",
    bad: [
      [REF, ""],
      [".github/workflows/release.yml", "acme/ci/.github/workflows/release.yml@refs/tags/v1"],
    ],
    good: [
      [REF, ""],
      [".github/workflows/release.yml", ".github/workflows/release.yml@refs/tags/v1"],
    ],
    found: "signers.ci.cosign:4 allows pull requests: what nobody has reviewed signs as well.",
  },
  {
    check: "any-pull-request",
    what: "the event of pull requests",
    bad: [[REF, "      trigger: pull_request\n"]],
    good: [[REF, "      trigger: push\n"]],
    found: "signers.ci.cosign:4 allows pull requests: what nobody has reviewed signs as well.",
  },
  {
    check: "any-pull-request",
    what: "no ref, unless a provenance of every rule has to have one",
    bad: [
      [REF, ""],
      after(RULE, `    attestations: [{ type: slsa-provenance, by: [ci], ref: { glob: "refs/pull/*/merge" } }]\n`),
    ],
    good: [[REF, ""], after(RULE, `    attestations: [{ type: slsa-provenance, by: [ci], ref: refs/heads/main }]\n`)],
    found: "signers.ci.cosign:4 allows pull requests: what nobody has reviewed signs as well.",
  },
  {
    check: "any-workflow",
    what: "no workflow, unless a provenance has to have one",
    bad: [[WORKFLOW, ""], after(RULE, "    attestations: [{ type: slsa-provenance, by: [ci] }]\n")],
    good: [
      [WORKFLOW, ""],
      after(RULE, "    attestations: [{ type: slsa-provenance, by: [ci], workflow: .github/workflows/release.yml }]\n"),
    ],
    found: "signers.ci.cosign:4 allows any workflow of the repository.",
  },
  {
    check: "any-branch",
    what: "a glob over all branches",
    bad: [["refs/tags/v*", "refs/heads/*"]],
    good: [["refs/tags/v*", "refs/heads/release-*"]],
    found: "signers.ci.cosign.ref:8 allows any branch: whoever can push one signs as well.",
  },
  {
    check: "any-branch",
    what: "a glob over all branches with slashes",
    bad: [["refs/tags/v*", "refs/heads/**"]],
    good: [["refs/tags/v*", "refs/heads/release/**"]],
    found: "signers.ci.cosign.ref:8 allows any branch: whoever can push one signs as well.",
  },
  {
    check: "any-branch",
    what: "an event that branches have",
    bad: [[REF, "      trigger: push\n"]],
    good: [[REF, "      trigger: release\n"]],
    found: "signers.ci.cosign:4 allows any branch: whoever can push one signs as well.",
  },
  {
    check: "any-branch",
    what: "an environment, which may be open to branches",
    bad: [[REF, "      environment: production\n"]],
    good: [[REF, `${REF}      environment: production\n`]],
    found: "signers.ci.cosign:4 allows any branch: whoever can push one signs as well.",
  },
  {
    check: "any-branch",
    what: "the subject of another issuer",
    bad: [
      ["https://token.actions.githubusercontent.com", "https://gitlab.com"],
      [`${WORKFLOW}${REF}`, `      subject: { glob: "https://gitlab.com/acme/{name}//ci.yml@refs/heads/*" }\n`],
    ],
    good: [
      ["https://token.actions.githubusercontent.com", "https://gitlab.com"],
      [`${WORKFLOW}${REF}`, `      subject: { glob: "https://gitlab.com/acme/{name}//ci.yml@refs/heads/release-*" }\n`],
    ],
    found: "signers.ci.cosign:4 allows any branch: whoever can push one signs as well.",
  },
  {
    check: "any-repository",
    what: "every repository of an account",
    bad: [[SOURCE, "{ glob: https://github.com/acme/* }"]],
    good: [[SOURCE, '{ glob: "https://github.com/acme/{name}-*" }']],
    found: 'signers.ci.cosign.sourceRepository:6 "https://github.com/acme/*" trusts everybody who has one of these.',
  },
  {
    check: "any-repository",
    what: "everybody of a domain",
    bad: [
      after(
        SIGNERS,
        '  boss: { cosign: { issuer: https://accounts.google.com, subject: { glob: "*@acme.example" } } }\n',
      ),
      ["[ci]", "[ci, boss]"],
    ],
    good: [
      after(SIGNERS, "  boss: { cosign: { issuer: https://accounts.google.com, subject: boss@acme.example } }\n"),
      ["[ci]", "[ci, boss]"],
    ],
    found: 'signers.boss.cosign.subject:3 "*@acme.example" trusts everybody who has one of these.',
  },
  {
    check: "any-workflow",
    what: "no workflow",
    bad: [[WORKFLOW, ""]],
    good: [],
    found: "signers.ci.cosign:4 allows any workflow of the repository.",
  },
  {
    check: "any-workflow",
    what: "a wildcard for its whole name",
    bad: [[".github/workflows/release.yml", '{ glob: ".github/workflows/*.yml" }']],
    good: [[".github/workflows/release.yml", '{ glob: ".github/workflows/release-*.yml" }']],
    found: "signers.ci.cosign.workflow:7 allows any workflow of the repository.",
  },
  {
    check: "no-log",
    what: "a key without a log",
    bad: [
      after(SIGNERS, KEYED.replace(" } }", ", transparencyLog: not-required } }")),
      after(RULE, keyed("r.example/a")),
    ],
    good: [after(SIGNERS, KEYED), after(RULE, keyed("r.example/a"))],
    found: "signers.key.cosign.transparencyLog:3 lets a signature count that is in no log: a stolen key signs unseen.",
  },
  {
    check: "undecided-signer",
    what: "the issuer that init writes",
    bad: [
      after(
        SIGNERS,
        "  nobody: { cosign: { issuer: https://undecided.invalid, subject: nobody@undecided.invalid } }\n",
      ),
      ["[ci]", "[nobody, ci]"],
    ],
    good: [],
    found: "signers.nobody.cosign.issuer:3 is nobody's: what only nobody may sign is rejected.",
  },
  {
    check: "unused-signer",
    what: "a name in no rule",
    bad: [after(SIGNERS, KEYED)],
    good: [after(SIGNERS, KEYED), after(RULE, keyed("r.example/a"))],
    found: "signers.key:3 is named by no rule.",
  },
  {
    check: "unused-signer",
    what: "a name that only an attestation asks for, which is a use",
    bad: [after(SIGNERS, KEYED), after(RULE, "    attestations: [{ type: spdx, by: [ci] }]\n")],
    good: [after(SIGNERS, KEYED), after(RULE, "    attestations: [{ type: spdx, by: [key] }]\n")],
    found: "signers.key:3 is named by no rule.",
  },
  {
    check: "shared-signer",
    what: "a key for a wildcard",
    bad: [after(SIGNERS, KEYED), after(RULE, keyed("r.example/team/*"))],
    good: [after(SIGNERS, KEYED), after(RULE, keyed("r.example/team/web"))],
    found:
      "signers.key:3 signs several repositories (r.example/team/*), and nothing says which: any of their images may stand in for another.",
  },
  {
    check: "shared-signer",
    what: "a key for two repositories",
    bad: [after(SIGNERS, KEYED), after(RULE, keyed("r.example/a") + keyed("r.example/b"))],
    good: [
      after(SIGNERS, KEYED.replace(" } }", ", requireReference: repository } }")),
      after(RULE, keyed("r.example/a") + keyed("r.example/b")),
    ],
    found:
      "signers.key:3 signs several repositories (r.example/a, r.example/b), and nothing says which: any of their images may stand in for another.",
  },
  {
    check: "shared-signer",
    what: "an annotation that is the same for all",
    bad: [
      after(SIGNERS, KEYED.replace(" } }", ", annotations: { env: prod } } }")),
      after(RULE, keyed("r.example/{app}")),
    ],
    good: [
      after(SIGNERS, KEYED.replace(" } }", ', annotations: { image: "{app}" } } }')),
      after(RULE, keyed("r.example/{app}")),
    ],
    found:
      "signers.key:3 signs several repositories (r.example/{app}), and nothing says which: any of their images may stand in for another.",
  },
  {
    check: "shared-signer",
    what: "an attestation that says nothing of the repository",
    bad: [
      after(SIGNERS, KEYED),
      after(RULE, '  - { match: "r.example/{name}", signedBy: [key], attestations: [{ type: spdx, by: [key] }] }\n'),
    ],
    good: [
      after(SIGNERS, KEYED),
      after(RULE, '  - { match: "r.example/{name}", signedBy: [key], attestations: [{ type: spdx, by: [ci] }] }\n'),
    ],
    found:
      "signers.key:3 signs several repositories (r.example/{name}), and nothing says which: any of their images may stand in for another.",
  },
  {
    check: "partly-captured",
    what: "a wildcard beside a capture",
    bad: [["ghcr.io/acme/{name}", "ghcr.io/*/{name}"]],
    good: [],
    found:
      "images[0].match:10 has a wildcard that ci does not name: images that differ in it alone may stand in for each other.",
  },
  {
    check: "partly-captured",
    what: "what follows a capture",
    bad: [["ghcr.io/acme/{name}", "ghcr.io/acme/{name}/**"]],
    good: [["ghcr.io/acme/{name}", "ghcr.io/acme/{name}/web"]],
    found:
      "images[0].match:10 has a wildcard that ci does not name: images that differ in it alone may stand in for each other.",
  },
];
