import { describe, expect, it } from "@jest/globals";
import type { CertificateIdentity } from "../../src/signature/index.ts";
import { bound, email, GITHUB, GOOGLE, identity, release, verdict } from "./identities.ts";

const github = { issuer: GITHUB, sourceRepository: "https://github.com/acme/web" };
const all = {
  ...github,
  workflow: ".github/workflows/release.yml",
  ref: { glob: "refs/tags/v*" },
  runner: "github-hosted",
  environment: "production",
  trigger: "push",
  repositoryId: 1234,
  ownerId: "56",
};
const person = { issuer: GOOGLE, subject: "release@corp.com" };
const gitlab = { issuer: "https://gitlab.com", subject: "https://gitlab.com/acme/web//.gitlab-ci.yml@refs/heads/main" };

describe("each option of a keyless signer does something (law 7)", () => {
  const rows: readonly (readonly [option: string, holds: object, fails: object, given: CertificateIdentity])[] = [
    ["issuer", github, { ...github, issuer: `${GITHUB}/acme` }, release],
    ["sourceRepository", github, { ...github, sourceRepository: "https://github.com/acme/api" }, release],
    [
      "sourceRepository as a glob",
      { ...github, sourceRepository: { glob: "https://github.com/acme/w*" } },
      { ...github, sourceRepository: { glob: "https://github.com/acme/x*" } },
      release,
    ],
    ["workflow", { ...github, workflow: all.workflow }, { ...github, workflow: ".github/workflows/test.yml" }, release],
    ["ref", { ...github, ref: all.ref }, { ...github, ref: "refs/heads/main" }, release],
    ["runner", { ...github, runner: "github-hosted" }, { ...github, runner: "self-hosted" }, release],
    ["environment", { ...github, environment: "production" }, { ...github, environment: "Production" }, release],
    ["trigger", { ...github, trigger: "push" }, { ...github, trigger: "pull_request_target" }, release],
    ["repositoryId", { ...github, repositoryId: 1234 }, { ...github, repositoryId: 1235 }, release],
    ["ownerId", { ...github, ownerId: "56" }, { ...github, ownerId: "57" }, release],
    ["subject", person, { ...person, subject: "release@other.com" }, email("release@corp.com")],
    [
      "subject as a glob",
      { ...person, subject: { glob: "*@corp.com" } },
      { ...person, subject: { glob: "*@other.com" } },
      email("release@corp.com"),
    ],
    [
      "sourceRepository of another issuer",
      { ...gitlab, sourceRepository: "https://gitlab.com/acme/web" },
      { ...gitlab, sourceRepository: "https://gitlab.com/acme/api" },
      {
        issuer: gitlab.issuer,
        subject: { kind: "uri", value: gitlab.subject },
        claims: { sourceRepositoryUri: "https://gitlab.com/acme/web" },
      },
    ],
    [
      "ref of another issuer",
      { ...gitlab, ref: "refs/heads/main" },
      { ...gitlab, ref: "refs/heads/dev" },
      {
        issuer: gitlab.issuer,
        subject: { kind: "uri", value: gitlab.subject },
        claims: { sourceRepositoryRef: "refs/heads/main" },
      },
    ],
  ];

  it.each(rows)("%s", (option, holds, fails, given) => {
    expect(verdict(holds, given)).toBe("trusted");
    expect(verdict(fails, given)).toContain(`its ${option.split(" ", 1).join("")} is `);
  });

  it("and all of them together hold of the release, and each alone rejects what differs in it", () => {
    expect(verdict(all, release)).toBe("trusted");
    const others: readonly (readonly [string, CertificateIdentity])[] = [
      ["issuer", identity({ issuer: GOOGLE })],
      ["sourceRepository", identity({ claims: { sourceRepositoryUri: "https://github.com/evil/web" } })],
      ["ref", identity({ claims: { sourceRepositoryRef: "refs/heads/main" } })],
      ["workflow", identity({ subjectUri: release.subject.value.replace("release.yml", "test.yml") })],
      ["repositoryId", identity({ claims: { sourceRepositoryIdentifier: "999" } })],
      ["ownerId", identity({ claims: { sourceRepositoryOwnerIdentifier: "999" } })],
      ["runner", identity({ claims: { runnerEnvironment: "self-hosted" } })],
      ["environment", identity({ claims: { deploymentEnvironment: "staging" } })],
      ["trigger", identity({ claims: { buildTrigger: "workflow_dispatch" } })],
    ];
    for (const [field, other] of others)
      expect(verdict(all, other)).toMatch(new RegExp(`^its ${field} is ".*" is trusted$`));
  });

  it.each([
    ["sourceRepositoryUri", "sourceRepository"],
    ["sourceRepositoryRef", "ref"],
    ["runnerEnvironment", "runner"],
    ["deploymentEnvironment", "environment"],
    ["buildTrigger", "trigger"],
    ["sourceRepositoryIdentifier", "repositoryId"],
    ["sourceRepositoryOwnerIdentifier", "ownerId"],
  ])("a certificate without %s, or with an empty one, is nobody's", (claim, field) => {
    expect(verdict(all, identity({ claims: { [claim]: undefined } }))).toMatch(
      `its certificate names no ${field}, and `,
    );
    expect(verdict(all, identity({ claims: { [claim]: "" } }))).toMatch(`its ${field} is "", and `);
  });
});

