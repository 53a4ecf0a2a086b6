import { afterAll, describe, expect, it } from "@jest/globals";
import { editorSays } from "../schema/schema.ts";
import { UNSEEN } from "./unseen-by-editors.ts";
import { createWorkspace, documentText, privatePem } from "./workspace.ts";

const workspace = createWorkspace();
workspace.write("folder.yaml/inside", "");
afterAll(() => {
  workspace.remove();
});

type Row = readonly [name: string, text: string | Uint8Array, path: string, line: number, message: RegExp];

const top = (head: string) => documentText({ head });
const rest = (text: string) => documentText({ rest: text });
// In these two the entry begins on line 3 and 6.
const signer = (text: string) => documentText({ signers: `signers:\n${text}`, images: waived });
const rule = (text: string) => documentText({ images: `images:\n${text}` });
const cosign = (text: string) => signer(`  ci:\n    cosign: ${text}`);
const good = "{ cosign: { key: keys/release.pub, transparencyLog: not-required } }";
const waived = "images: [{ match: ghcr.io/acme/*, signature: not-required, because: built in this repository }]";

/** With the keys of a and b under several names, and two identities; the rule's text begins on line 7. */
const two = (text: string) =>
  documentText({
    signers: [
      `signers: { a: ${keyed("key: keys/release.pub")}, a-again: ${keyed("key: keys/release.pub")}, b: ${keyed("key: keys/other.pub")},`,
      `  both: ${keyed("keys: [keys/release.pub, keys/other.pub]")}, mail: { cosign: { issuer: https://idp.example, subject: a@acme.example } },`,
      "  ci: { cosign: { issuer: https://token.actions.githubusercontent.com, sourceRepository: https://github.com/acme/web } } }",
    ].join("\n"),
    images: `images:\n  - match: ghcr.io/a/*\n    ${text}`,
  });
const keyed = (key: string) => `{ cosign: { ${key}, transparencyLog: not-required } }`;

const wholeDocument: readonly Row[] = [
  ["an empty file", "", "", 1, /expected a policy document, found nothing/],
  ["only comments", "# later\n", "", 1, /expected a policy document, found nothing/],
  ["a list", "- version: 1\n", "", 1, /found a list of 1/],
  ["a text", "digestbound\n", "", 1, /found a text/],
  ["a number", "1\n", "", 1, /found the number 1/],
  ["no version", documentText({ head: "" }), "version", 1, /is missing; expected the number 1/],
  ["version as a text", top('version: "1"'), "version", 1, /expected the number 1, found a text/],
  ["version 2", top("version: 2"), "version", 1, /found the number 2/],
  ["version 1.5", top("version: 1.5"), "version", 1, /found the number 1.5/],
  ["an empty version", top("version:"), "version", 1, /found nothing/],
  ["an unknown key", rest("colour: red"), "colour", 8, /"colour" is not a key of a policy document/],
  ["a misspelt key", documentText({ images: "image: []" }), "image", 5, /"image" is not a key/],
  ["a key in another case", rest("Registries: []"), "Registries", 8, /is not a key/],
  ["a key of JavaScript objects", rest("constructor: 1"), "constructor", 8, /is not a key/],
  ["__proto__ (prototype pollution)", rest("__proto__: { images: [] }"), '["__proto__"]', 8, /never allowed/],
  ["a merge key, which YAML 1.2 does not have", rest("<<: { version: 1 }"), '["<<"]', 8, /is not a key/],
  ["no images", documentText({ images: "" }), "images", 1, /is missing/],
  ["an empty list of images", documentText({ images: "images: []" }), "images", 5, /found an empty list/],
  ["images left open", documentText({ images: "images:" }), "images", 5, /found nothing/],
  ["images as a mapping", documentText({ images: "images: { match: a }" }), "images", 5, /found a mapping/],
];

