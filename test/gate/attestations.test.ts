import { describe, expect, it } from "@jest/globals";
import type { BuildJudge } from "../../src/gate/build.ts";
import { EvidenceSearch, type Verifier } from "../../src/gate/evidence.ts";
import type { BoundRule, BoundSigner, PredicateCheck } from "../../src/policy/index.ts";
import {
  createBudget,
  defaultLimits,
  type Attestation,
  type Candidate,
  type EvidencePointer,
  type Problem,
  type Registry,
} from "../../src/registry/index.ts";
import type { AttestationResult, SignatureReason, SignatureResult, VerifiedSigner } from "../../src/signature/index.ts";
import {
  budget,
  candidate,
  digest,
  fakeRegistry,
  items,
  problem,
  reference,
  signedRule,
  waivedRule,
} from "./fake-registry.ts";

const subject = digest("subject");
const NOW = 1_700_000_000_000;
const signer = (name: string): VerifiedSigner => ({
  ...{ signer: name, system: "cosign", identity: "x", format: "bundle" },
});
const refused = (reason: string) =>
  ({ verified: false, reason: reason as SignatureReason, message: `No: ${reason}.` }) as const;

/**
 * Candidates are texts: `sign NAME` is a signature, `att TYPE SIGNER CONTENT` an attestation, and any other text the reason why it is
 * neither.
 */
const verifier: Verifier = {
  legacy: ({ payload }) => signatureIn(payload),
  bundle: signatureIn,
  attestation: (found, _, signers, types) =>
    attestationIn(found.kind === "bundle" ? found.bundle : found.envelope, signers, types),
};

function signatureIn(bytes: Uint8Array): SignatureResult {
  const [kind = "", name = ""] = Buffer.from(bytes).toString().split(" ");
  if (kind === "sign") return { verified: true, signer: signer(name) };
  return refused(kind === "att" ? "not-a-signature" : kind);
}

function attestationIn(
  bytes: Uint8Array,
  signers: readonly { name: string }[],
  types: readonly string[],
): AttestationResult {
  const [kind = "", predicateType = "", name = "", predicate = ""] = Buffer.from(bytes).toString().split(" ");
  if (kind === "sign") return refused("not-an-attestation");
  if (kind !== "att") return refused(kind);
  if (!types.includes(predicateType)) return refused("other-predicate-type");
  if (!signers.some((one) => one.name === name)) return refused("untrusted-key");
  return { verified: true, signer: signer(name), predicateType, predicate };
}

const trusted = (name: string) => ({ name, described: `${name} (key)` }) as unknown as BoundSigner;
const saysGood: PredicateCheck = (predicate) => (predicate === "good" ? undefined : `says ${String(predicate)}`);

interface Required {
  readonly name: string;
  readonly types?: readonly string[];
  readonly by?: string;
  readonly lack?: PredicateCheck;
}

function requiring(...required: readonly Required[]): BoundRule["requirement"]["attestations"] {
  return required.map(({ name, types = [name], by = "ci", lack = saysGood }) => ({
    ...{ name, predicateTypes: types, anyOf: [trusted(by)], lack },
  }));
}

const withAttestations = (rule: BoundRule, ...required: readonly Required[]): BoundRule => ({
  ...{ match: rule.match, requirement: { ...rule.requirement, attestations: requiring(...required) } },
});
const provenance = withAttestations(signedRule, { name: "provenance" });

const bundle = (text: string) => candidate("bundle", text);
const envelope = (text: string): Attestation => ({
  ...{
    kind: "attestation",
    envelope: Buffer.from(text),
    annotations: {},
    manifest: digest("att"),
    layer: digest(text),
  },
});
const oversized = (): Problem => ({ ...problem("too-large"), isNoEvidence: true });

type Found = Candidate | Attestation | Problem;
interface Held {
  readonly referrers?: readonly Found[];
  readonly sig?: readonly (Candidate | Problem)[];
  readonly att?: readonly (Attestation | Problem)[];
  readonly kept?: readonly Found[];
  readonly build?: BuildJudge;
}