describe("an identity that looks like the trusted one (sigstore.md 7.57 to 7.66)", () => {
  const byRepository: readonly (readonly [name: string, given: CertificateIdentity, field: string])[] = [
    ["an issuer with a suffix", identity({ issuer: `${GITHUB}.evil` }), "issuer"],
    ["an issuer with a slash", identity({ issuer: `${GITHUB}/` }), "issuer"],
    ["an enterprise's own issuer", identity({ issuer: `${GITHUB}/evil` }), "issuer"],
    ["an issuer by http", identity({ issuer: GITHUB.replace("https", "http") }), "issuer"],
    ["an issuer in capitals", identity({ issuer: GITHUB.toUpperCase() }), "issuer"],
    ["no issuer", identity({ issuer: "" }), "issuer"],
    [
      "a repository with a suffix",
      identity({ claims: { sourceRepositoryUri: "https://github.com/acme/web-evil" } }),
      "sourceRepository",
    ],
    [
      "a repository with a path",
      identity({ claims: { sourceRepositoryUri: "https://github.com/acme/web/x" } }),
      "sourceRepository",
    ],
    [
      "a repository on another host",
      identity({ claims: { sourceRepositoryUri: "https://github.com.evil/acme/web" } }),
      "sourceRepository",
    ],
    [
      "a repository before an at sign",
      identity({ claims: { sourceRepositoryUri: "https://github.com/acme/web@evil.com" } }),
      "sourceRepository",
    ],
    [
      "a repository with a line break",
      identity({ claims: { sourceRepositoryUri: "https://github.com/acme/web\n" } }),
      "sourceRepository",
    ],
    [
      "a repository with a NUL",
      identity({ claims: { sourceRepositoryUri: "https://github.com/acme/web\0" } }),
      "sourceRepository",
    ],
    [
      "a repository in Cyrillic",
      identity({ claims: { sourceRepositoryUri: "https://github.com/\u0430cme/web" } }),
      "sourceRepository",
    ],
    [
      "the right workflow for a foreign repository",
      identity({ claims: { sourceRepositoryUri: "https://github.com/evil/x" } }),
      "sourceRepository",
    ],
    ["a pull request's ref", identity({ claims: { sourceRepositoryRef: "refs/pull/7/merge" } }), "ref"],
    ["a branch called like the tag", identity({ claims: { sourceRepositoryRef: "refs/heads/refs/tags/v1" } }), "ref"],
    ["a self-hosted runner", identity({ claims: { runnerEnvironment: "self-hosted" } }), "runner"],
    [
      "a reusable workflow of another repository",
      identity({ subjectUri: "https://github.com/acme/shared/.github/workflows/release.yml@refs/tags/v1" }),
      "workflow",
    ],
    [
      "a workflow of the repository from another branch",
      identity({ subjectUri: "https://github.com/acme/web/.github/workflows/release.yml@refs/heads/evil" }),
      "workflow",
    ],
    [
      "a workflow file that goes on behind an at sign",
      identity({ subjectUri: "https://github.com/acme/web/.github/workflows/release.yml@x.yml@refs/tags/v1" }),
      "workflow",
    ],
    [
      "a workflow in a folder",
      identity({ subjectUri: "https://github.com/acme/web/.github/workflows/a/release.yml@refs/tags/v1" }),
      "workflow",
    ],
    [
      "a workflow without a ref",
      identity({ subjectUri: "https://github.com/acme/web/.github/workflows/release.yml" }),
      "workflow",
    ],
    [
      "a workflow on another host",
      identity({ subjectUri: "https://github.com.evil/acme/web/.github/workflows/release.yml@refs/tags/v1" }),
      "workflow",
    ],
    [
      "a workflow behind a user's name",
      identity({ subjectUri: "https://github.com@evil/acme/web/.github/workflows/release.yml@refs/tags/v1" }),
      "workflow",
    ],
    [
      "a workflow with a mark from right to left",
      identity({ subjectUri: "https://github.com/acme/web/.github/workflows/release.yml@refs/tags/v1\u202E" }),
      "workflow",
    ],
    [
      "a workflow of 10 kB",
      identity({
        subjectUri: `https://github.com/acme/web/.github/workflows/release.yml@refs/tags/v${"@refs/".repeat(1700)}`,
      }),
      "workflow",
    ],
    [
      "a workflow's text as an email address",
      identity({ subject: { kind: "email", value: release.subject.value } }),
      "workflow",
    ],
    [
      "a workflow's text as another name",
      identity({ subject: { kind: "other-name", value: release.subject.value } }),
      "workflow",
    ],
  ];

  it.each(byRepository)("%s is not it", (_, given, field) => {
    const told = verdict(all, given);
    expect(told).toMatch(new RegExp(`^its ${field} is "`));
    expect(told).toMatch(/^[ -~…]+$/);
  });

  it.each([
    ["a longer domain", email("release@corp.com.evil.com")],
    ["another user", email("evil-release@corp.com")],
    ["another letter case", email("Release@corp.com")],
    ["a dot as any character", email("release@corpxcom")],
    ["a Cyrillic letter", email("rele\u0430se@corp.com")],
    ["a high bit", email("rel\u00e5ase@corp.com")],
    ["a line break before it", email("evil\nrelease@corp.com")],
    ["a NUL behind it", email("release@corp.com\0.evil.com")],
    ["a blank behind it", email("release@corp.com ")],
    ["two at signs", email("release@evil.com@corp.com")],
    ["nothing", email("")],
    ["another issuer", email("release@corp.com", "https://github.com/login/oauth")],
    [
      "a URI of the same text",
      { ...email("release@corp.com"), subject: { kind: "uri", value: "release@corp.com" } } as const,
    ],
    [
      "another name of the same text",
      { ...email(""), subject: { kind: "other-name", value: "release@corp.com" } } as const,
    ],
  ])("an email address with %s is not it", (_, given) => {
    for (const subject of ["release@corp.com", { glob: "releas*@corp.com" }]) {
      const told = verdict({ ...person, subject }, given);
      expect(told).toMatch(/^its (issuer|subject) is /);
      expect(told).toMatch(/^[ -~]+$/);
    }
  });

  it("is told apart from it in words, also where only the kind of the name differs", () => {
    expect(verdict(person, { ...email(""), subject: { kind: "other-name", value: "release@corp.com" } })).toBe(
      'its subject is other name "release@corp.com", and email address "release@corp.com" is trusted',
    );
    expect(verdict({ ...person, subject: "ci!corp.com" }, email("ci!corp.com"))).toBe(
      'its subject is email address "ci!corp.com", and other name "ci!corp.com" is trusted',
    );
  });

  it("is printed with everything escaped that is not printable ASCII (law 10)", () => {
    expect(
      verdict(github, identity({ claims: { sourceRepositoryUri: "https://github.com/\u0430cme/web\u202E\u001b[2K" } })),
    ).toBe(
      'its sourceRepository is "https://github.com/\\u{430}cme/web\\u{202e}\\u{1b}[2K", and "https://github.com/acme/web" is trusted',
    );
  });
});

