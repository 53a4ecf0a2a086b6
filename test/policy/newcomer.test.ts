import { afterAll, describe, expect, it } from "@jest/globals";
import { credentialsShape, registryShape } from "../../src/policy/registry-shape.ts";
import { cosignShape } from "../../src/policy/cosign-signer.ts";
import { exemptionShape } from "../../src/policy/exemption-shape.ts";
import { notImageShape } from "../../src/policy/field-shape.ts";
import { githubSignerShape } from "../../src/policy/github-signer-shape.ts";
import { issuerSignerShape } from "../../src/policy/issuer-signer-shape.ts";
import { documentShape, imageRuleShape } from "../../src/policy/schema.ts";
import { createWorkspace } from "./workspace.ts";

const workspace = createWorkspace();
afterAll(() => {
  workspace.remove();
});

const SIGNERS = `version: 1
signers:
  release-key:
    cosign:
      key: keys/release.pub
      transparencyLog: not-required
`;
const IMAGES = `images:
  - match: ghcr.io/acme/*
    signedBy: [release-key]
`;
const rule = (text: string) => `${SIGNERS}images:\n  - match: ghcr.io/acme/*\n${text}`;
const signer = (text: string) => `version: 1\nsigners:\n  release-key:\n${text}${IMAGES}`;
const ISSUER = "      issuer: https://token.actions.githubusercontent.com\n";

