import { describe, expect, it } from "@jest/globals";
import { Assessor } from "../../src/gate/assess.ts";
import { EvidenceSearch, type Verifier } from "../../src/gate/evidence.ts";
import { decide, type Facts, type BoundRule } from "../../src/policy/index.ts";
import { defaultLimits, type Registry } from "../../src/registry/index.ts";
import {
  candidate,
  digest,
  failure,
  fakeRegistry,
  items,
  manifest,
  notAnAttestation,
  reference,
  signedRule,
  waivedRule,
} from "./fake-registry.ts";

const trusting: Verifier = {
  legacy: () => ({
    verified: true,
    signer: { signer: "release-key", system: "cosign", identity: "key x", format: "legacy" },
  }),
  bundle: () => ({
    verified: true,
    signer: { signer: "release-key", system: "cosign", identity: "key x", format: "bundle" },
  }),
  attestation: notAnAttestation,
};

/** Records what is asked of a registry in which every repository has every tag and digest, but for what is overridden. */
function assessor(parts: Partial<Registry> = {}) {
  const asked: string[] = [];
  const registry = fakeRegistry({
    manifestByTag: ({ repository }, tag) => {
      asked.push(`${repository}:${tag}`);
      return Promise.resolve(manifest(`${repository}:${tag}`, ["linux/arm64"]));
    },
    manifestByDigest: ({ repository }, named) => {
      asked.push(`${repository}@${named}`);
      return Promise.resolve({ ...manifest(""), digest: named });
    },
    bundles: ({ repository }, subject) => {
      asked.push(`bundles ${repository}@${subject}`);
      return items(candidate("bundle", "good"));
    },
    ...parts,
  });
  const assessing = new Assessor(registry, new EvidenceSearch(registry, trusting), defaultLimits);
  const assess = (rest: string, rule: BoundRule = signedRule): Promise<Facts> =>
    assessing.assess(reference(rest), rule);
  return { asked, assess };
}

const named = digest("image");
const pinned = (name: string, which = named) => `${name}@${which}`;

describe("what is asked of a registry", () => {
  it("a tag, a digest and its evidence are asked for once per run, even at the same time (law 1)", async () => {
    const { asked, assess } = assessor();
    const web = ["web:1", "web:1", pinned("web"), pinned("web"), pinned("web:1")];
    await Promise.all(web.map((one) => assess(one)));
    await Promise.all(web.map((one) => assess(one)));
    const tagged = digest("team/web:1");
    expect(asked.sort()).toEqual(
      ["team/web:1", pinned("team/web"), pinned("bundles team/web"), pinned("bundles team/web", tagged)].sort(),
    );
  });

  it("without a tag it is the tag latest, and the same as with that tag", async () => {
    const { asked, assess } = assessor();
    const both = await Promise.all([assess("web"), assess("web:latest")]);
    expect(asked.filter((one) => one.startsWith("team/web:"))).toEqual(["team/web:latest"]);
    expect(both.map(({ tag }) => tag)).toEqual([undefined, "latest"]);
  });

  it("a pinned image that needs no signature asks nothing, a tag of one only for its digest", async () => {
    const { asked, assess } = assessor();
    expect((await assess(pinned("web"), waivedRule)).evidence).toEqual({ kind: "not-required" });
    expect(asked).toEqual([]);
    expect((await assess("web:1", waivedRule)).evidence).toEqual({ kind: "not-required" });
    expect(asked).toEqual(["team/web:1"]);
  });
});

it("a rule that asks for nothing keeps no other from what was remembered", async () => {
  const { asked, assess } = assessor({ recall: () => items(candidate("bundle", "good")) });
  expect((await assess(pinned("web"), waivedRule)).evidence).toEqual({ kind: "not-required" });
  expect((await assess(pinned("web"))).evidence).toMatchObject({ kind: "signed" });
  expect(asked).toEqual([]);
});

