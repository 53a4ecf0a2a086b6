import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { boundToBuild, type VerifiedProvenance } from "../../src/policy/index.ts";
import type { CertificateIdentity, VerifiedSigner } from "../../src/signature/index.ts";
import { attested, COMMIT, GENERATOR, generated, RUN, V0_2, V1 } from "../predicate/predicates.ts";
import { run } from "./attested.ts";
import { email } from "./identities.ts";

const HOUR = 60 * 60 * 1000;
const NOON = Date.parse("2026-11-20T12:00:00Z");

interface Parts {
  readonly certificate?: CertificateIdentity | undefined;
  /** In milliseconds after noon; undefined where nobody vouches for one. */
  readonly at?: readonly number[] | undefined;
}

function signer({ certificate = run(), at = [0] }: Parts = {}): VerifiedSigner {
  const times = at.map((after) => new Date(NOON + after));
  return { signer: "ci", system: "cosign", identity: "x", format: "bundle", certificate, times };
}

const key: VerifiedSigner = {
  signer: "key",
  system: "cosign",
  identity: "key x",
  format: "bundle",
};

const provenance = (by: VerifiedSigner, predicate: unknown = attested, predicateType = V1): VerifiedProvenance => ({
  ...{ signer: by, predicateType, predicate },
});

const judge = (signature: VerifiedSigner, made: VerifiedProvenance, within = HOUR) => {
  const result = boundToBuild([signature], [made], { within });
  return result.bound ? "bound" : result.why;
};

describe("a signature and a provenance of one run", () => {
  it("are bound, and told", () => {
    const [signature, made] = [signer(), provenance(signer({ at: [1000] }))];
    expect(boundToBuild([key, signature], [provenance(key), made], { within: HOUR })).toEqual({
      ...{ bound: true, signer: signature, provenance: made.signer },
    });
  });

  it("are found by reading each provenance once, however many signatures there are", () => {
    let reads = 0;
    const counted = new Proxy(attested, {
      getOwnPropertyDescriptor(target, name) {
        if (name === "runDetails") reads++;
        return Reflect.getOwnPropertyDescriptor(target, name);
      },
    });
    const made = provenance(signer({ at: [HOUR + 1] }), counted);
    for (const signatures of [[signer()], [signer(), signer(), signer()]]) {
      expect(boundToBuild(signatures, [made], { within: HOUR }).bound).toBe(false);
    }
    // The builder and the run stand there.
    expect(reads).toBe(2);
  });

  it("may be by different workflows of that run: the release itself, and the generator that it calls", () => {
    const made = provenance(signer({ certificate: run({ buildSignerUri: GENERATOR }) }), generated, V0_2);
    expect(judge(signer(), made)).toBe("bound");
  });

  it.each([
    [[0], [HOUR], HOUR, "bound"],
    [[HOUR], [0], HOUR, "bound"],
    [[0], [HOUR + 1], HOUR, "was signed 3601 s apart from its provenance, and at most 3600 s are let through"],
    [[HOUR + 1], [0], HOUR, "3601 s apart"],
    [[0, HOUR + 1], [0], HOUR, "3601 s apart"],
    [[0], [0, -HOUR, 1], HOUR, "3601 s apart"],
    [[], [0], HOUR, "was signed at a time that nobody vouches for"],
    [[0], [], HOUR, "carries a provenance of a time that nobody vouches for"],
    [[Number.NaN], [0], HOUR, "NaN s apart"],
    [[0], [0], Number.NaN, "apart"],
  ])("signed at %j and built at %j, within %d", (signed, made, within, words) => {
    expect(judge(signer({ at: signed }), provenance(signer({ at: made })), within)).toMatch(words);
  });

  it("of which no time is known at all are not bound", () => {
    const timeless: VerifiedSigner = { ...key, certificate: run() };
    expect(judge(timeless, provenance(signer()))).toMatch("nobody vouches for");
    expect(judge(signer(), provenance(timeless))).toMatch("nobody vouches for");
  });
});

