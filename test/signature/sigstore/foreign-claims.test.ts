import { expect, it } from "@jest/globals";
import { claim } from "../../fixtures/sigstore/certificate.ts";
import { judgeBundle, keyless, makeBundle, ROOT } from "../keyless.ts";

it.each(["Köln 🚀", "\u0440roduction"])(
  "a claim in other letters is absent, so that no condition holds of it: %s",
  (text) => {
    const { bundle } = makeBundle({
      certificate: { claims: [claim(12, "https://github.com/acme/web"), claim(23, text)] },
    });
    const claims: unknown[] = [];
    judgeBundle(bundle, [keyless([ROOT], { mismatch: (identity) => (claims.push(identity.claims), "no") })]);
    expect(claims).toEqual([{ sourceRepositoryUri: "https://github.com/acme/web" }]);
  },
);