const bases: readonly Row[] = (
  [
    ["an empty text", "extends: ''", "extends", /a file, or a list of files, 1 to 8, found an empty text/],
    ["an empty list", "extends: []", "extends", /found an empty list/],
    ["nothing", "extends:", "extends", /found nothing/],
    ["a mapping", "extends: { file: base.yaml }", "extends", /found a mapping/],
    ["nine files", `extends: [${"base.yaml, ".repeat(9)}]`, "extends", /found a list of 9/],
    ["a number in the list", "extends: [1]", "extends", /found a list of 1/],
    ["a file that is not there", "extends: base.yaml", "extends", /the file "base.yaml" does not exist/],
    ["a folder", "extends: [folder.yaml]", "extends[0]", /the file "folder.yaml" is a directory/],
    ["a URL", "extends: https://acme.example/base.yaml", "extends", /is no local file/],
    ["a URL of a file", "extends: file:///etc/base.yaml", "extends", /is no local file/],
    ["a package with a scheme", "extends: npm:@acme/policy/base.yaml", "extends", /is no local file/],
    ["a URL without a scheme", "extends: //acme.example/base.yaml", "extends", /is an absolute path/],
    ["an absolute path", "extends: /etc/base.yaml", "extends", /is an absolute path/],
    ["an absolute path on Windows", "extends: 'C:/base.yaml'", "extends", /is an absolute path/],
    ["a path on another drive of Windows", "extends: 'C:base.yaml'", "extends", /is an absolute path/],
    ["a share on Windows", "extends: '\\\\host\\base.yaml'", "extends", /is an absolute path/],
    ["a path as on Windows", "extends: 'bases\\base.yaml'", "extends", /holds a backslash/],
    ["a NUL", 'extends: "base.yaml\\0.yaml"', "extends", /does not show/],
    ["a package's name", "extends: '@acme/policy'", "extends", /names no .yaml, .yml or .json file/],
    ["a folder's name", "extends: .", "extends", /names no .yaml, .yml or .json file/],
    ["what is above the document", "extends: ../base.yaml", "extends", /leads out of the first document's folder/],
    [
      "what is above it by a detour",
      "extends: a/../../base.yaml",
      "extends",
      /leads out of the first document's folder/,
    ],
    ["the document itself", "extends: ./digestbound.yaml", "extends", /circle: digestbound.yaml → digestbound.yaml/],
  ] as const
).map(([name, text, path, message]) => [`extends: ${name}`, rest(text), path, 8, message]);

const syntax: readonly Row[] = [
  ["an unclosed bracket", "version: 1\nimages: [", "", 2, /indentation|missing/],
  ["an unclosed quote", "version: 1\nimages: 'a", "", 2, /missing/],
  ["a tab as indentation", "version: 1\nimages:\n\t- match: a\n", "", 3, /tab/],
  ["a second document", "version: 1\n---\nversion: 1\n", "", 2, /second YAML document/],
  ["two keys on one line", "version: 1\nimages: match: a\n", "", 2, /two keys/],
  ["a reserved character", "version: 1\nimages: @acme\n", "", 2, /reserves/],
  ["an unknown escape", 'version: 1\nimages: "\\q"\n', "", 2, /escape/],
  ["an unknown tag", "version: 1\nimages: !include other.yaml\n", "", 2, /tag/],
  ["a tag that makes bytes", "version: 1\nimages: !!binary aGVsbG8=\n", "images", 2, /is not a text/],
  ["a key that is a list", "version: 1\n? [images]\n: 1\n", "", 2, /key is no text/],
  ["an alias to no anchor", "version: 1\nimages: *rules\n", "", 2, /alias/],
  ["an unknown directive", "%FOO\n---\nversion: 1\n", "", 1, /directive/],
  ["a list that turns into a mapping", "- a\nb: c\n", "", 2, /not YAML/],
  ["a repeated key", top("version: 1\nversion: 1"), "version", 2, /written twice/],
  ["a repeated signer", signer("  ci: 1\n  ci: 2"), "signers.ci", 4, /written twice/],
  ["a number and a text as the same key", signer("  1: 1\n  '1': 2"), 'signers["1"]', 4, /written twice/],
  ["a repeated key in a rule", rule("  - match: a\n    match: b"), "images[0].match", 7, /written twice/],
  ["infinity", "version: .inf\n", "version", 1, /is not a text, a number/],
  ["bytes that are no UTF-8", Buffer.from([0x76, 0xff, 0xfe]), "", NaN, /not UTF-8/],
  ["UTF-16", Buffer.from("\uFEFFversion: 1", "utf16le"), "", NaN, /not UTF-8/],
  ["a NUL", "version: 1\nimages: \0\n", "", 2, /U\+0000/],
  ["an escape sequence of terminals", "version: 1\n# \u001b[2K\n", "", 2, /U\+001B/],
  ["text that is written backwards (CVE-2021-42574)", "version: 1\n\n# \u202E\n", "", 3, /U\+202E/],
];

const signers: readonly Row[] = [
  ["signers as a list", signer("  - ci"), "signers", 2, /found a list/],
  [
    "no signers in signers",
    documentText({ signers: "signers: {}", images: waived }),
    "signers",
    2,
    /found an empty mapping/,
  ],
  ["a signer left open", signer("  ci:"), "signers.ci", 3, /expected a signer, found nothing/],
  ["a signer that is a path", signer("  ci: keys/release.pub"), "signers.ci", 3, /found a text/],
  ["a signer without a system", signer("  ci: {}"), "signers.ci.cosign", 3, /is missing/],
  ["a misspelt system", signer("  ci:\n    cosing: {}"), "signers.ci.cosing", 4, /"cosing" is not a key of a signer/],
  ["notation, planned", signer("  ci: { notation: {} }"), "signers.ci.notation", 3, /not built yet/],
  ["a name with a blank", signer(`  my ci: ${good}`), 'signers["my ci"]', 3, /no name for a signer/],
  ["a name with a line break", signer(`  "a\\nb": ${good}`), 'signers["a\uFFFDb"]', 3, /no name for a signer/],
  ["an empty name", signer(`  '': ${good}`), 'signers[""]', 3, /no name for a signer/],
  ["a name of 65 characters", signer(`  ${"a".repeat(65)}: ${good}`), `signers["(65 characters)"]`, 3, /no name/],
  ["cosign left open", cosign(""), "signers.ci.cosign", 4, /found nothing/],
  ["cosign without a key", cosign("{ transparencyLog: not-required }"), "signers.ci.cosign.key", 4, /is missing/],
  ["an empty key", cosign("{ key: '', transparencyLog: not-required }"), "signers.ci.cosign.key", 4, /an empty text/],
  ["a list as key", cosign("{ key: [a, b] }"), "signers.ci.cosign.key", 4, /found a list of 2/],
  [
    "a misspelt value",
    cosign("{ key: k, transparencyLog: notrequired }"),
    "signers.ci.cosign.transparencyLog",
    4,
    /text/,
  ],
  [
    "transparencyLog: false",
    cosign("{ key: k, transparencyLog: false }"),
    "signers.ci.cosign.transparencyLog",
    4,
    /false/,
  ],
];

const key = (text: string) => cosign(`\n      transparencyLog: not-required\n      key: ${text}`);
const pem = (text: string) => `|\n${text.replace(/^/gm, "        ")}`;
const keys: readonly Row[] = [
  ["a missing key file", key("keys/relase.pub"), "signers.ci.cosign.key", 6, /"keys\/relase.pub" does not exist/],
  ["a folder", key("keys"), "signers.ci.cosign.key", 6, /is a directory/],
  ["a path with a NUL", key('"a\\0b"'), "signers.ci.cosign.key", 6, /cannot be opened/],
  ["a device, which never ends", key("/dev/zero"), "signers.ci.cosign.key", 6, /no regular file/],
  ["a private key file", key("keys/private.pem"), "signers.ci.cosign.key", 6, /private key/],
  ["a private key inline", key(pem(privatePem())), "signers.ci.cosign.key", 6, /private key/],
  ["a file that is no key", key("digestbound.yaml"), "signers.ci.cosign.key", 6, /cannot be trusted/],
  ["a KMS reference", key("awskms:///alias/release"), "signers.ci.cosign.key", 6, /cosign public-key/],
  ["a key on the web", key("https://acme.example/cosign.pub"), "signers.ci.cosign.key", 6, /cannot be trusted/],
  [
    "junk between PEM lines",
    key(pem("-----BEGIN PUBLIC KEY-----\n??\n-----END PUBLIC KEY-----")),
    "signers.ci.cosign.key",
    6,
    /cannot be trusted/,
  ],
  [
    "a certificate",
    key(pem("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")),
    "signers.ci.cosign.key",
    6,
    /certificate/,
  ],
];

const images: readonly Row[] = [
  ["a rule that is a text", rule("  - ghcr.io/acme/*"), "images[0]", 6, /expected an image rule, found a text/],
  ["a rule left open", rule("  -"), "images[0]", 6, /found nothing/],
  ["no match", rule("  - signedBy: [release-key]"), "images[0].match", 6, /is missing/],
  ["an empty match", rule("  - match: ''\n    signedBy: [release-key]"), "images[0].match", 6, /an empty text/],
  ["a list as match", rule("  - match: [a]\n    signedBy: [release-key]"), "images[0].match", 6, /found a list/],
  [
    "a bad match",
    rule("  - signedBy: [release-key]\n    match: nginx"),
    "images[0].match",
    7,
    /names no registry host/,
  ],
  ["nobody and no waiver", rule("  - match: ghcr.io/acme/*"), "images[0]", 6, /neither signedBy nor/],
  [
    "signedBy and a waiver",
    rule(
      "  - match: ghcr.io/a/*\n    signedBy: [release-key]\n    signature: not-required\n    because: it is not signed",
    ),
    "images[0]",
    6,
    /both/,
  ],
  ["an empty signedBy", rule("  - match: ghcr.io/a/*\n    signedBy: []"), "images[0].signedBy", 7, /an empty list/],
  ["a signedBy left open", rule("  - match: ghcr.io/a/*\n    signedBy:"), "images[0].signedBy", 7, /found nothing/],
  [
    "a name instead of a list",
    rule("  - match: ghcr.io/a/*\n    signedBy: release-key"),
    "images[0].signedBy",
    7,
    /found a text/,
  ],
  ["an empty name", rule("  - match: ghcr.io/a/*\n    signedBy: ['']"), "images[0].signedBy[0]", 7, /an empty text/],
  ["a number as a name", rule("  - match: ghcr.io/a/*\n    signedBy: [7]"), "images[0].signedBy[0]", 7, /the number 7/],
  [
    "an unknown signer",
    rule("  - match: ghcr.io/a/*\n    signedBy:\n      - release-key\n      - relase-key"),
    "images[0].signedBy[1]",
    9,
    /"relase-key" is no signer/,
  ],
  [
    "toString as a signer",
    rule("  - match: ghcr.io/a/*\n    signedBy: [toString]"),
    "images[0].signedBy[0]",
    7,
    /no signer/,
  ],
  [
    "the same signer twice",
    rule("  - match: ghcr.io/a/*\n    signedBy: [release-key, release-key]"),
    "images[0].signedBy[1]",
    7,
    /listed twice/,
  ],
  ["allOf beside signedBy", two("signedBy: [a]\n    allOf: [b]"), "images[0]", 6, /both signedBy and allOf/],
  [
    "allOf beside signature: not-required",
    two("allOf: [a]\n    signature: not-required\n    because: why"),
    "images[0]",
    6,
    /both allOf and signature: not-required/,
  ],
  ["an empty allOf", two("allOf: []"), "images[0].allOf", 7, /expected a list of signer names, found an empty list/],
  ["allOf with a name that is none", two("allOf: [a, bb]"), "images[0].allOf[1]", 7, /"bb" is no signer/],
  ["allOf with a name twice", two("allOf: [a, a]"), "images[0].allOf[1]", 7, /listed twice/],
  [
    "allOf with one key under two names",
    two("allOf: [a, b, a-again]"),
    "images[0].allOf[2]",
    7,
    /"a-again" has no key/,
  ],
  ["allOf with three names for two keys", two("allOf: [both, a, b]"), "images[0].allOf[2]", 7, /"b" has no key/],
  ["a reason beside allOf", two("allOf: [a, b]\n    because: why"), "images[0].because", 8, /only goes with signature/],
  [
    "allOf with a capture that the match does not have",
    documentText({
      signers: `signers:\n  a: ${good}\n  ci: { cosign: { issuer: https://idp.example, subject: "{who}@acme.example" } }`,
      images: "images:\n  - match: ghcr.io/a/*\n    allOf: [a, ci]",
    }),
    "images[0].allOf[1]",
    7,
    /captures no \{who\}/,
  ],
  ["atLeast beside allOf", two("allOf: [a, b]\n    atLeast: 2"), "images[0].atLeast", 8, /only goes with signedBy/],
  ["atLeast: 1", two("signedBy: [a, b]\n    atLeast: 1"), "images[0].atLeast", 8, /a whole number from 2/],
  ["atLeast: 0", two("signedBy: [a, b]\n    atLeast: 0"), "images[0].atLeast", 8, /a whole number from 2/],
  ["half a signer", two("signedBy: [a, b]\n    atLeast: 2.5"), "images[0].atLeast", 8, /a whole number from 2/],
  ["atLeast as a text", two('signedBy: [a, b]\n    atLeast: "2"'), "images[0].atLeast", 8, /found a text/],
  [
    "more than the signers",
    two("signedBy: [a, b]\n    atLeast: 3"),
    "images[0].atLeast",
    8,
    /never be met.* 2 distinct/,
  ],
  [
    "more than the keys, whatever the names",
    two("signedBy: [a, a-again]\n    atLeast: 2"),
    "images[0].atLeast",
    8,
    /never be met: .* one distinct key/,
  ],
  [
    "more than one identity can be",
    two("signedBy: [mail]\n    atLeast: 2"),
    "images[0].atLeast",
    8,
    /never be met: .* one distinct key or identity/,
  ],
  [
    "more than one repository can be",
    two("signedBy: [ci, a]\n    atLeast: 3"),
    "images[0].atLeast",
    8,
    /never be met: .* 2 distinct/,
  ],
  [
    "a binding beside atLeast",
    two("signedBy: [ci, mail]\n    atLeast: 2\n    boundToBuild: { by: [ci], within: 1h }"),
    "images[0].boundToBuild",
    9,
    /does not go with atLeast/,
  ],
  [
    "a binding beside allOf",
    two("allOf: [ci, mail]\n    boundToBuild: { by: [ci], within: 1h }"),
    "images[0].boundToBuild",
    8,
    /does not go with allOf/,
  ],
  [
    "a misspelt key",
    rule("  - match: ghcr.io/a/*\n    signed-by: [release-key]"),
    "images[0].signed-by",
    7,
    /"signed-by" is not a key of an image rule/,
  ],
  [
    "signature: required",
    rule("  - match: ghcr.io/a/*\n    signature: required"),
    "images[0].signature",
    7,
    /expected not-required/,
  ],
  [
    "a waiver without a reason",
    rule("  - match: ghcr.io/a/*\n    signature: not-required"),
    "images[0].because",
    6,
    /is missing/,
  ],
  [
    "an empty reason",
    rule("  - match: ghcr.io/a/*\n    signature: not-required\n    because: ''"),
    "images[0].because",
    8,
    /an empty text/,
  ],
  [
    "a blank reason",
    rule("  - match: ghcr.io/a/*\n    signature: not-required\n    because: '            '"),
    "images[0].because",
    8,
    /says why/,
  ],
  [
    "a reason of 9 characters",
    rule("  - match: ghcr.io/a/*\n    signature: not-required\n    because: '123456789'"),
    "images[0].because",
    8,
    /10 to 300/,
  ],
  [
    "a reason of 301 characters",
    rule(`  - match: ghcr.io/a/*\n    signature: not-required\n    because: ${"x".repeat(301)}`),
    "images[0].because",
    8,
    /10 to 300/,
  ],
  [
    "a reason of two lines",
    rule("  - match: ghcr.io/a/*\n    signature: not-required\n    because: |\n      one line and\n      another line"),
    "images[0].because",
    8,
    /one line/,
  ],
  [
    "a reason beside signedBy",
    rule("  - match: ghcr.io/a/*\n    signedBy: [release-key]\n    because: we trust them all"),
    "images[0].because",
    8,
    /only goes with/,
  ],
  ...["childOfSignedIndex", "allChildren"].flatMap((key): readonly Row[] => [
    [
      `${key} beside a waiver`,
      rule(`  - match: ghcr.io/a/*\n    signature: not-required\n    because: it is not signed\n    ${key}: rejected`),
      `images[0].${key}`,
      9,
      /only goes with signedBy/,
    ],
    [
      `${key} as true`,
      rule(`  - match: ghcr.io/a/*\n    signedBy: [release-key]\n    ${key}: true`),
      `images[0].${key}`,
      8,
      /expected accepted or rejected, found true/,
    ],
    [
      `${key} left open`,
      rule(`  - match: ghcr.io/a/*\n    signedBy: [release-key]\n    ${key}:`),
      `images[0].${key}`,
      8,
      /expected accepted or rejected, found nothing/,
    ],
  ]),
  [
    "the same match twice",
    rule("  - match: ghcr.io/a/*\n    signedBy: [release-key]\n  - match: ghcr.io/a/*\n    signedBy: [release-key]"),
    "images[1].match",
    8,
    /neither is more specific/,
  ],
];

const switches: readonly Row[] = [
  [
    "yes, a text in YAML 1.2",
    rest("resolveAtUpdate: yes"),
    "resolveAtUpdate",
    8,
    /expected true or false, found a text/,
  ],
  ["a number", rest("resolveAtUpdate: 1"), "resolveAtUpdate", 8, /found the number 1/],
  ["nothing", rest("resolveAtUpdate:"), "resolveAtUpdate", 8, /found nothing/],
  ["true where two words are known", rest("builtInStack: true"), "builtInStack", 8, /accepted or rejected, found true/],
  ["a misspelt word", rest("builtInStack: acepted"), "builtInStack", 8, /expected accepted or rejected/],
  ["another word", rest("cdkAssets: trusted"), "cdkAssets", 8, /expected accepted or rejected/],
  [
    "a rule that no CDK app acknowledges",
    rest("cdkAcknowledgements: [image-checked]"),
    "cdkAcknowledgements[0]",
    8,
    /expected a list of rules/,
  ],
  ["no list of acknowledgements", rest("cdkAcknowledgements: image-signed"), "cdkAcknowledgements", 8, /found a text/],
  [
    "an empty list of acknowledgements",
    rest("cdkAcknowledgements: []"),
    "cdkAcknowledgements",
    8,
    /found an empty list/,
  ],
  ["true for inline", rest("inline: true"), "inline", 8, /expected allowed or rejected, found true/],
  ["a misspelt word for inline", rest("inline: allow"), "inline", 8, /expected allowed or rejected, found a text/],
  ["another case", rest("builtInStack: Accepted"), "builtInStack", 8, /expected accepted or rejected/],
];

const exempt = (entry: string) =>
  rest(`exemptions:\n  - { because: signed from next year, owner: legacy, until: 2027-01-31, ${entry} }`);
const at = (key: string) => `exemptions[0]${key}`;

const exemptions: readonly Row[] = [
  ["an empty list", rest("exemptions: []"), "exemptions", 8, /an empty list/],
  ["no repository", exempt("rule: image-signed"), at(".image"), 9, /is missing: an exemption names a repository/],
  ["a whole registry", exempt("rule: image-signed, image: quay.io/**"), at(".image"), 9, /names no repository/],
  [
    "every repository of a registry",
    exempt("rule: image-signed, image: quay.io/*"),
    at(".image"),
    9,
    /names no repository/,
  ],
  ["every registry", exempt("rule: image-signed, image: '*/legacy/app'"), at(".image"), 9, /./],
  ["a capture", exempt("rule: image-signed, image: 'quay.io/a/{name}'"), at(".image"), 9, /names no repository/],
  ["a tag", exempt("rule: image-signed, image: 'quay.io/a/b:1'"), at(".image"), 9, /holds a tag/],
  [
    "a digest for a rule about images that name none",
    exempt(`rule: image-pinned, image: 'quay.io/a/b@sha256:${"0".repeat(64)}'`),
    at(".image"),
    9,
    /names a digest, and the rule is about images that name none/,
  ],
  ["half a digest", exempt("rule: image-signed, image: 'quay.io/a/b@sha256:12'"), at(".image"), 9, /no digest follows/],
  [
    "a rule that is none",
    exempt("rule: image-sgined, image: quay.io/a/b"),
    at(".rule"),
    9,
    /expected one of image-pinned/,
  ],
  [
    "a rule that is only told",
    exempt("rule: image-known, image: quay.io/a/b"),
    at(".rule"),
    9,
    /expected one of image-pinned/,
  ],
  [
    "an image where none is seen",
    exempt("rule: image-inspectable, resource: a, image: quay.io/a/b"),
    at(".image"),
    9,
    /only goes with rules about an image/,
  ],
  [
    "no resource where no image is seen",
    exempt("rule: image-inspectable"),
    at(".resource"),
    9,
    /is missing: the rule is about resources/,
  ],
  [
    "glass that is not broken by name",
    exempt("rule: image-checked, image: quay.io/a/b"),
    at(".reasons"),
    9,
    /is missing/,
  ],
  [
    "reasons of another rule",
    exempt("rule: image-signed, reasons: [undetermined], image: quay.io/a/b"),
    at(".reasons"),
    9,
    /only goes with rule: image-checked/,
  ],
  [
    "another reason",
    exempt("rule: image-checked, reasons: [rejected], image: quay.io/a/b"),
    at(".reasons[0]"),
    9,
    /expected \[undetermined\]/,
  ],
  [
    "an unknown key",
    exempt("rule: image-signed, image: quay.io/a/b, ticket: 1"),
    at(".ticket"),
    9,
    /not a key of an exemption/,
  ],
  [
    "a day that is none",
    rest(
      "exemptions:\n  - { because: signed from next year, owner: legacy, until: 2027-02-30, rule: image-signed, image: quay.io/a/b }",
    ),
    at(".until"),
    9,
    /expected a day/,
  ],
  [
    "a reason that says nothing",
    rest(
      "exemptions:\n  - { because: legacy, owner: legacy, until: 2027-01-31, rule: image-signed, image: quay.io/a/b }",
    ),
    at(".because"),
    9,
    /10 to 300 characters/,
  ],
  ["hours", rest("longestExemption: 12h"), "longestExemption", 8, /a number of days/],
  ["a number", rest("longestExemption: 90"), "longestExemption", 8, /a number of days/],
];

const registries: readonly Row[] = [
  [
    "an alias that is the host of another entry",
    rest("registries:\n  - { host: a.example, plainHttp: true }\n  - host: b.example\n    aliases: [a.example]"),
    "registries[1].aliases[0]",
    11,
    /is the host of registries\[0\]/,
  ],
  [
    "a wildcard as an alias",
    rest("registries: [{ host: a.example, aliases: ['*.example'] }]"),
    "registries[0].aliases[0]",
    8,
    /is not a registry host/,
  ],
  [
    "a match on an alias",
    documentText({
      images: "images:\n  - match: a.example/acme/*\n    signedBy: [release-key]",
      rest: "registries: [{ host: b.example, aliases: [a.example] }]",
    }),
    "images[0].match",
    6,
    /begins with an alias of b.example/,
  ],
  ["an empty list", rest("registries: []"), "registries", 8, /an empty list/],
  ["a mapping", rest("registries: { host: a.example }"), "registries", 8, /found a mapping/],
  ["a host alone", rest("registries: [localhost:5000]"), "registries[0]", 8, /found a text/],
  ["no host", rest("registries:\n  - plainHttp: true"), "registries[0].host", 9, /is missing/],
  ["no setting", rest("registries:\n  - host: localhost:5000"), "registries[0]", 9, /says nothing about it/],
  [
    "yes for true",
    rest("registries:\n  - host: a.example\n    plainHttp: yes"),
    "registries[0].plainHttp",
    10,
    /found a text/,
  ],
  [
    "yes for true under YAML 1.1",
    `%YAML 1.1\n---\n${rest("registries: [{ host: a.example, plainHttp: yes }]")}`,
    "registries[0].plainHttp",
    10,
    /found a text/,
  ],
  ["1 for true", rest("registries: [{ host: a.example, plainHttp: 1 }]"), "registries[0].plainHttp", 8, /the number 1/],
  ["a URL", rest("registries: [{ host: 'http://a.example', plainHttp: true }]"), "registries[0].host", 8, /scheme/],
  [
    "a wildcard",
    rest("registries: [{ host: '*.example', plainHttp: true }]"),
    "registries[0].host",
    8,
    /not a registry host|not allowed|registry/,
  ],
  [
    "a path",
    rest("registries: [{ host: a.example/b, plainHttp: true }]"),
    "registries[0].host",
    8,
    /before the first slash/,
  ],
  [
    "credentials",
    rest("registries: [{ host: 'u:secret@a.example', plainHttp: true }]"),
    "registries[0].host",
    8,
    /not a registry host/,
  ],
  [
    "a port that is none",
    rest("registries: [{ host: 'a.example:65536', plainHttp: true }]"),
    "registries[0].host",
    8,
    /port/,
  ],
  [
    "a name that reads as a namespace",
    rest("registries: [{ host: registry, plainHttp: true }]"),
    "registries[0].host",
    8,
    /namespace/,
  ],
  [
    "the same host twice",
    rest("registries:\n  - { host: a.example, plainHttp: true }\n  - { host: 'A.example:443', plainHttp: false }"),
    "registries[1].host",
    10,
    /same host as registries\[0\]/,
  ],
  [
    "a misspelt key",
    rest("registries: [{ host: a.example, plain_http: true }]"),
    "registries[0].plain_http",
    8,
    /not a key/,
  ],
];

const entry = (key: string, fields: string) => rest(`${key}:\n  - ${fields}`);
const field = (fields: string) => entry("fields", fields);
const not = (fields: string) => entry("notImages", fields);
const somewhere = "type: acme:index:Service, path: image";
const levels = (text: string) => rest(`levels:\n  ${text}`);
const levelRows: readonly Row[] = [
  ["levels without a rule", rest("levels: {}"), "levels", 8, /found an empty mapping/],
  ["levels left open", rest("levels:"), "levels", 8, /expected a mapping from rules to levels, found nothing/],
  ["levels as one word", rest("levels: advisory"), "levels", 8, /found a text/],
  ["a level for all rules, as Pulumi's config has it", levels("all: advisory"), "levels.all", 9, /"all" is no rule/],
  ["a misspelt rule", levels("image-singed: advisory"), "levels.image-singed", 9, /is no rule/],
  ["a key of JavaScript objects", levels("constructor: advisory"), "levels.constructor", 9, /is no rule/],
  ["the recorder, on which all rests", levels("digestbound: disabled"), "levels.digestbound", 9, /policy of the pack/],
  ["no-policy", levels("no-policy: disabled"), "levels.no-policy", 9, /policy of the pack and no rule/],
  ["trusted-root", levels("trusted-root: disabled"), "levels.trusted-root", 9, /policy of the pack and no rule/],
  ["locked-digests", levels("locked-digests: disabled"), "levels.locked-digests", 9, /policy of the pack and no rule/],
  ["exemptions", levels("exemptions: disabled"), "levels.exemptions", 9, /policy of the pack and no rule/],
  [
    "a misspelt level",
    levels("image-signed: advisry"),
    "levels.image-signed",
    9,
    /one of advisory, mandatory, disabled/,
  ],
  ["a level of other tools", levels("image-signed: warn"), "levels.image-signed", 9, /one of advisory/],
  ["a level left open", levels("image-signed:"), "levels.image-signed", 9, /one of advisory/],
  ["a level that is a list", levels("image-signed: [advisory]"), "levels.image-signed", 9, /one of advisory/],
  ["a level that is false", levels("image-signed: false"), "levels.image-signed", 9, /one of advisory/],
  [
    "remediate for another rule",
    levels("image-signed: remediate"),
    "levels.image-signed",
    9,
    /only goes with image-pinned/,
  ],
  [
    "remediate for another rule from a day on",
    levels("image-signed: { level: remediate, from: 2027-01-31 }"),
    "levels.image-signed.level",
    9,
    /only goes with image-pinned/,
  ],
  [
    "a level without its date",
    levels("image-signed: { level: mandatory }"),
    "levels.image-signed.from",
    9,
    /is missing/,
  ],
  [
    "a date without a level",
    levels("image-signed: { from: 2027-01-31 }"),
    "levels.image-signed.level",
    9,
    /is missing/,
  ],
  [
    "advisory from a day on, as it is before",
    levels("image-signed: { level: advisory, from: 2027-01-31 }"),
    "levels.image-signed.level",
    9,
    /before its date a rule is advisory/,
  ],
  [
    "disabled from a day on",
    levels("image-signed: { level: disabled, from: 2027-01-31 }"),
    "levels.image-signed.level",
    9,
    /expected mandatory/,
  ],
  [
    "a day that no calendar has",
    levels("image-signed: { level: mandatory, from: 2027-02-29 }"),
    "levels.image-signed.from",
    9,
    /expected a day such as/,
  ],
  [
    "a moment, where a day is meant",
    levels("image-signed: { level: mandatory, from: 2027-01-31T09:00Z }"),
    "levels.image-signed.from",
    9,
    /expected a day such as/,
  ],
  [
    "another key",
    levels("image-signed: { level: mandatory, from: 2027-01-31, until: 2027-02-01 }"),
    "levels.image-signed.until",
    9,
    /"until" is not a key of a level with a date/,
  ],
];

const corrections: readonly Row[] = [
  ["no fields in fields", rest("fields: []"), "fields", 8, /an empty list/],
  ["fields as a mapping", rest("fields: { type: a }"), "fields", 8, /found a mapping/],
  ["a field that is a text", field("spec.image"), "fields[0]", 9, /expected a field, found a text/],
  ["a field left open", rest("fields:\n  -"), "fields[0]", 9, /found nothing/],
  ["a field without a type", field("path: image"), "fields[0].type", 9, /is missing; expected a resource type/],
  ["a field without a path", field("type: acme:index:Service"), "fields[0].path", 9, /is missing; expected a path/],
  ["a misspelt key", field(`{ ${somewhere}, formt: ref }`), "fields[0].formt", 9, /"formt" is not a key of a field/],
  ["a wildcard in a type", field('{ type: "acme:*:Service", path: image }'), "fields[0].type", 9, /no resource type/],
  ["a version in a kind's type", field("{ type: acme.io/v1/Widget, path: image }"), "fields[0].type", 9, /no resource/],
  ["an index in a path", field('{ type: acme.io/Widget, path: "a[0].b" }'), "fields[0].path", 9, /is no path/],
  ["__proto__ in a path", field("{ type: acme.io/Widget, path: __proto__.image }"), "fields[0].path", 9, /is no path/],
  ["a path that is a list", field("{ type: acme.io/Widget, path: [a, b] }"), "fields[0].path", 9, /a list of 2/],
  ["an unknown format", field(`{ ${somewhere}, format: yaml }`), "fields[0].format", 9, /"yaml" is no format/],
  ["half a format", field(`{ ${somewhere}, format: "json:" }`), "fields[0].format", 9, /"json:" is no format/],
  [
    "a role that is not judged",
    field(`{ ${somewhere}, role: push }`),
    "fields[0].role",
    9,
    /run, build-from or artifact/,
  ],
  [
    "the same field twice",
    rest(`fields:\n  - { ${somewhere} }\n  - { ${somewhere}, format: oci }`),
    "fields[1]",
    10,
    /same place as fields\[0\]/,
  ],
  [
    "the same field by another spelling",
    rest(
      "fields:\n  - { type: acme.io/Widget, path: a.b }\n  - { type: 'kubernetes:ACME.io/v1:widget', path: 'a{b}' }",
    ),
    "fields[1]",
    10,
    /same place as fields\[0\]/,
  ],
  [
    "the same field of two versions",
    rest(
      "fields:\n  - { type: 'azure-native:app:ContainerApp', path: a }\n  - { type: 'azure-native:app/v20230501:ContainerApp', path: a }",
    ),
    "fields[1]",
    10,
    /same place as fields\[0\]/,
  ],
  [
    "a field that is no image",
    rest(`fields:\n  - { ${somewhere} }\nnotImages:\n  - { ${somewhere}, because: it names a picture }`),
    "notImages[0]",
    11,
    /same place as fields\[0\]/,
  ],
  ["no places in notImages", rest("notImages: []"), "notImages", 8, /an empty list/],
  ["no reason", not(`{ ${somewhere} }`), "notImages[0].because", 9, /is missing; expected a text that says why/],
  ["a short reason", not(`{ ${somewhere}, because: it is so }`), "notImages[0].because", 9, /10 to 300/],
  [
    "a place without images that has a format",
    not(`{ ${somewhere}, because: it names a picture, format: ref }`),
    "notImages[0].format",
    9,
    /"format" is not a key of a place without images/,
  ],
  ["no type of it", not("{ path: a, because: it names a picture }"), "notImages[0].type", 9, /is missing/],
  [
    "everything at the top",
    not('{ type: acme.io/Widget, path: "{}", because: it names a picture }'),
    "notImages[0].path",
    9,
    /is no path/,
  ],
];

const rows = [
  ...wholeDocument,
  ...syntax,
  ...signers,
  ...keys,
  ...images,
  ...bases,
  ...registries,
  ...switches,
  ...exemptions,
  ...levelRows,
  ...corrections,
];

describe("a wrong policy document (law 7)", () => {
  it.each(rows)("is refused, with path and line: %s", (_name, text, path, line, message) => {
    const problems = workspace.problems(text);
    expect(problems).toEqual([
      {
        source: `${workspace.folder}/digestbound.yaml`,
        path,
        ...(Number.isNaN(line) ? {} : { line }),
        message: expect.stringMatching(message),
        remedy: expect.stringMatching(/^\S.*[.)]$/),
      },
    ]);
  });
});

describe("the schema for editors", () => {
  const known = rows.filter(([, , , line]) => !Number.isNaN(line));
  const unseen = known.filter(([, text]) => editorSays(text).length === 0).map(([name, , path]) => `${path}: ${name}`);

  it("sees every mistake but those that take more than a schema", () => {
    expect(unseen).toEqual(UNSEEN);
  });

  it("sees most of them", () => {
    expect(unseen.length).toBeLessThan(known.length / 3);
  });
});
