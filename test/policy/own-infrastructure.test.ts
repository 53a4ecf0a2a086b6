import { afterAll, describe, expect, it } from "@jest/globals";
import { authority, pem as block, spki } from "../fixtures/sigstore/certificate.ts";
import { openInstance, trustedRootJson } from "../fixtures/sigstore/instance.ts";
import { bound, email, GITHUB, GOOGLE, identity, signerProblems } from "./identities.ts";
import { createWorkspace, publicPem } from "./workspace.ts";

const workspace = createWorkspace();
afterAll(() => {
  workspace.remove();
});
const instance = openInstance("policy");
const json = trustedRootJson(instance);
const root = workspace.write("root.json", JSON.stringify(json));
const unstamped = workspace.write("unstamped.json", JSON.stringify({ ...json, timestampAuthorities: [] }));
const timesOnly = workspace.write(
  "times.json",
  JSON.stringify({ mediaType: json.mediaType, timestampAuthorities: json.timestampAuthorities }),
);
const own = authority("own");
const ca = block("CERTIFICATE", own.der);
const pem = publicPem();

const byCa = (more: object) => ({
  cosign: { certificateAuthority: ca, subject: "release@acme.example", transparencyLog: "not-required", ...more },
});
const byKeys = (...keys: readonly unknown[]) => ({ cosign: { keys } });
const github = (more: object) => ({
  cosign: { issuer: GITHUB, sourceRepository: "https://github.com/acme/web", ...more },
});
const byKey = (more: object) => ({ cosign: { key: pem, ...more } });

type Row = readonly [name: string, signer: unknown, problems: readonly RegExp[]];