/** A registry that holds these, and what is asked of it and remembered. */
function searching({ referrers = [], sig = [], att = [], kept = [], build }: Held) {
  const asked: string[] = [];
  const remembered: EvidencePointer[] = [];
  async function* told<T extends Found>(name: string, found: readonly T[]) {
    asked.push(name);
    for (const item of found) {
      yield await Promise.resolve(item);
      asked.push("next");
    }
  }
  const parts: Partial<Registry> = {
    bundles: () =>
      told(
        "bundles",
        referrers.filter((one) => one.kind !== "attestation"),
      ),
    referrers: (_, __, ___, types = []) => told(`referrers ${types.join("+")}`, referrers),
    legacySignatures: () => told("sig", sig),
    legacyAttestations: (_, __, ___, types = []) => told(`att ${types.join("+")}`, att),
    recall: () => items(...(kept as readonly Candidate[])),
    remember: (_, __, pointers) => void remembered.push(...pointers),
  };
  const search = new EvidenceSearch(fakeRegistry(parts), verifier, { now: () => NOW, ...(build && { build }) });
  const run = async (rule: BoundRule, spend = budget) =>
    summary(await search.find(reference("web"), subject, rule, spend));
  const recall = async (rule: BoundRule) => {
    const found = await search.recall(reference("web"), subject, rule, budget);
    return found && summary(found);
  };
  return { run, recall, remembered, asked, places: () => asked.filter((one) => one !== "next") };
}

type Findings = Awaited<ReturnType<EvidenceSearch["find"]>>;

/** The evidence, then each attestation: its kind and what there is to tell. */
function summary({ evidence, attested }: Findings): string[] {
  const tell = (one: Findings["evidence"] | Findings["attested"][number]["outcome"]) => {
    if (one.kind === "untrusted") return `untrusted ${one.failures.map(({ reason }) => reason).join(" ")}`;
    if (one.kind === "failed") return `failed ${one.error.reason}`;
    if (one.kind === "lacking") return `lacking by ${one.signer.signer}: ${one.lack}`;
    if (one.kind === "attested") return `attested ${one.predicateType} by ${one.signer.signer}`;
    return one.kind === "unbound" ? `unbound ${one.why}` : one.kind;
  };
  return [tell(evidence), ...attested.map(({ outcome }) => tell(outcome))];
}

const SIGNED = bundle("sign key");
const GOOD = "att provenance ci good";