/** What somebody writes on the first day, and all that is said: `line path: what is wrong / what to do`. */
const mistakes: readonly (readonly [what: string, text: string, told: readonly string[]])[] = [
  [
    "a key of the document",
    `${SIGNERS}${IMAGES.replace("images", "image")}`,
    ['7 image: "image" is not a key of a policy document. / Did you mean "images"? The keys of a policy document: ….'],
  ],
  [
    "a word of another tool at the top",
    `${SIGNERS}${IMAGES.replace("images", "rules")}`,
    [
      "7 rules: is called images here. / Write at least one rule, each with a dash before it: - match: ghcr.io/acme/*; an image that no rule covers is rejected.",
    ],
  ],
  [
    "a misspelt kind of signer",
    signer("    cosing:\n      key: keys/release.pub\n"),
    [
      '4 signers.release-key.cosing: "cosing" is not a key of a signer. / Did you mean "cosign"? The keys of a signer: ….',
    ],
  ],
  [
    "a key that stands one level too high",
    signer("    key: keys/release.pub\n"),
    [
      "4 signers.release-key.key: stands one level too high. / Write cosign: below the signer's name, and key below that.",
    ],
  ],
  [
    "a misspelt key of a signer",
    signer("    cosign:\n      key: keys/release.pub\n      transparencylog: not-required\n"),
    [
      '6 signers.release-key.cosign.transparencylog: "transparencylog" is not a key of a signer by key. / Did you mean "transparencyLog"? The keys of a signer by key: ….',
    ],
  ],
  [
    "a word of cosign's own flags",
    signer(
      `    cosign:\n${ISSUER}      certificateIdentity: https://github.com/acme/web/.github/workflows/x.yml@refs/heads/main\n`,
    ),
    [
      "6 signers.release-key.cosign.certificateIdentity: is called sourceRepository here. / Write sourceRepository: https://github.com/acme/web; a workflow alone may be a reusable one, which anybody can call.",
    ],
  ],
  [
    "repository for sourceRepository",
    signer(`    cosign:\n${ISSUER}      repository: https://github.com/acme/web\n`),
    [
      "6 signers.release-key.cosign.repository: is called sourceRepository here. / Write sourceRepository: https://github.com/acme/web; a workflow alone may be a reusable one, which anybody can call.",
    ],
  ],
  [
    "signedby",
    rule("    signedby: [release-key]\n"),
    [
      '9 images[0].signedby: "signedby" is not a key of an image rule. / Did you mean "signedBy"? The keys of an image rule: ….',
    ],
  ],
  [
    "a name where a list of them goes",
    rule("    signedBy: release-key\n"),
    [
      "9 images[0].signedBy: expected a list of signer names, found a text. / Write signedBy: [release-key]; a signature by any one of them suffices.",
    ],
  ],
  [
    "image for match",
    `${SIGNERS}${IMAGES.replace("match", "image")}`,
    ["8 images[0].image: is called match here. / Write match: ghcr.io/acme/* with your own registry."],
  ],
  [
    "a misspelt key of an attestation",
    rule("    signedBy: [release-key]\n    attestations:\n      - { tpye: sbom, by: [release-key] }\n"),
    [
      '11 images[0].attestations[0].tpye: "tpye" is not a key of an attestation of a type of its own. / Did you mean "type"? The keys of an attestation of a type of its own: ….',
    ],
  ],
  [
    "a misspelt key of a condition",
    rule(
      "    signedBy: [release-key]\n    attestations:\n      - { type: https://acme.example/x/v1, by: [release-key], conditions: [{ at: /a, equal: 1 }] }\n",
    ),
    [
      '11 images[0].attestations[0].conditions[0].equal: "equal" is not a key of a condition. / Did you mean "equals"? The keys of a condition: ….',
    ],
  ],
  [
    "no reason",
    "version: 1\nimages:\n  - match: docker.io/library/*\n    signature: not-required\n",
    [
      "3 images[0].because: is missing; expected one line of 10 to 300 characters that says why. / Write because: and why no signature is required of these images.",
    ],
  ],
  [
    "reason for because",
    "version: 1\nimages:\n  - match: docker.io/library/*\n    signature: not-required\n    reason: Docker signs none of them\n",
    ["5 images[0].reason: is called because here. / Write because: and why no signature is required of these images."],
  ],
  ["a tab", "version: 1\nimages:\n\t- match: ghcr.io/acme/*\n", ["3 : a tab indents this line. / Indent by spaces."]],
  [
    "the same key twice",
    `${SIGNERS}${IMAGES}${IMAGES}`,
    ["10 images: is written twice in the same mapping. / Only one of them can count: remove the other."],
  ],
  [
    "a key's file that is not there",
    signer("    cosign:\n      key: keys/relase.pub\n      transparencyLog: not-required\n"),
    [
      '5 signers.release-key.cosign.key: the key file "keys/relase.pub" does not exist. / Paths are seen from the document\'s folder.',
    ],
  ],
  [
    "signers as a list",
    `version: 1\nsigners:\n  - name: release-key\n    cosign: { key: keys/release.pub }\n${IMAGES}`,
    [
      "2 signers: expected a mapping from names to signers, 1 to 100, found a list of 1. / Write a name, a colon, and below it whom it stands for, without dashes: release-key: { cosign: { key: keys/release.pub } }; or leave signers out where no image rule has signedBy.",
    ],
  ],
  [
    "images as a mapping",
    `${SIGNERS}images:\n  match: ghcr.io/acme/*\n  signedBy: [release-key]\n`,
    [
      "7 images: expected a list of image rules, 1 to 1000, found a mapping. / Write at least one rule, each with a dash before it: - match: ghcr.io/acme/*; an image that no rule covers is rejected.",
    ],
  ],
  [
    "a version in quotes",
    `${SIGNERS}${IMAGES}`.replace("version: 1", 'version: "1"'),
    ["1 version: expected the number 1, found a text. / Write version: 1, without quotes."],
  ],
  [
    "a signer that is none",
    rule("    signedBy: [relase-key]\n"),
    [
      '9 images[0].signedBy[0]: "relase-key" is no signer of this document. / Did you mean "release-key"? There are "release-key".',
    ],
  ],
  [
    "a signer where there are none",
    `version: 1\n${IMAGES}`,
    [
      '4 images[0].signedBy[0]: "release-key" is no signer of this document. / There are none: write signers: with this name and whom it stands for.',
    ],
  ],
  [
    "a star without quotes",
    "version: 1\nimages:\n  - match: *.example.com/acme/*\n    signature: not-required\n    because: we build all of them\n",
    [
      "3 : an alias (*name) refers to no anchor (&name) before it. / Write the value out; a text that begins with * has to stand in quotes.",
    ],
  ],
  [
    "a brace without quotes",
    "version: 1\nimages:\n  - match: {name}.example.com/acme\n    signature: not-required\n    because: we build all of them\n",
    [
      "3 : this is not YAML. / Check the quotes, the indentation and the colons of this line and the one before it; a text that begins with { or [ has to stand in quotes.",
    ],
  ],
  [
    "a bracket that is not closed",
    rule("    signedBy: [release-key\n"),
    [
      "10 : the indentation does not fit what is around it, or a bracket before it is not closed. / Indent entries of one mapping or list alike, by spaces, and close each [ and {.",
    ],
  ],
  [
    "a day as people write it",
    `${SIGNERS}${IMAGES}exemptions:\n  - { image: quay.io/a/b, rule: image-signed, because: the vendor signs later, owner: me, until: 31.01.2027 }\n`,
    [
      "11 exemptions[0].until: expected a day such as 2027-01-31, or a moment such as 2026-11-28T09:00Z, found a text. / Write until: and the last valid day, in UTC.",
    ],
  ],
  [
    "other words for an exemption",
    `${SIGNERS}${IMAGES}exemptions:\n  - { image: quay.io/a/b, rule: image-signed, reason: the vendor signs later, owner: me, expires: 2027-01-31 }\n`,
    [
      "11 exemptions[0].expires: is called until here. / Write until: and the last valid day, in UTC.",
      "11 exemptions[0].reason: is called because here. / Write because: and one line for whoever reviews it.",
    ],
  ],
  [
    "insecure for plainHttp",
    `${SIGNERS}${IMAGES}registries:\n  - { host: localhost:5000, insecure: true }\n`,
    [
      "11 registries[0].insecure: is called plainHttp here. / Write plainHttp: true or plainHttp: false, without quotes.",
    ],
  ],
  [
    "yes for true",
    `${SIGNERS}${IMAGES}registries:\n  - { host: localhost:5000, plainHttp: yes }\n`,
    [
      "11 registries[0].plainHttp: expected true or false, found a text. / Write plainHttp: true or plainHttp: false, without quotes.",
    ],
  ],
  [
    "a misspelt key of credentials",
    `${SIGNERS}${IMAGES}registries:\n  - { host: localhost:5000, credentials: { user: a, passwordEnv: A } }\n`,
    [
      "11 registries[0].credentials.user: is called username here. / Write username: robot; a token's user name is in its registry's documentation.",
    ],
  ],
];

describe("what a newcomer gets wrong is told with the line, what was expected and what to write", () => {
  it.each(mistakes)("%s", (_, text, told) => {
    const problems = workspace.problems(text);
    // Which keys there are is no matter of this test.
    const shown = (remedy: string) => remedy.replace(/(The keys of [^:]+): .*\.$/, "$1: ….");
    expect(
      problems.map(({ line, path, message, remedy }) => `${line ?? ""} ${path}: ${message} / ${shown(remedy)}`),
    ).toEqual(told);
  });
});

it("words of other tools are told by keys that there are", () => {
  const shapes = [
    documentShape,
    imageRuleShape,
    exemptionShape,
    registryShape,
    credentialsShape,
    notImageShape,
    cosignShape,
    githubSignerShape,
    issuerSignerShape,
  ];
  for (const { called, wordings } of shapes) {
    expect(Object.values(called).filter((key) => !Object.hasOwn(wordings, key))).toEqual([]);
    expect(Object.keys(called).filter((word) => Object.hasOwn(wordings, word))).toEqual([]);
  }
});