const authorities: readonly Row[] = [
  ["an authority alone", { cosign: { certificateAuthority: ca } }, [/^cosign\.subject: is missing/]],
  [
    "an authority and an issuer alone",
    { cosign: { certificateAuthority: ca, issuer: GOOGLE } },
    [/^cosign\.subject: is missing/],
  ],
  ["an empty authority", byCa({ certificateAuthority: "" }), [/^cosign\.certificateAuthority: .*an empty text/]],
  ["an authority left open", byCa({ certificateAuthority: null }), [/^cosign\.certificateAuthority: .*found nothing/]],
  ["an empty issuer beside it", byCa({ issuer: "" }), [/^cosign\.issuer: .*an empty text/]],
  ["an issuer left open beside it", byCa({ issuer: null }), [/^cosign\.issuer: .*found nothing/]],
  [
    "a file that is not there",
    byCa({ certificateAuthority: "ca/none.pem" }),
    [/^cosign\.certificateAuthority: the file "ca\/none\.pem" does not exist/],
  ],
  [
    "a file that is none",
    byCa({ certificateAuthority: workspace.write("none.pem", "x") }),
    [/^cosign\.certificateAuthority: cannot be trusted: .*PEM blocks/],
  ],
  [
    "half a file",
    byCa({ certificateAuthority: ca.slice(0, -30) }),
    [/^cosign\.certificateAuthority: cannot be trusted/],
  ],
  [
    "a key in its place",
    byCa({ certificateAuthority: block("PUBLIC KEY", spki(own.key)) }),
    [/^cosign\.certificateAuthority: cannot be trusted/],
  ],
  [
    "an intermediate without its root",
    byCa({ certificateAuthority: block("CERTIFICATE", authority("below", { parent: own }).der) }),
    [/^cosign\.certificateAuthority: cannot be trusted: .*no self-signed root/],
  ],
  ["a key beside it", byCa({ key: pem }), [/^cosign\.certificateAuthority: goes with/, /^cosign\.subject: /]],
  [
    "GitHub's issuer",
    github({ certificateAuthority: ca }),
    [/^cosign\.certificateAuthority: is not for GitHub Actions/],
  ],
  [
    "a repository",
    byCa({ sourceRepository: "https://gitlab.com/acme/web" }),
    [/^cosign\.sourceRepository: goes with certificates of a Sigstore/],
  ],
  ["a workflow", byCa({ workflow: ".github/workflows/a.yml" }), [/^cosign\.workflow: goes with GitHub/]],
  [
    "a workflow as its subject, whose repository nobody asks for",
    byCa({ subject: "https://github.com/acme/shared/.github/workflows/sign.yml@refs/tags/v1" }),
    [/^cosign\.sourceRepository: is missing; the subject is a GitHub workflow's/],
  ],
  [
    "nobody that tells the time in its root",
    byCa({ trustedRoot: unstamped }),
    [/^cosign\.trustedRoot: has no timestamp authority/],
  ],
  [
    "a root of timestamps where a log is required",
    byCa({ trustedRoot: timesOnly, transparencyLog: "required" }),
    [/tlogs: is empty/],
  ],
];

const dates: readonly Row[] = [
  ["no date", byKeys({ key: pem }), [/^cosign\.keys\[0\]: has no date/]],
  ["a date alone", byKeys({ until: "2026-12-31" }), [/^cosign\.keys\[0\]\.key: is missing/]],
  ["an empty mapping", byKeys({}), [/^cosign\.keys\[0\]\.key: is missing/]],
  ["a date left open", byKeys({ key: pem, until: null }), [/^cosign\.keys\[0\]\.until: expected a day, found nothing/]],
  ["an empty date", byKeys({ key: pem, from: "" }), [/^cosign\.keys\[0\]\.from: expected a day, found an empty text/]],
  ["no day of the calendar", byKeys({ key: pem, until: "2026-02-30" }), [/^cosign\.keys\[0\]\.until: expected a day/]],
  ["a time", byKeys({ key: pem, until: "2026-12-31T00:00:00Z" }), [/^cosign\.keys\[0\]\.until: expected a day/]],
  ["a year", byKeys({ key: pem, until: 2026 }), [/^cosign\.keys\[0\]\.until: expected a day, found the number/]],
  [
    "an end before its start",
    byKeys({ key: pem, from: "2026-02-01", until: "2026-01-31" }),
    [/^cosign\.keys\[0\]\.until: lies before from/],
  ],
  [
    "a misspelt date",
    byKeys({ key: pem, untill: "2026-12-31" }),
    [/^cosign\.keys\[0\]\.untill: "untill" is not a key of a key with dates/],
  ],
  [
    "a key that is not there",
    byKeys({ key: "keys/none.pub", until: "2026-12-31" }),
    [/^cosign\.keys\[0\]\.key: the key file "keys\/none\.pub" does not exist/],
  ],
  ["the same key twice", byKeys({ key: pem, until: "2026-12-31" }, pem), [/^cosign\.keys\[1\]: is the same key/]],
  ["dates in key", { cosign: { key: { key: pem, until: "2026-12-31" } } }, [/^cosign\.key: .*found a mapping/]],
];

const witnesses: readonly Row[] = [
  ["no witnesses in witnesses", github({ witnesses: {} }), [/^cosign\.witnesses: .*an empty mapping/]],
  ["a number alone", github({ witnesses: 2 }), [/^cosign\.witnesses: .*the number 2/]],
  [
    "none of a kind",
    github({ witnesses: { transparencyLogs: 0 } }),
    [/^cosign\.witnesses\.transparencyLogs: expected a number from 1 to 8/],
  ],
  [
    "half a witness",
    github({ witnesses: { timestampAuthorities: 1.5 } }),
    [/^cosign\.witnesses\.timestampAuthorities: expected a number/],
  ],
  [
    "a text",
    github({ witnesses: { timestampAuthorities: "1" } }),
    [/^cosign\.witnesses\.timestampAuthorities: .*found a text/],
  ],
  [
    "a misspelt witness",
    github({ witnesses: { timestamps: 1 } }),
    [/^cosign\.witnesses\.timestamps: "timestamps" is not a key of a mapping of witnesses/],
  ],
  [
    "more logs than there are",
    github({ witnesses: { transparencyLogs: 3 } }),
    [/^cosign\.witnesses\.transparencyLogs: asks for 3, and the trusted root has 2/],
  ],
  [
    "more authorities than there are",
    github({ witnesses: { timestampAuthorities: 2 } }),
    [/asks for 2, and the trusted root has 1/],
  ],
  [
    "more certificate logs than there are",
    github({ trustedRoot: root, witnesses: { certificateLogs: 2 } }),
    [/asks for 2, and the trusted root has 1/],
  ],
  [
    "logs where none is required",
    github({ trustedRoot: root, transparencyLog: "not-required", witnesses: { transparencyLogs: 1 } }),
    [/^cosign\.witnesses\.transparencyLogs: contradicts/],
  ],
  [
    "certificate logs of a key",
    byKey({ witnesses: { certificateLogs: 1 } }),
    [/^cosign\.witnesses\.certificateLogs: goes with certificates/],
  ],
  [
    "witnesses of a key without a log",
    byKey({ transparencyLog: "not-required", witnesses: { timestampAuthorities: 1 } }),
    [/^cosign\.witnesses: has no effect/],
  ],
  [
    "timestamps where nobody dates",
    byCa({ witnesses: { timestampAuthorities: 1 } }),
    [/asks for 1, and the trusted root has 0/],
  ],
];

const presets: readonly Row[] = [
  ["a root beside cosign", { ...github({}), trustedRoot: "public-good" }, [/^trustedRoot: goes with a preset/]],
  ["a root alone", { trustedRoot: "public-good" }, [/^trustedRoot: goes with a preset/, /^cosign: is missing/]],
  [
    "a root that is not there",
    { preset: "kubernetes", trustedRoot: "none.json" },
    [/^trustedRoot: the trusted root "none\.json" does not exist/],
  ],
  [
    "a root for a preset without a log",
    { preset: "docker-hardened", trustedRoot: root },
    [/^trustedRoot: has no effect without/],
  ],
];

describe("a signer that is refused (law 7)", () => {
  it.each([...authorities, ...dates, ...witnesses, ...presets])("with %s", (_, signer, messages) => {
    expect(signerProblems(signer)).toEqual(messages.map((message) => expect.stringMatching(message)));
  });
});

describe("a signer that is read", () => {
  it.each<readonly [string, unknown]>([
    ["an authority and nobody that tells the time", byCa({})],
    ["an authority and an issuer", byCa({ issuer: GOOGLE })],
    ["an authority and the public-good log", byCa({ transparencyLog: "required" })],
    ["an authority and timestamps alone", byCa({ trustedRoot: timesOnly })],
    ["an authority in a file", byCa({ certificateAuthority: workspace.write("ca.pem", ca) })],
    ["two logs of the public-good root", github({ witnesses: { transparencyLogs: 2 } })],
    ["a preset and a root", { preset: "kubernetes", trustedRoot: root }],
  ])("with %s", (_, signer) => {
    expect(signerProblems(signer)).toEqual([]);
  });

  it("by dated keys carries whole days in UTC", () => {
    const other = publicPem();
    expect(bound(byKeys({ key: pem, from: "2026-01-01", until: "2026-12-31" }, other))).toMatchObject({
      keys: [
        {
          validity: { notBefore: new Date("2026-01-01T00:00:00.000Z"), notAfter: new Date("2026-12-31T23:59:59.999Z") },
        },
        { type: "ECDSA P-256" },
      ],
    });
    expect(bound(byKeys({ key: pem, from: "2026-01-01" }, other))).not.toHaveProperty("keys.1.validity");
    expect(bound(byKeys({ key: pem, from: "2026-01-01" }))).not.toHaveProperty("keys.0.validity.notAfter");
  });

  it("by an authority trusts a certificate without an issuer alone, unless it names one", () => {
    const judge = (signer: unknown, given: Parameters<typeof identity>[0]) => {
      const one = bound(signer);
      return one.kind === "keyless" ? one.mismatch(identity(given)) : "no identity";
    };
    const ours = email("release@acme.example", "");
    const theirs = email("release@acme.example");
    expect(judge(byCa({}), ours)).toBeUndefined();
    expect(judge(byCa({}), theirs)).toMatch(/its issuer is "https:\/\/accounts.google.com", and none is trusted/);
    expect(judge(byCa({ issuer: GOOGLE }), theirs)).toBeUndefined();
    expect(judge(byCa({ issuer: GOOGLE }), ours)).toMatch(/its issuer is "", and/);
    expect(judge(byCa({}), email("other@acme.example", ""))).toMatch(/subject/);
    const anything = byCa({ subject: { glob: "https://github.com/acme/**" } });
    const workflow = { kind: "uri", value: "https://github.com/acme/x/.github/workflows/a.yml@refs/tags/v1" } as const;
    expect(judge(anything, { issuer: "", subject: workflow })).toMatch(/sourceRepository/);
  });

  it("by an authority has each root's times on its own, and no logs where none is asked for", () => {
    const logs = (signer: unknown) =>
      bound(signer).roots?.map(({ kind, material }) => [
        kind,
        material.tlogs.length,
        material.timestampAuthorities.length,
      ]);
    expect(logs(byCa({}))).toEqual([["own-ca", 0, 0]]);
    expect(logs(byCa({ trustedRoot: [root, timesOnly] }))).toEqual([
      ["own-ca", 0, 1],
      ["own-ca", 0, 1],
    ]);
    expect(logs(byCa({ transparencyLog: "required" }))).toEqual([["own-ca", 2, 1]]);
  });

  it("by a preset takes the root that the document names", () => {
    const names = (signer: unknown) => bound(signer).roots?.map(({ name }) => name);
    expect(names({ preset: "kubernetes" })).toEqual(["sigstore public good"]);
    expect(names({ preset: "kubernetes", trustedRoot: root })).toEqual([expect.stringContaining("root.json")]);
  });
});