describe("a required attestation", () => {
  it.each<[string, Held]>([
    ["in a bundle", { referrers: [SIGNED, bundle(GOOD)] }],
    ["in a bundle that is listed before the signature", { referrers: [bundle(GOOD), SIGNED] }],
    ["in an envelope that refers to the image", { referrers: [SIGNED, envelope(GOOD)] }],
    ["under cosign's tag", { sig: [candidate("legacy", "sign key")], att: [envelope(GOOD)] }],
    ["after junk", { referrers: [bundle("malformed-bundle"), SIGNED, bundle("att scan ci good"), bundle(GOOD)] }],
    ["after one by somebody else", { referrers: [SIGNED, bundle("att provenance mallory good"), bundle(GOOD)] }],
    ["after one that lacks something", { referrers: [SIGNED, bundle("att provenance ci bad"), bundle(GOOD)] }],
    ["after what could not be fetched", { referrers: [problem("timeout"), SIGNED, bundle(GOOD)] }],
  ])("is there %s, whatever lies beside it", async (_, held) => {
    expect(await searching(held).run(provenance)).toEqual(["signed", "attested provenance by ci"]);
  });

  it.each<[string, Held, string]>([
    ["missing where there is none", { referrers: [SIGNED] }, "missing"],
    ["missing where there are others", { referrers: [SIGNED, bundle("att scan ci good")] }, "missing"],
    [
      "untrusted by whoever else made it",
      { referrers: [SIGNED, bundle("att provenance mallory good")] },
      "untrusted untrusted-key",
    ],
    ["untrusted for another digest", { referrers: [SIGNED, bundle("other-digest")] }, "untrusted other-digest"],
    ["untrusted where it is larger than any", { referrers: [SIGNED, oversized()] }, "untrusted too-large"],
    [
      "untrusted for the most helpful reason",
      { referrers: [SIGNED, bundle("malformed-bundle"), bundle("att scan ci good"), bundle("other-digest")] },
      "untrusted other-digest malformed-bundle",
    ],
    [
      "lacking where it says something else",
      { referrers: [SIGNED], att: [envelope("att provenance ci bad")] },
      "lacking by ci: says bad",
    ],
    [
      "lacking rather than untrusted",
      { referrers: [SIGNED, bundle("other-digest"), bundle("att provenance ci bad")] },
      "lacking by ci: says bad",
    ],
    [
      "not known where a referrer failed, though the signature did not",
      { referrers: [SIGNED, problem("timeout")] },
      "failed timeout",
    ],
    [
      "not known where the tag failed (law 3)",
      { referrers: [SIGNED], att: [problem("unavailable")] },
      "failed unavailable",
    ],
    [
      "not known rather than lacking",
      { referrers: [SIGNED, bundle("att provenance ci bad")], att: [problem("tls")] },
      "failed tls",
    ],
  ])("is %s", async (_, held, outcome) => {
    const { run, remembered } = searching(held);
    expect(await run(provenance)).toEqual(["signed", outcome]);
    // An acceptance is remembered, and nothing less.
    expect(remembered).toEqual([]);
  });

  it("tells its name in the document, and whom the policy trusts for it", async () => {
    const search = new EvidenceSearch(fakeRegistry(), verifier);
    const { attested } = await search.find(
      reference("web"),
      subject,
      withAttestations(signedRule, { name: "sbom", by: "scanner" }),
      budget,
    );
    expect(attested).toEqual([{ name: "sbom", signers: ["scanner (key)"], outcome: { kind: "missing" } }]);
  });

  it("is asked what it says with its type, its time and its signer's certificate", async () => {
    const seen: unknown[] = [];
    const lack: PredicateCheck = (predicate, context) => void seen.push([predicate, context]);
    await searching({ referrers: [SIGNED, bundle(GOOD)] }).run(
      withAttestations(signedRule, { name: "provenance", lack }),
    );
    expect(seen).toEqual([["good", { predicateType: "provenance", now: new Date(NOW) }]]);
  });

  it("is not known where the search ended with the image's time (law 3)", async () => {
    const caller = new AbortController();
    const ending = createBudget(defaultLimits, caller.signal);
    const lack: PredicateCheck = () => (caller.abort(), "is old");
    const { run } = searching({ referrers: [SIGNED, bundle(GOOD)] });
    expect(await run(withAttestations(signedRule, { name: "provenance", lack }), ending)).toEqual([
      "signed",
      "failed aborted",
    ]);
  });
});

