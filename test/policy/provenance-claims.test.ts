import { describe, expect, it } from "@jest/globals";
import { attested, built, COMMIT, generated, RUN, V0_2, V1, WORKFLOW } from "../predicate/predicates.ts";
import { lackOf, run } from "./attested.ts";
import { email } from "./identities.ts";

const slsa = { type: "slsa-provenance", by: ["ci"] };
const OTHER = COMMIT.replace("7", "8");
const GENERATED_BY = { buildSignerUri: generated.builder.id };
const tools = {
  "slsa-github-generator": [V0_2, generated, GENERATED_BY],
  "actions/attest": [V1, attested, {}],
  BuildKit: [V1, built, {}],
} as const;

describe.each(Object.entries(tools))("a provenance by %s", (_, [type, predicate, claims]) => {
  const against = (other: Readonly<Record<string, string | undefined>>) =>
    lackOf(slsa, predicate, { type, certificate: run({ ...claims, ...other }) });

  it("agrees with the certificate of its own run", () => {
    expect(against({})).toBe("nothing");
  });

  it.each([
    ["sourceRepositoryUri", "https://github.com/acme/api", "source repository"],
    ["sourceRepositoryRef", "refs/heads/main", "ref"],
    ["sourceRepositoryDigest", OTHER, "commit"],
  ])("contradicts another %s", (claim, value, words) => {
    expect(against({ [claim]: value })).toBe(
      `names the ${words} ${JSON.stringify(sayingOf(claim))}, and the certificate of its signer "${value}"`,
    );
  });

  it("contradicts nothing that the certificate leaves out, nor the letter case of a repository", () => {
    const none = Object.fromEntries(
      [
        "sourceRepositoryUri",
        "sourceRepositoryRef",
        "sourceRepositoryDigest",
        "buildConfigUri",
        "runInvocationUri",
      ].map((claim) => [claim, undefined]),
    );
    expect(against(none)).toBe("nothing");
    expect(against({ sourceRepositoryUri: "https://github.com/ACME/Web" })).toBe("nothing");
  });
});

function sayingOf(claim: string): string {
  const said = { sourceRepositoryUri: "https://github.com/acme/web", sourceRepositoryRef: "refs/tags/v1.2.3" };
  return claim in said ? said[claim as keyof typeof said] : COMMIT;
}

const OTHER_RUN = RUN.replace("1001", "1002");
const OTHER_ATTEMPT = RUN.replace(/1$/, "2");
const OTHER_WORKFLOW = `https://github.com/acme/web/.github/workflows/test.yml@refs/tags/v1.2.3`;
const builder = (id: string) => ({ ...attested, runDetails: { builder: { id } } });
const invocation = (invocationId: string) => ({
  ...attested,
  runDetails: { ...attested.runDetails, metadata: { invocationId } },
});

describe("builder, workflow and run", () => {
  it.each<readonly [string, string, unknown, Readonly<Record<string, string>>, string]>([
    ["another workflow than the one that signs", V1, attested, { buildSignerUri: OTHER_WORKFLOW }, "names the builder"],
    ["the generator, signed by somebody's own workflow", V0_2, generated, {}, "names the builder"],
    ["a run's URL as builder, of another run", V1, built, { runInvocationUri: OTHER_RUN }, "names the builder"],
    [
      "another workflow than the one that was started",
      V1,
      attested,
      { buildConfigUri: OTHER_WORKFLOW },
      "names the workflow",
    ],
    [
      "a workflow in another letter case",
      V1,
      attested,
      { buildConfigUri: OTHER_WORKFLOW.replace("test.yml", "Release.yml") },
      "names the workflow",
    ],
    ["another run", V1, attested, { runInvocationUri: OTHER_RUN }, "names the run"],
    ["another attempt", V1, attested, { runInvocationUri: OTHER_ATTEMPT }, "names the run"],
    [
      "another run of the generator",
      V0_2,
      generated,
      { ...GENERATED_BY, runInvocationUri: OTHER_RUN },
      "names the run",
    ],
    [
      "another attempt of the generator",
      V0_2,
      generated,
      { ...GENERATED_BY, runInvocationUri: OTHER_ATTEMPT },
      "names the run",
    ],
    ["its run without the attempt", V1, invocation(RUN.replace(/\/attempts.*/, "")), {}, "nothing"],
    ["another run without the attempt", V1, invocation(OTHER_RUN.replace(/\/attempts.*/, "")), {}, "names the run"],
    ["an invocation of its tool's own", V1, invocation("0abc"), {}, "nothing"],
    ["a builder that is no workflow", V1, builder("https://builder.acme.example/v1"), {}, "nothing"],
    [
      "an older actions/attest's builder",
      V1,
      builder("https://github.com/actions/runner/github-hosted"),
      {},
      "nothing",
    ],
  ])("%s: %#", (_, type, predicate, claims, words) => {
    expect(lackOf(slsa, predicate, { type, certificate: run(claims) })).toMatch(words);
  });

  it("a certificate without the signer's workflow names it as its subject", () => {
    const claims = { buildSignerUri: undefined };
    expect(lackOf(slsa, attested, { certificate: run(claims) })).toBe("nothing");
    expect(lackOf(slsa, builder(OTHER_WORKFLOW), { certificate: run(claims) })).toMatch("names the builder");
  });

  it("a person's certificate says nothing about a build", () => {
    expect(lackOf(slsa, attested, { certificate: email("release@corp.com") })).toBe("nothing");
  });

  it("what the rule asks for is told before what the certificate contradicts", () => {
    const asked = { ...slsa, workflow: ".github/workflows/other.yml" };
    expect(lackOf(asked, attested, { certificate: run({ runInvocationUri: OTHER_RUN }) })).toBe(
      `names the workflow "${WORKFLOW}", and ".github/workflows/other.yml" is required`,
    );
  });
});
