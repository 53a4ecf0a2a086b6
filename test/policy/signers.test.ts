import { generateKeyPairSync } from "node:crypto";
import { afterAll, describe, expect, it } from "@jest/globals";
import { readTaken } from "../schema/schema.ts";
import { isGitHubDotCom, parseIssuer } from "../../src/policy/issuer.ts";
import { openInstance, trustedRootJson } from "../fixtures/sigstore/instance.ts";
import { bound, GITHUB, GOOGLE, signerProblems } from "./identities.ts";
import { createWorkspace, documentText, publicPem } from "./workspace.ts";

const repository = "https://github.com/acme/web";
const github = (more: object) => ({ cosign: { issuer: GITHUB, sourceRepository: repository, ...more } });
const other = (more: object) => ({ cosign: { issuer: GOOGLE, subject: "release@corp.com", ...more } });
const pem = publicPem();
const root = trustedRootJson(openInstance("policy"));
const workspace = createWorkspace();
afterAll(() => {
  workspace.remove();
});
const file = (name: string, text: string) => workspace.write(name, text);
const byKey = (more: object) => ({ cosign: { key: pem, ...more } });
const rsa = () =>
  generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "pem" }).toString();

type Row = readonly [name: string, signer: unknown, problems: readonly RegExp[]];

const halves: readonly Row[] = [
  ["nothing at all", { cosign: {} }, [/^cosign\.key: is missing/]],
  ["an issuer alone", { cosign: { issuer: GOOGLE } }, [/^cosign\.subject: is missing/]],
  ["GitHub's issuer alone", { cosign: { issuer: GITHUB } }, [/^cosign\.sourceRepository: is missing/]],
  [
    "GitHub's issuer with a workflow",
    { cosign: { issuer: GITHUB, workflow: ".github/workflows/a.yml" } },
    [/^cosign\.sourceRepository: is missing/],
  ],
  ["a subject alone", { cosign: { subject: "a@corp.com" } }, [/^cosign\.issuer: is missing/]],
  ["a repository alone", { cosign: { sourceRepository: repository } }, [/^cosign\.issuer: is missing/]],
  ["annotations alone", { cosign: { annotations: { env: "prod" } } }, [/^cosign\.key: is missing/]],
  ["an empty issuer", other({ issuer: "" }), [/^cosign\.issuer: .*an empty text/]],
  ["an issuer left open", other({ issuer: null }), [/^cosign\.issuer: .*found nothing/]],
  ["an empty subject", other({ subject: "" }), [/^cosign\.subject: .*an empty text/]],
  ["a subject left open", other({ subject: null }), [/^cosign\.subject: .*found nothing/]],
  ["an empty glob", other({ subject: { glob: "" } }), [/^cosign\.subject\.glob: .*an empty text/]],
  ["an empty mapping as glob", other({ subject: {} }), [/^cosign\.subject: .*an empty mapping/]],
  ["a regular expression", other({ subject: { regex: ".*" } }), [/^cosign\.subject: .*found a mapping/]],
  ["a list of subjects", other({ subject: ["a@corp.com"] }), [/^cosign\.subject: .*found a list/]],
  ["an empty repository", github({ sourceRepository: "" }), [/^cosign\.sourceRepository: .*an empty text/]],
  ["an empty ref", github({ ref: "" }), [/^cosign\.ref: .*an empty text/]],
  ["an empty environment", github({ environment: "" }), [/^cosign\.environment: .*an empty text/]],
  ["no annotations in annotations", other({ annotations: {} }), [/^cosign\.annotations: .*an empty mapping/]],
  ["no keys in keys", { cosign: { keys: [] } }, [/^cosign\.keys: .*an empty list/]],
];