describe("a GitHub workflow under an issuer that is not known for them", () => {
  const issuer = "https://oidc.corp.example";
  const glob = { issuer, subject: { glob: "https://git.corp.example/acme/**" } };
  const shared = "https://git.corp.example/acme/shared/.github/workflows/sign.yml@refs/tags/v1";
  const called = identity({ issuer, subjectUri: shared });

  it("is nobody's where a glob fits it and no source repository is asked for", () => {
    expect(verdict(glob, called)).toBe(
      'its sourceRepository is "https://github.com/acme/web", and for a GitHub workflow only one that the signer names is trusted',
    );
    expect(verdict({ ...glob, sourceRepository: "https://github.com/acme/web" }, called)).toBe("trusted");
    expect(verdict(glob, identity({ issuer, subjectUri: "https://git.corp.example/acme/pipelines/1" }))).toBe(
      "trusted",
    );
  });
});

describe("what a certificate says, in a message", () => {
  it("cannot end the quotes that it stands in and go on in our words", () => {
    const claims = { deploymentEnvironment: 'x\\", and "production' };
    expect(verdict({ ...github, environment: "production" }, identity({ claims }))).toBe(
      'its environment is "x\\u{5c}\\u{22}, and \\u{22}production", and "production" is trusted',
    );
  });
});

