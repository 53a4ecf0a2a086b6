import { describe, expect, it } from "@jest/globals";
import { ISSUER, plus, SIGNED_AT, WORKFLOW } from "../../fixtures/sigstore/keyless.ts";
import { judgeBundle, judgeLegacy, makeBundle, makeBundle2, makeLegacy } from "../keyless.ts";

describe("keyless signatures that are accepted", () => {
  it("names who signed, and when", () => {
    expect(judgeBundle(makeBundle().bundle)).toEqual({
      verified: true,
      signer: {
        signer: "ci",
        system: "cosign",
        identity: `${WORKFLOW} (issuer ${ISSUER})`,
        format: "bundle",
        certificate: {
          issuer: ISSUER,
          subject: { kind: "uri", value: WORKFLOW },
          claims: {
            buildSignerUri: WORKFLOW,
            runnerEnvironment: "github-hosted",
            sourceRepositoryUri: "https://github.com/acme/web",
            sourceRepositoryRef: "refs/heads/main",
          },
        },
        times: [plus(SIGNED_AT, 10)],
      },
    });
  });

  it("Rekor 2 with a timestamp", () => {
    expect(judgeBundle(makeBundle2().bundle)).toMatchObject({
      verified: true,
      signer: { times: [plus(SIGNED_AT, 11)] },
    });
  });

  it("legacy", () => {
    expect(judgeLegacy(makeLegacy().candidate)).toMatchObject({ verified: true });
  });
});