const contradictions: readonly Row[] = [
  [
    "a key and an issuer",
    byKey({ issuer: GITHUB }),
    [/^cosign\.issuer: goes with an issuer, and this signer has a key/],
  ],
  [
    "a key and a repository",
    byKey({ sourceRepository: repository }),
    [/^cosign\.sourceRepository: goes with an issuer/],
  ],
  ["key and keys", byKey({ keys: [pem] }), [/^cosign\.keys: stands beside key/]],
  ["the same key twice", { cosign: { keys: [pem, pem] } }, [/^cosign\.keys\[1\]: is the same key/]],
  ["a subject with GitHub's issuer", github({ subject: "x" }), [/^cosign\.subject: is not for GitHub Actions/]],
  [
    "a workflow with another issuer",
    other({ workflow: ".github/workflows/a.yml" }),
    [/^cosign\.workflow: goes with GitHub/],
  ],
  ["a runner with another issuer", other({ runner: "github-hosted" }), [/^cosign\.runner: goes with GitHub/]],
  [
    "no log with the public-good root",
    other({ transparencyLog: "not-required" }),
    [/^cosign\.transparencyLog: has no effect: the public-good/],
  ],
  ["scheme with GitHub's issuer", github({ scheme: "rsa-pss-sha256" }), [/^cosign\.scheme: goes with a key/]],
  ["RSA-PSS with another key", byKey({ scheme: "rsa-pss-sha256" }), [/^cosign\.scheme: .*ECDSA P-256/]],
  [
    "a root without a log",
    byKey({ transparencyLog: "not-required", trustedRoot: "public-good" }),
    [/^cosign\.trustedRoot: has no effect/],
  ],
  ["a preset and an identity", { preset: "kubernetes", ...byKey({}) }, [/^preset: stands beside cosign/]],
];

const spellings: readonly Row[] = [
  ["a misspelt issuer", { cosign: { isuer: GITHUB } }, [/^cosign\.isuer: "isuer" is not a key of a cosign signer/]],
  ["a misspelt option", github({ worflow: "a" }), [/^cosign\.worflow: "worflow" is not a key of a signer on GitHub/]],
  [
    "a misspelt required option",
    { cosign: { issuer: GITHUB, sourceRepo: repository } },
    [/sourceRepository: is missing/, /"sourceRepo" is not a key/],
  ],
  ["an option of JavaScript objects", other({ constructor: "a" }), [/"constructor" is not a key/]],
  ["cosign's own word", other({ certificateIdentity: "a" }), [/^cosign.certificateIdentity: is called subject here/]],
  ["an unknown preset", { preset: "kubernets" }, [/^preset: expected one of/]],
  ["an unknown runner", github({ runner: "github" }), [/^cosign\.runner: expected github-hosted or self-hosted/]],
  ["a trigger that is none", github({ trigger: "on: push" }), [/^cosign\.trigger: expected the name of an event/]],
  ["a number that is none", github({ repositoryId: "acme/web" }), [/^cosign\.repositoryId: expected/]],
  ["a number below one", github({ ownerId: 0 }), [/^cosign\.ownerId: expected/]],
  [
    "another requirement of the reference",
    other({ requireReference: "prefix" }),
    [/^cosign\.requireReference: expected repository/],
  ],
  ["an annotation that is no text", other({ annotations: { env: true } }), [/^cosign\.annotations\.env: .*found true/]],
  ["a brace in an annotation", other({ annotations: { env: "{" } }), [/^cosign\.annotations\.env: has a brace/]],
  ["9 keys", { cosign: { keys: Array.from({ length: 9 }, () => pem) } }, [/^cosign\.keys: .*found a list of 9/]],
];