describe("a repository on GitHub", () => {
  it.each([
    ["https://github.com/Acme/Web", true],
    ["https://github.com/ACME/web", true],
    ["https://GITHUB.com/acme/web", true],
    ["https://github.com/acme/we\u212A", false],
    ["https://github.com/acme/web/", false],
    ["https://github.com/acme/web.git", false],
  ])("is compared without letter case, as GitHub does, and with nothing else left out: %s", (url, expected) => {
    expect(verdict(github, identity({ claims: { sourceRepositoryUri: url } })) === "trusted").toBe(expected);
    const glob = { ...github, sourceRepository: { glob: "https://github.com/acme/we*b" } };
    expect(verdict(glob, identity({ claims: { sourceRepositoryUri: url } }))).toMatch(/sourceRepository/);
  });
});

describe("a workflow", () => {
  const shared = { ...github, workflow: { glob: "acme/shared/.github/workflows/sign.yml@refs/tags/v*" } };
  const reusable = (uri: string) => identity({ subjectUri: uri });

  it.each([
    ["https://github.com/acme/shared/.github/workflows/sign.yml@refs/tags/v2", true],
    ["https://github.com/Acme/Shared/.github/workflows/sign.yml@refs/tags/v2", true],
    ["https://github.com/acme/shared/.github/workflows/Sign.yml@refs/tags/v2", false],
    ["https://github.com/acme/shared/.github/workflows/sign.yml@refs/heads/v2", false],
    [`https://github.com/acme/shared/.github/workflows/sign.yml@${"a".repeat(40)}`, false],
    ["https://github.com/evil/shared/.github/workflows/sign.yml@refs/tags/v2", false],
    ["https://github.com/acme/web/.github/workflows/sign.yml@refs/tags/v2", false],
  ])("that is reusable is named with its repository and ref: %s", (uri, expected) => {
    expect(verdict(shared, reusable(uri)) === "trusted").toBe(expected);
  });

  it("that is reusable never makes up for a foreign source repository (sigstore.md 7.62)", () => {
    const uri = "https://github.com/acme/shared/.github/workflows/sign.yml@refs/tags/v2";
    const foreign = identity({ subjectUri: uri, claims: { sourceRepositoryUri: "https://github.com/evil/web" } });
    expect(verdict(shared, foreign)).toMatch(/^its sourceRepository is "https:\/\/github.com\/evil\/web"/);
  });

  it("that is reusable may be pinned by its commit", () => {
    const commit = "0123456789abcdef0123456789abcdef01234567";
    const pinned = { ...github, workflow: `acme/shared/.github/workflows/sign.yml@${commit}` };
    const uri = `https://github.com/acme/shared/.github/workflows/sign.yml@${commit}`;
    expect(verdict(pinned, reusable(uri))).toBe("trusted");
    expect(verdict(pinned, reusable(uri.replace(/7$/, "8")))).toMatch(/workflow/);
  });

  it.each([
    ["refs/tags/@acme/web@1.2.3", true],
    ["refs/tags/v1@refs/tags/v2", true],
    ["refs/heads/main", false],
  ])(
    "of the repository itself comes from the ref that is asked for, whatever at signs are in it: %s",
    (ref, expected) => {
      const tags = { ...github, workflow: ".github/workflows/release.yml", ref: { glob: "refs/tags/**" } };
      const subjectUri = `https://github.com/acme/web/.github/workflows/release.yml@${ref}`;
      expect(verdict(tags, identity({ subjectUri })) === "trusted").toBe(expected);
    },
  );

  it("of the repository itself can ask for a ref of its own", () => {
    const own = { ...github, workflow: ".github/workflows/release.yml@refs/heads/main" };
    expect(verdict(own, release)).toBe(
      `its workflow is "${release.subject.value}", and ".github/workflows/release.yml@refs/heads/main" of the source repository itself is trusted`,
    );
    expect(verdict(own, identity({ subjectUri: release.subject.value.replace("tags/v1.2.3", "heads/main") }))).toBe(
      "trusted",
    );
  });

  it("that nobody asks for is any, but a workflow it is", () => {
    expect(verdict(github, reusable("https://github.com/any/body/.github/workflows/x.yaml@refs/heads/y"))).toBe(
      "trusted",
    );
    for (const uri of [
      "https://evil.com/any/body/.github/workflows/x.yaml@refs/heads/y",
      "https://github.com/acme/web",
      "https://github.com.acme/web/.github/workflows/release.yml@refs/tags/v1",
      "https://github.com@acme/web/.github/workflows/release.yml@refs/tags/v1",
      "x",
    ]) {
      expect(verdict(github, reusable(uri))).toBe(`its workflow is "${uri}", and any on https://github.com is trusted`);
    }
    const any = "https://github.com/any/body/.github/workflows/x.yaml@refs/heads/";
    for (const ref of ["y\u202E", "y\n", "\u0430", "y".repeat(2048)]) {
      expect(verdict(github, reusable(`${any}${ref}`))).toMatch(/^its workflow is "[ -~]+…?", and any on/);
    }
  });
});