describe("signature and attestations are independent", () => {
  const three = withAttestations(
    signedRule,
    { name: "provenance" },
    { name: "scan", by: "scanner" },
    { name: "any", types: ["scan", "sbom"] },
  );

  it("one of them hides no other", async () => {
    const held = { referrers: [bundle("att scan ci good"), bundle("other-digest")], sig: [problem("timeout")] };
    expect(await searching(held).run(three)).toEqual([
      // The signature may lie under the tag that failed; the attestations do not.
      ...["failed timeout", "untrusted other-digest", "untrusted untrusted-key other-digest", "attested scan by ci"],
    ]);
  });

  it("a failure of the attestations' tag makes no signature doubtful", async () => {
    const held = { referrers: [bundle("untrusted-key")], att: [problem("unavailable")] };
    expect(await searching(held).run(provenance)).toEqual(["untrusted untrusted-key", "failed unavailable"]);
  });

  it("an attestation is no signature, in whatever form", async () => {
    expect(await searching({ referrers: [bundle(GOOD)] }).run(provenance)).toEqual([
      "untrusted not-a-signature",
      "attested provenance by ci",
    ]);
    expect(await searching({ att: [envelope(GOOD)] }).run(provenance)).toEqual([
      "unsigned",
      "attested provenance by ci",
    ]);
    expect(await searching({ referrers: [bundle(GOOD)] }).run(signedRule)).toEqual(["untrusted not-a-signature"]);
  });

  it("one attestation may satisfy several requirements, and is remembered once", async () => {
    const twice = withAttestations(signedRule, { name: "provenance" }, { name: "also", types: ["provenance"] });
    const { run, remembered } = searching({ referrers: [SIGNED, envelope(GOOD)] });
    expect(await run(twice)).toEqual(["signed", "attested provenance by ci", "attested provenance by ci"]);
    expect(remembered).toEqual([
      { kind: "bundle", manifest: digest("manifest") },
      { kind: "attestation", manifest: digest("att") },
    ]);
  });

  it("without a signature the attestations are judged all the same", async () => {
    const rule = withAttestations(waivedRule, { name: "provenance" });
    const { run, places } = searching({ referrers: [bundle(GOOD)] });
    expect(await run(rule)).toEqual(["not-required", "attested provenance by ci"]);
    expect(places()).toEqual(["referrers provenance"]);
    expect(await searching({}).run(rule)).toEqual(["not-required", "missing"]);
  });
});

describe("what is asked", () => {
  it("ends when everything is there", async () => {
    const { run, asked } = searching({ referrers: [SIGNED, bundle(GOOD), bundle("junk")] });
    await run(provenance);
    expect(asked).toEqual(["referrers provenance", "next"]);
  });

  it("names every type that is required", async () => {
    const { run, places } = searching({});
    await run(withAttestations(signedRule, { name: "a", types: ["x", "y"] }, { name: "b", types: ["y", "z"] }));
    expect(places()).toEqual(["referrers x+y+z", "sig", "att x+y+z"]);
  });

  it("is neither an attestation nor its tag where a rule requires none", async () => {
    const { run, places } = searching({ referrers: [envelope(GOOD)], att: [envelope(GOOD)] });
    expect(await run(signedRule)).toEqual(["unsigned"]);
    expect(places()).toEqual(["bundles", "sig"]);
  });

  it.each<[string, Held, readonly string[]]>([
    [
      "both under their tags",
      { sig: [candidate("legacy", "sign key")], att: [envelope(GOOD)] },
      ["sig", "att provenance"],
    ],
    [
      "the attestation under its tag",
      { referrers: [SIGNED], att: [envelope(GOOD)] },
      ["att provenance", "referrers provenance"],
    ],
    [
      "the signature under its tag",
      { referrers: [bundle(GOOD)], sig: [candidate("legacy", "sign key")] },
      ["sig", "referrers provenance"],
    ],
  ])("begins where the last answers were: %s", async (_, held, second) => {
    const { run, places } = searching(held);
    await run(provenance);
    const before = places().length;
    expect(await run(provenance)).toEqual(["signed", "attested provenance by ci"]);
    expect(places().slice(before)).toEqual(second);
  });
});