const texts: readonly Row[] = [
  ["an issuer without a scheme", other({ issuer: "accounts.google.com" }), [/^cosign\.issuer: is no URL/]],
  ["a wildcard in the issuer", other({ issuer: "https://*.google.com" }), [/^cosign\.issuer: holds a wildcard/]],
  ["a capture in the issuer", other({ issuer: "https://{name}.google.com" }), [/^cosign\.issuer: holds a wildcard/]],
  ["an issuer with a blank", other({ issuer: `${GOOGLE} ` }), [/^cosign\.issuer: is no URL/]],
  ["GitHub's issuer with a slash", github({ issuer: `${GITHUB}/` }), [/^cosign\.issuer: is not quite/]],
  [
    "GitHub's issuer in capitals",
    github({ issuer: GITHUB.replace("token", "Token") }),
    [/^cosign\.issuer: is not quite/],
  ],
  ["GitHub's issuer by http", github({ issuer: GITHUB.replace("https", "http") }), [/^cosign\.issuer: is not quite/]],
  ["GitHub's issuer with an escape", github({ issuer: `${GITHUB}/a%2fb` }), [/^cosign\.issuer: is not quite/]],
  ["GitHub's issuer with a port", github({ issuer: `${GITHUB}:443` }), [/^cosign\.issuer: is not quite/]],
  [
    "a repository without a scheme",
    github({ sourceRepository: "acme/web" }),
    [/sourceRepository: is no repository on https:\/\/github.com/],
  ],
  [
    "a repository elsewhere",
    github({ sourceRepository: "https://gitlab.com/acme/web" }),
    [/is no repository on https:\/\/github.com/],
  ],
  ["an account alone", github({ sourceRepository: "https://github.com/acme" }), [/is not an account and a repository/]],
  ["a repository with a slash", github({ sourceRepository: `${repository}/` }), [/is not an account and a repository/]],
  ["a repository to clone", github({ sourceRepository: `${repository}.git` }), [/is not an account and a repository/]],
  ["any account", github({ sourceRepository: { glob: "https://github.com/*/web" } }), [/leaves the account open/]],
  [
    "part of an account",
    github({ sourceRepository: { glob: "https://github.com/acme*/web" } }),
    [/leaves the account open/],
  ],
  [
    "an account from the image",
    github({ sourceRepository: "https://github.com/{name}/web" }),
    [/leaves the account open/],
  ],
  [
    "whatever is below an account",
    github({ sourceRepository: { glob: "https://github.com/acme/**" } }),
    [/is not an account and a repository/],
  ],
  ["a * outside a glob", github({ sourceRepository: "https://github.com/acme/*" }), [/has a \* in an exact text/]],
  ["a branch's short name", github({ ref: "main" }), [/^cosign\.ref: is no full name/]],
  ["a tag's short name", github({ ref: { glob: "v*" } }), [/^cosign\.ref: is no full name/]],
  ["any ref", github({ ref: { glob: "refs/**" } }), [/^cosign\.ref: is no full name/]],
  ["any kind of ref", github({ ref: { glob: "refs/*/main" } }), [/^cosign\.ref: is no full name/]],
  ["a kind of ref from the image", github({ ref: "refs/{name}/main" }), [/^cosign\.ref: is no full name/]],
  ["a regular expression for a ref", github({ ref: { glob: "^refs/tags/v.*$" } }), [/regular expressions/]],
  ["a workflow's name", github({ workflow: "release" }), [/^cosign\.workflow: is no path of a workflow/]],
  ["a workflow's folder", github({ workflow: ".github/workflows/" }), [/names no workflow file/]],
  ["a workflow in a folder", github({ workflow: ".github/workflows/a/b.yml" }), [/names no workflow file/]],
  ["a workflow from the root", github({ workflow: "/.github/workflows/a.yml" }), [/does not begin with/]],
  [
    "a workflow's URL",
    github({ workflow: `${repository}/.github/workflows/a.yml@refs/heads/main` }),
    [/does not begin with/],
  ],
  ["a reusable workflow without a ref", github({ workflow: "acme/x/.github/workflows/a.yml" }), [/without the ref/]],
  [
    "a reusable workflow from any ref",
    github({ workflow: { glob: "acme/x/.github/workflows/a.yml@*" } }),
    [/nothing but wildcards/],
  ],
  [
    "a reusable workflow from a tag's short name",
    github({ workflow: "acme/x/.github/workflows/a.yml@v1" }),
    [/is no full name/],
  ],
  [
    "a reusable workflow of anybody",
    github({ workflow: { glob: "*/x/.github/workflows/a.yml@refs/tags/v1" } }),
    [/leaves the account open/],
  ],
  [
    "a reusable workflow of any repository",
    github({ workflow: { glob: "acme/*/.github/workflows/a.yml@refs/tags/v1" } }),
    [/leaves the repository/],
  ],
  ["a subject that is no name", other({ subject: "release" }), [/^cosign\.subject: is no email address/]],
  ["anybody at all", other({ subject: { glob: "*" } }), [/nothing but wildcards/]],
  ["any domain", other({ subject: { glob: "release@*" } }), [/leaves the domain open/]],
  ["part of a domain", other({ subject: { glob: "release@corp.*" } }), [/leaves the domain open/]],
  ["a subdomain", other({ subject: { glob: "release@*.com" } }), [/leaves the domain open/]],
  ["a domain from the image", other({ subject: "release@{name}" }), [/leaves the domain open/]],
  ["any host", other({ subject: { glob: "https://*/acme" } }), [/no scheme and host/]],
  ["part of a host", other({ subject: { glob: "https://ci.*/acme/x" } }), [/leaves open whose/]],
  ["any account on a host", other({ subject: { glob: "https://gitlab.com/*/web" } }), [/leaves open whose/]],
  ["part of an account on a host", other({ subject: { glob: "https://gitlab.com/acme*/web" } }), [/leaves open whose/]],
  ["a repository that is no URL", other({ sourceRepository: "acme@web" }), [/^cosign\.sourceRepository: is no URL/]],
  ["a look-alike", other({ subject: "rele\u0430se@corp.com" }), [/printable ASCII/]],
  ["a mark from right to left", github({ environment: "prod\u202E" }), [/printable ASCII/]],
];