describe("a signer that holds captures", () => {
  const captured = {
    ...github,
    sourceRepository: "https://github.com/acme/{name}",
    workflow: ".github/workflows/{name}.yml",
  };
  const setting = (image: string) => ({ match: "ghcr.io/acme/{name}", image: `ghcr.io/acme/${image}` });
  const of = (name: string) =>
    identity({
      subjectUri: `https://github.com/acme/${name}/.github/workflows/${name}.yml@refs/heads/main`,
      claims: { sourceRepositoryUri: `https://github.com/acme/${name}` },
    });

  it("trusts the one repository for each image: a signature for web says nothing about api", () => {
    expect(verdict(captured, of("web"), setting("web"))).toBe("trusted");
    expect(verdict(captured, of("api"), setting("web"))).toMatch(
      /^its sourceRepository is "https:\/\/github.com\/acme\/api"/,
    );
    expect(verdict(captured, of("api"), setting("api"))).toBe("trusted");
  });

  it("takes the captured part of a component, and compares it literally also within a glob", () => {
    const part = { ...github, sourceRepository: { glob: "https://github.com/acme/{name}-*" } };
    const at = { match: "ghcr.io/acme/svc-{name}-image", image: "ghcr.io/acme/svc-a.b-image" };
    expect(verdict(part, of("a.b-x"), at)).toBe("trusted");
    expect(verdict(part, of("aXb-x"), at)).toMatch(/the glob "https:\/\/github.com\/acme\/a.b-\*" is trusted/);
  });

  it.each([
    ["ref", { ...github, ref: "refs/heads/{name}" }, identity({ claims: { sourceRepositoryRef: "refs/heads/web" } })],
    ["subject", { issuer: GOOGLE, subject: "{name}@corp.com" }, email("web@corp.com")],
  ])("may hold them in %s", (_, cosign, given) => {
    expect(verdict(cosign, given, setting("web"))).toBe("trusted");
    expect(verdict(cosign, given, setting("api"))).not.toBe("trusted");
  });
});

describe("what a signer asks of the signed bytes", () => {
  const signer = (terms: object) => bound({ cosign: { ...person, ...terms } }, { match: "ghcr.io/acme/{name}" });

  it("is nothing by default", () => {
    expect(signer({}).requires).toEqual({ annotations: new Map() });
  });

  it("is the image's own repository under requireReference", () => {
    expect(signer({ requireReference: "repository" }).requires).toEqual({
      reference: "ghcr.io/acme/web",
      annotations: new Map(),
    });
  });

  it("is each annotation, with what the match captured", () => {
    expect(signer({ annotations: { env: "prod", image: "{name}" } }).requires.annotations).toEqual(
      new Map([
        ["env", "prod"],
        ["image", "web"],
      ]),
    );
  });

  it("is told with whom is wanted", () => {
    expect(signer({ annotations: { env: "prod" }, requireReference: "repository" }).described).toBe(
      `ci (issuer "${GOOGLE}", subject email address "release@corp.com", made for ghcr.io/acme/web, annotated "env=prod")`,
    );
  });
});
