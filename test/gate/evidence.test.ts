import { describe, expect, it } from "@jest/globals";
import { EvidenceSearch, type Findings, type Verifier } from "../../src/gate/evidence.ts";
import { createBudget, defaultLimits, type Candidate, type Problem, type Registry } from "../../src/registry/index.ts";
import type { SignatureReason, SignatureResult } from "../../src/signature/index.ts";
import {
  budget,
  candidate,
  digest,
  failure,
  fakeRegistry,
  items,
  manifest,
  notAnAttestation,
  problem,
  reference,
  signedRule,
  waivedRule,
} from "./fake-registry.ts";

const subject = digest("subject");

/** Trusts the bytes `good`, in the name of the second signer; any other text is the reason why it does not. */
function judged(bytes: Uint8Array, format: "bundle" | "legacy"): SignatureResult {
  const text = Buffer.from(bytes).toString();
  if (text === "good")
    return { verified: true, signer: { signer: "second-key", system: "cosign", identity: "key x", format } };
  return { verified: false, reason: text as SignatureReason, message: `No: ${text}.` };
}

const verifier: Verifier = {
  legacy: ({ payload }) => judged(payload, "legacy"),
  bundle: (bundle) => judged(bundle, "bundle"),
  attestation: notAnAttestation,
};

function search(parts: Partial<Registry>): EvidenceSearch {
  return new EvidenceSearch(fakeRegistry(parts), verifier);
}

function found(bundles: readonly (Candidate | Problem)[], legacy: readonly (Candidate | Problem)[] = []) {
  const searching = search({ bundles: () => items(...bundles), legacySignatures: () => items(...legacy) });
  return searching.find(reference("web"), subject, signedRule, budget);
}

function told({ evidence }: Findings): string {
  if (evidence.kind === "untrusted") return evidence.failures.map(({ reason }) => reason).join(" ");
  return evidence.kind === "failed" ? `failed ${evidence.error.reason}` : evidence.kind;
}

const bundle = (text: string) => candidate("bundle", text);
const legacy = (text: string) => candidate("legacy", text);

describe("the evidence on a digest", () => {
  it("is unsigned where a registry holds nothing (law 3)", async () => {
    expect(told(await found([]))).toBe("unsigned");
  });

  it.each([
    ["a bundle", [bundle("good")], []],
    ["a legacy signature", [], [legacy("good")]],
    ["a bundle after junk", [bundle("not-a-signature"), bundle("good")], []],
    ["a legacy signature after an untrusted bundle", [bundle("untrusted-key")], [legacy("good")]],
    ["a bundle after a problem", [problem("timeout"), bundle("good")], []],
    ["a legacy signature after a problem", [problem("timeout")], [legacy("good")]],
  ])("is signed by %s, whatever lies beside it", async (_, bundles, signatures) => {
    expect(told(await found(bundles, signatures))).toBe("signed");
  });

  it("names the signer whom the verifier named, not another one of the rule", async () => {
    expect(await found([bundle("good")])).toMatchObject({
      evidence: { signer: { signer: "second-key", format: "bundle" } },
    });
  });

  it.each([
    ["before it", [problem("unavailable"), bundle("untrusted-key")], []],
    ["after it", [bundle("untrusted-key"), problem("unavailable")], []],
    ["in the other format", [bundle("untrusted-key")], [problem("unavailable")]],
  ])("a problem %s outweighs an untrusted signature: it might have been the trusted one (law 3)", async (...row) => {
    expect(told(await found(row[1], row[2]))).toBe("failed unavailable");
  });

  it("tells the first of several problems", async () => {
    expect(told(await found([problem("timeout"), problem("unavailable")], [problem("tls")]))).toBe("failed timeout");
  });

  it.each([["untrusted-key"], [undefined]])(
    "is not known where the search ended with the image's time, and not by %s as the last thing found (law 3)",
    async (text) => {
      const caller = new AbortController();
      const ending = createBudget(defaultLimits, caller.signal);
      async function* interrupted() {
        if (text !== undefined) yield await Promise.resolve(bundle(text));
        caller.abort();
      }
      const searching = search({ bundles: interrupted });
      expect(told(await searching.find(reference("web"), subject, signedRule, ending))).toBe("failed aborted");
    },
  );

  it("tells the most helpful reason first, and the others as they were found", async () => {
    const bundles = ["malformed-bundle", "not-a-signature", "other-digest", "untrusted-key"].map(bundle);
    const signatures = ["malformed-payload", "other-annotations", "untrusted-identity", "untrusted-key"].map(legacy);
    expect(told(await found(bundles, signatures))).toBe(
      "untrusted-identity other-annotations untrusted-key untrusted-key other-digest not-a-signature malformed-bundle malformed-payload",
    );
  });

  it("tells of a signature before it tells that something beside it is an attestation", async () => {
    const bundles = ["not-a-signature", "not-a-certificate-signature", "untrusted-log-entry"].map(bundle);
    expect(told(await found(bundles, []))).toBe("untrusted-log-entry not-a-certificate-signature not-a-signature");
  });
});