describe("a signature and a provenance of different runs are not bound (cases of one attack each)", () => {
  const claims: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
    ["another run", { runInvocationUri: RUN.replace("1001", "1002") }, "for the run"],
    ["another attempt of the run", { runInvocationUri: RUN.replace(/1$/, "2") }, "for the run"],
    ["another commit", { sourceRepositoryDigest: COMMIT.replace("7", "8") }, "for the commit"],
    [
      "another workflow",
      { buildConfigUri: "https://github.com/acme/web/.github/workflows/x.yml@refs/tags/v1.2.3" },
      "for the workflow",
    ],
  ];

  it.each(claims)("%s", (_, other, words) => {
    expect(judge(signer({ certificate: run(other) }), provenance(signer()))).toMatch(words);
    expect(judge(signer(), provenance(signer({ certificate: run(other) })))).toMatch(words);
  });

  it.each(["runInvocationUri", "sourceRepositoryDigest", "buildConfigUri"])("no %s in either, or in both", (claim) => {
    const without = { certificate: run({ [claim]: undefined }) };
    expect(judge(signer(without), provenance(signer()))).toMatch("certificate that names no");
    expect(judge(signer(), provenance(signer(without)))).toMatch("whose certificate names no");
    expect(judge(signer(without), provenance(signer(without)))).toMatch("certificate that names no");
    const empty = { certificate: run({ [claim]: "" }) };
    expect(judge(signer(empty), provenance(signer(empty)))).toMatch("certificate that names no");
  });

  it("the same words from another issuer", () => {
    const other = { certificate: { ...run(), issuer: "https://issuer.evil.example" } };
    expect(judge(signer(other), provenance(signer()))).toMatch("for the issuer");
  });

  it("a key, which was in no run", () => {
    expect(judge(key, provenance(signer()))).toMatch("was signed with a key");
    expect(judge(signer(), provenance(key))).toMatch("provenance that was signed with a key");
    expect(judge(key, provenance(key))).toMatch("was signed with a key");
  });

  it("a person, who is no run", () => {
    const person = signer({ certificate: email("release@corp.com") });
    expect(judge(person, provenance(person))).toMatch("names no run");
  });

  it.each<readonly [string, unknown, string, string]>([
    ["that says nothing", {}, V1, "names no builder"],
    ["of another type", attested, "https://spdx.dev/Document", "is no provenance"],
    [
      "that names another builder than its signer",
      { ...attested, runDetails: { builder: { id: GENERATOR } } },
      V1,
      "names the builder",
    ],
    [
      "that names another commit than its signer's",
      {
        ...generated,
        builder: { id: run().claims.buildSignerUri },
        materials: [],
        invocation: {
          configSource: {
            uri: "git+https://github.com/acme/web@refs/tags/v1.2.3",
            digest: { sha1: COMMIT.replace("7", "8") },
          },
        },
      },
      V0_2,
      "names the commit",
    ],
  ])("a provenance %s", (_, predicate, type, words) => {
    expect(judge(signer(), provenance(signer(), predicate, type))).toMatch(words);
  });

  it("none at all", () => {
    expect(boundToBuild([signer()], [], { within: HOUR })).toMatchObject({
      bound: false,
      why: expect.stringMatching(/no provenance/),
    });
    expect(boundToBuild([], [provenance(signer())], { within: HOUR })).toMatchObject({ bound: false });
  });

  it("the pair that came closest is told", () => {
    const made = [
      provenance(key),
      provenance(signer({ at: [2 * HOUR] })),
      provenance(signer({ certificate: run({ runInvocationUri: "x" }) })),
    ];
    expect(boundToBuild([key, signer()], made, { within: HOUR })).toMatchObject({
      why: expect.stringMatching(/7200 s apart/),
    });
  });
});

it("whatever two certificates say, only what is the same in both is bound (law 3)", () => {
  const names = ["runInvocationUri", "sourceRepositoryDigest", "buildConfigUri"] as const;
  const claims = fc.record(
    Object.fromEntries(
      names.map((name) => [name, fc.constantFrom<string | undefined>(undefined, "", run().claims[name], "x")]),
    ),
  );
  const times = fc.array(fc.constantFrom(0, HOUR, 2 * HOUR), { maxLength: 2 });
  fc.assert(
    fc.property(claims, claims, times, times, (a, b, signed, made) => {
      const result = boundToBuild(
        [signer({ certificate: run(a), at: signed })],
        [provenance(signer({ certificate: run(b), at: made }))],
        { within: HOUR },
      );
      const isSame = names.every((name) => a[name] !== undefined && a[name] !== "" && a[name] === b[name]);
      const all = [...signed, ...made];
      const isNear = signed.length > 0 && made.length > 0 && Math.max(...all) - Math.min(...all) <= HOUR;
      if (result.bound) expect([isSame, isNear]).toEqual([true, true]);
      else expect(result.why).toMatch(/^[ -~]+$/);
    }),
    { numRuns: 1000 },
  );
});