describe("what was remembered", () => {
  const kept = [SIGNED, envelope(GOOD)];

  it("accepts where it answers everything", async () => {
    expect(await searching({ kept }).recall(provenance)).toEqual(["signed", "attested provenance by ci"]);
    expect(
      await searching({ kept: [envelope(GOOD)] }).recall(withAttestations(waivedRule, { name: "provenance" })),
    ).toEqual([...["not-required", "attested provenance by ci"]]);
  });

  it.each<[string, readonly Found[]]>([
    ["no attestation", [SIGNED]],
    ["no signature", [envelope(GOOD)]],
    ["an attestation of another type", [SIGNED, envelope("att scan ci good")]],
    ["an attestation by somebody else", [SIGNED, envelope("att provenance mallory good")]],
    ["an attestation that lacks something by now", [SIGNED, envelope("att provenance ci old")]],
    ["a problem alone", [SIGNED, problem("not-found")]],
  ])("accepts nothing with %s", async (_, items) => {
    expect(await searching({ kept: items }).recall(provenance)).toBeUndefined();
  });

  it("is not asked where a rule requires nothing", async () => {
    expect(await searching({ kept }).recall(waivedRule)).toBeUndefined();
  });
});

describe("a signature that is bound to its build", () => {
  const requirement = signedRule.requirement as Extract<BoundRule["requirement"], { kind: "signed" }>;
  const bound: BoundRule = {
    ...signedRule,
    requirement: { ...requirement, boundToBuild: { anyOf: [trusted("ci")], within: 1000 } },
  };
  /** One build is told by one name. */
  const build: BuildJudge = {
    provenanceTypes: ["provenance"],
    boundToBuild(signatures, provenances, { within }) {
      for (const one of signatures) {
        const provenance = provenances.find(({ predicate }) => predicate === one.signer)?.signer;
        if (provenance !== undefined) return { bound: true, signer: one, provenance };
      }
      return { bound: false, why: `of ${signatures.length} and ${provenances.length} within ${within}` };
    },
  };
  const run = (held: Held, rule = bound) => searching({ build, ...held }).run(rule);
  const [ONE, TWO] = [bundle("sign one"), bundle("sign two")];

  it.each<[string, Held]>([
    ["the signature first", { referrers: [TWO, bundle("att provenance ci two")] }],
    ["the provenance first", { referrers: [bundle("att provenance ci two"), TWO] }],
    [
      "other builds before both",
      { referrers: [ONE, bundle("att provenance ci three"), TWO, bundle("att provenance ci two")] },
    ],
    [
      "a provenance under its tag",
      { sig: [candidate("legacy", "sign two")], att: [envelope("att provenance ci two")] },
    ],
  ])("is found with %s", async (_, held) => {
    expect(await run(held)).toEqual(["signed"]);
  });

  it("is the one that was bound, not the first that is trusted, and all that it rests on is remembered", async () => {
    const registry = searching({ build, referrers: [ONE, TWO, envelope("att provenance ci two")] });
    expect(await registry.run(bound)).toEqual(["signed"]);
    expect(registry.remembered.map(({ kind }) => kind)).toEqual(["bundle", "attestation"]);
  });

  it.each<[string, Held, string]>([
    ["a signature alone is not", { referrers: [ONE, TWO] }, "unbound of 2 and 0 within 1000"],
    [
      "a provenance of another build",
      { referrers: [ONE, bundle("att provenance ci two")] },
      "unbound of 1 and 1 within 1000",
    ],
    [
      "a provenance by somebody else",
      { referrers: [ONE, bundle("att provenance mallory one")] },
      "unbound of 1 and 0 within 1000",
    ],
    [
      "no trusted signature",
      { referrers: [bundle("untrusted-key"), bundle("att provenance ci one")] },
      "untrusted untrusted-key not-a-signature",
    ],
    ["nothing", {}, "unsigned"],
    [
      "a failure where the provenance may lie (law 3)",
      { referrers: [ONE], att: [problem("timeout")] },
      "failed timeout",
    ],
  ])("is not there with %s", async (_, held, told) => {
    expect(await run(held)).toEqual([told]);
  });

  it("by its run is judged by the policy: a key says nothing of a run", async () => {
    const held = { referrers: [ONE, bundle("att https://slsa.dev/provenance/v1 ci one")] };
    const [told] = await searching(held).run(bound);
    expect(told).toBe("unbound was signed with a key, and nothing says in which run a key signed");
  });
});