describe("a bundle that signs the manifest itself", () => {
  /** Needs the manifest, and trusts what is signed over this one. */
  const needy: Verifier = {
    ...verifier,
    bundle: (bundle, _, __, image) =>
      judged(
        Buffer.from(image === undefined ? "unsupported-content" : image.toString() === "{}" ? "good" : bundle),
        "bundle",
      ),
  };
  function finding(parts: Partial<Registry>, ...bundles: readonly (Candidate | Problem)[]) {
    let asked = 0;
    const manifestByDigest = () => {
      asked += 1;
      return Promise.resolve({ ...manifest(""), bytes: Buffer.from("{}") });
    };
    const legacySignatures = () => items<Candidate | Problem>();
    const registry = fakeRegistry({ manifestByDigest, legacySignatures, bundles: () => items(...bundles), ...parts });
    const searching = new EvidenceSearch(registry, needy);
    return { find: () => searching.find(reference("web"), subject, signedRule, budget), asked: () => asked };
  }

  it("is judged with the manifest, which is asked for then", async () => {
    const { find, asked } = finding({}, bundle("message"));
    expect(told(await find())).toBe("signed");
    expect(asked()).toBe(1);
  });

  it("costs one request, however many of them there are", async () => {
    const other = () => Promise.resolve({ ...manifest(""), bytes: Buffer.from("other") });
    let asked = 0;
    const { find } = finding(
      { manifestByDigest: () => ((asked += 1), other()) },
      ...["other-digest", "other-digest"].map(bundle),
    );
    expect(told(await find())).toBe("other-digest other-digest");
    expect(asked).toBe(1);
  });

  it("is a problem where the manifest cannot be had, and hides no signature beside it (law 3)", async () => {
    const gone = { manifestByDigest: () => Promise.reject(failure("timeout")) };
    expect(told(await finding(gone, bundle("message")).find())).toBe("failed timeout");
    const beside = finding({ ...gone, legacySignatures: () => items(legacy("good")) }, bundle("message"));
    expect(told(await beside.find())).toBe("signed");
  });
});

it("nothing is asked where no signature is required", async () => {
  const asked: string[] = [];
  const searching = search({
    bundles: () => (asked.push("bundles"), items()),
    legacySignatures: () => (asked.push("legacy"), items()),
  });
  expect(await searching.find(reference("web"), subject, waivedRule, budget)).toEqual({
    evidence: { kind: "not-required" },
    attested: [],
  });
  expect(asked).toEqual([]);
});

describe("the format that a host answered last is asked for first", () => {
  function recording(bundles: readonly Candidate[], signatures: readonly Candidate[]) {
    const asked: string[] = [];
    const has = (name: string, list: readonly Candidate[], path: string) => items(...(path.endsWith(name) ? list : []));
    const searching = search({
      bundles: (repository) => (
        asked.push(`${repository.registry} bundle`),
        has("bundled", bundles, repository.repository)
      ),
      legacySignatures: (repository) => (
        asked.push(`${repository.registry} legacy`),
        has("legacy", signatures, repository.repository)
      ),
    });
    const kinds: string[] = [];
    const find = async (at: ReturnType<typeof reference>) => {
      kinds.push(told(await searching.find(at, subject, signedRule, budget)));
    };
    return { asked, kinds, find };
  }

  it("and the other one all the same, so that the order never decides", async () => {
    const { asked, kinds, find } = recording([bundle("good")], [legacy("good")]);
    for (const name of ["legacy", "bundled", "legacy", "none"]) await find(reference(name));
    expect(kinds).toEqual(["signed", "signed", "signed", "unsigned"]);
    expect(asked.map((one) => one.split(" ")[1])).toEqual(
      ["bundle legacy", "legacy bundle", "bundle legacy", "legacy bundle"].join(" ").split(" "),
    );
  });

  it("on that host alone", async () => {
    const { asked, find } = recording([], [legacy("good")]);
    await find(reference("legacy"));
    await find({ ...reference("legacy"), registry: "other.example" as ReturnType<typeof reference>["registry"] });
    expect(asked.slice(2)).toEqual(["other.example bundle", "other.example legacy"]);
  });
});