describe("what was found for one image never stands for another (law 1)", () => {
  it.each([
    ["tags of one repository", "web:1", "web:2"],
    ["repositories with the same tag", "web:1", "api:1"],
    ["digests of one repository", pinned("web"), pinned("web", digest("other"))],
  ])("two %s", async (_, one, other) => {
    const { assess } = assessor();
    const facts = await Promise.all([assess(one), assess(other)]);
    const digests = facts.map(({ resolution }) => (resolution.kind === "failed" ? undefined : resolution.digest));
    expect(digests).not.toContain(undefined);
    expect(new Set(digests).size).toBe(2);
  });

  it("a digest that is in one repository need not be in another", async () => {
    const { assess } = assessor({
      manifestByDigest: ({ repository }, wanted) =>
        repository === "team/web"
          ? Promise.resolve({ ...manifest(""), digest: wanted })
          : Promise.reject(failure("not-found")),
    });
    expect(decide(await assess(pinned("web"))).status).toBe("accepted");
    expect(decide(await assess(pinned("copy"))).status).toBe("undetermined");
  });

  it("a digest that is signed in one repository need not be in another", async () => {
    const { assess } = assessor({
      bundles: ({ repository }) => items(...(repository === "team/web" ? [candidate("bundle", "good")] : [])),
    });
    expect(decide(await assess(pinned("web"))).status).toBe("accepted");
    expect(decide(await assess(pinned("copy"))).status).toBe("rejected");
  });

  it("one digest that is signed says nothing about another of the same repository", async () => {
    const { assess } = assessor({
      bundles: (_, subject) => items(...(subject === named ? [candidate("bundle", "good")] : [])),
    });
    expect(decide(await assess(pinned("web"))).status).toBe("accepted");
    expect(decide(await assess(pinned("web", digest("evil")))).status).toBe("rejected");
  });
});

describe("the facts", () => {
  it("hold what the reference names, what the tag answered, and whom the policy trusts", async () => {
    const { assess } = assessor();
    expect(await assess("web:1")).toMatchObject({
      tag: "1",
      resolution: { kind: "resolved", digest: digest("team/web:1"), platforms: ["linux/arm64"] },
      evidence: { kind: "signed" },
      signers: ["release-key"],
    });
    expect(await assess(pinned("web:1"))).toMatchObject({
      tag: "1",
      named,
      resolution: { kind: "pinned", digest: named },
    });
    expect((await assess(pinned("web"), waivedRule)).signers).toEqual([]);
  });

  it("hold the digest of the bytes that came, and other bytes than those named are never accepted (law 2)", async () => {
    const { assess } = assessor({ manifestByDigest: () => Promise.resolve(manifest("evil")) });
    const facts = await assess(pinned("web"));
    expect(facts.resolution).toEqual({ kind: "pinned", digest: digest("evil") });
    expect(decide(facts).status).not.toBe("accepted");
  });

  it("hold no evidence where there is no digest", async () => {
    const { asked, assess } = assessor({ manifestByTag: () => Promise.reject(failure("timeout")) });
    expect((await assess("web:1")).evidence).toEqual({ kind: "unasked" });
    expect((await assess("web:1", waivedRule)).evidence).toEqual({ kind: "not-required" });
    expect(asked).toEqual([]);
  });
});

describe("a throw that nobody expected is undetermined, and its message, which may hold anything, is not told", () => {
  const throws = () => {
    throw new TypeError("canary-hunter2");
  };

  it.each(["manifestByTag", "manifestByDigest", "bundles", "legacySignatures"] as const)("in %s", async (method) => {
    const { assess } = assessor({ bundles: () => items(), [method]: throws });
    const { status, findings } = decide(await assess(method === "manifestByTag" ? "web:1" : pinned("web")));
    expect(status).toBe(method === "manifestByTag" ? "rejected" : "undetermined");
    expect(findings.map(({ reason }) => reason)).toContain("internal-error");
    expect(JSON.stringify(findings)).toContain("(TypeError)");
    expect(JSON.stringify(findings)).not.toContain("canary");
  });
});