const files: readonly Row[] = [
  [
    "a root that is not there",
    github({ trustedRoot: "none.json" }),
    [/^cosign\.trustedRoot: the trusted root "none.json" does not exist/],
  ],
  ["a folder as root", github({ trustedRoot: "/" }), [/^cosign\.trustedRoot: .* is a directory/]],
  [
    "a root twice",
    other({ trustedRoot: ["public-good", "public-good"] }),
    [/^cosign\.trustedRoot\[1\]: is listed twice/],
  ],
  [
    "a root that is none",
    github({ trustedRoot: file("none.json", "{}") }),
    [/^cosign\.trustedRoot: the file .* holds no trusted root that can be used: mediaType/],
  ],
  [
    "a root without logs, where the signer does not say so",
    github({ trustedRoot: file("no-logs.json", JSON.stringify({ ...root, tlogs: [], ctlogs: [] })) }),
    [/^cosign\.trustedRoot: the file .* tlogs: is empty/],
  ],
  [
    "a root of certificates alone for keys that have to be logged",
    byKey({ trustedRoot: file("no-logs.json", JSON.stringify({ ...root, tlogs: [], ctlogs: [] })) }),
    [/^cosign\.trustedRoot: the file .* tlogs: is empty/],
  ],
  ["no roots", other({ trustedRoot: [] }), [/^cosign\.trustedRoot: .*an empty list/]],
  [
    "a tenant of GHE.com without a root of its own",
    { cosign: { issuer: "https://token.actions.acme.ghe.com", sourceRepository: "https://acme.ghe.com/acme/web" } },
    [/^cosign\.trustedRoot: is missing/],
  ],
  [
    "a GitHub Enterprise Server with the public-good root",
    {
      cosign: {
        issuer: "https://git.corp.example/_services/token",
        sourceRepository: "https://git.corp.example/acme/web",
        trustedRoot: "public-good",
      },
    },
    [/^cosign\.trustedRoot: is missing/],
  ],
];

/** Of each every repository that calls the reusable workflow would be trusted (sigstore.md 4.1). */
const workflowsAlone: readonly Row[] = [
  [
    "an enterprise's name behind the issuer of a GitHub Enterprise Server",
    {
      cosign: {
        issuer: "https://git.corp.example/_services/token/acme",
        subject: "https://git.corp.example/acme/shared/.github/workflows/sign.yml@refs/tags/v1",
      },
    },
    [/^cosign\.sourceRepository: is missing/, /^cosign\.subject: is not for GitHub Actions/],
  ],
  [
    "a GitHub workflow of an issuer that is not known for them",
    other({ subject: "https://git.corp.example/acme/shared/.github/workflows/sign.yml@refs/tags/v1" }),
    [/^cosign\.sourceRepository: is missing; the subject is a GitHub workflow's/],
  ],
  [
    "any GitHub workflow of such an issuer",
    other({ subject: { glob: "https://git.corp.example/acme/shared/.github/workflows/*@refs/tags/*" } }),
    [/^cosign\.sourceRepository: is missing; the subject is a GitHub workflow's/],
  ],
];

describe("a signer that is refused (law 7)", () => {
  it.each([...halves, ...contradictions, ...spellings, ...texts, ...files, ...workflowsAlone])(
    "%s",
    (_, signer, messages) => {
      const problems = signerProblems(signer);
      expect(problems).toEqual(messages.map((message) => expect.stringMatching(message)));
    },
  );
});

describe("a signer that is read", () => {
  it.each([
    ["GitHub's issuer", github({})],
    ["an enterprise's issuer on github.com", github({ issuer: `${GITHUB}/acme` })],
    ["an account managed by an enterprise", github({ sourceRepository: "https://github.com/alice_acme/web" })],
    ["a URI", other({ subject: "https://issuer.enforce.dev/0123abcd" })],
    ["a GitLab pipeline", other({ subject: { glob: "https://gitlab.com/acme/web//.gitlab-ci.yml@refs/tags/*" } })],
    ["a SPIFFE identity", other({ subject: { glob: "spiffe://acme.example/ns/*/sa/signer" } })],
    ["a name of Fulcio's", other({ subject: "ci!acme.example" })],
    ["an issuer that ends in a slash", other({ issuer: "https://acme.auth0.com/" })],
    ["a list of roots", other({ trustedRoot: ["public-good"] })],
    ["several keys", { cosign: { keys: [pem, publicPem()] } }],
    ["RSA-PSS", { cosign: { key: rsa(), scheme: "rsa-pss-sha256" } }],
    ["a preset", { preset: "kubernetes" }],
  ])("with %s", (_, signer) => {
    expect(signerProblems(signer)).toEqual([]);
  });

  it("by keys carries each of them, its scheme and whether a log is required", () => {
    expect(bound({ cosign: { keys: [pem, publicPem()], transparencyLog: "not-required" } })).toMatchObject({
      ...{ kind: "key", name: "ci", transparencyLog: "not-required", roots: [], described: "ci" },
      keys: [{ type: "ECDSA P-256" }, { type: "ECDSA P-256" }],
    });
    const pss = bound({ cosign: { key: rsa(), scheme: "rsa-pss-sha256" } });
    expect(pss).toMatchObject({ keys: [{ scheme: "rsa-pss-sha256" }], transparencyLog: "required" });
    expect(bound({ cosign: { key: rsa() } })).not.toHaveProperty("keys.0.scheme");
  });
});

it("by the same file of roots as another shares them, but not where it asks less of them", () => {
  const trustedRoot = workspace.write("shared-root.json", JSON.stringify(root));
  const cosign = { issuer: GOOGLE, subject: "release@corp.com", trustedRoot };
  const signers = { a: { cosign }, b: { cosign }, c: { cosign: { ...cosign, transparencyLog: "not-required" } } };
  const images = [{ match: "ghcr.io/acme/*", signedBy: ["a", "b", "c"] }];
  const read = readTaken({ version: 1, signers, images }, "/", "test").signers;
  const rootsOf = (name: string) => read.get(name)?.roots[0];
  expect(rootsOf("a")).toBeDefined();
  expect(rootsOf("b")).toBe(rootsOf("a"));
  expect(rootsOf("c")).not.toBe(rootsOf("a"));
});

describe("an issuer", () => {
  it.each([
    [GITHUB, "https://github.com"],
    [`${GITHUB}/acme-corp`, "https://github.com"],
    ["https://token.actions.acme.ghe.com", "https://acme.ghe.com"],
    ["https://git.corp.example/_services/token", "https://git.corp.example"],
    ["https://git.corp.example/_services/token/acme", "https://git.corp.example"],
    ["https://git.corp.example/_services/tokens", undefined],
    ["https://token.actions.githubusercontent.com.evil", undefined],
    ["https://token.actions.ghe.com", undefined],
    ["https://gitlab.com", undefined],
    [GOOGLE, undefined],
  ])("%s belongs to GitHub Actions on %s", (text, home) => {
    const issuer = parseIssuer(text);
    expect(issuer.github).toBe(home);
    expect(isGitHubDotCom(issuer)).toBe(home === "https://github.com");
  });
});

describe("a capture in a signer", () => {
  const captured = [
    ["sourceRepository", { sourceRepository: "https://github.com/acme/{name}" }],
    ["workflow", { workflow: ".github/workflows/{name}.yml" }],
    ["ref", { ref: "refs/heads/{name}" }],
    ["annotations.image", { annotations: { image: "{name}" } }],
  ] as const;

  it.each(captured)("in %s has to be one of the match of every rule that names the signer", (field, more) => {
    expect(signerProblems(github(more), "ghcr.io/acme/{name}")).toEqual([]);
    expect(signerProblems(github(more), "ghcr.io/acme/svc-{name}-x")).toEqual([]);
    for (const match of ["ghcr.io/acme/*", "ghcr.io/acme/{Name}", "ghcr.io/acme/web", "ghcr.io/acme/**"]) {
      expect(signerProblems(github(more), match)).toEqual([
        `images[0].signedBy[0]: signers.ci.cosign.${field} holds {name}, and ${match} captures no {name}.`,
      ]);
    }
  });

  it("is told with the line of the rule", () => {
    const signers = `signers:\n  ci: { cosign: { issuer: ${GITHUB}, sourceRepository: "https://github.com/acme/{name}" } }`;
    const images = "images:\n  - match: ghcr.io/acme/{other}\n    signedBy: [ci]";
    expect(workspace.problems(documentText({ signers, images }))).toMatchObject([
      { path: "images[0].signedBy[0]", line: 6 },
    ]);
  });
});
