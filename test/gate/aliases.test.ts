import { describe, expect, it } from "@jest/globals";
import { createGate, type GateOptions, type Verdict } from "../../src/gate/index.ts";
import { readPolicyObject } from "../../src/policy/index.ts";
import { generateKeyPair, legacySignature, pushImage, signWithBundle } from "../fixtures/index.ts";
import { closingAfterEach } from "../registry/closing.ts";
import {
  startEmbeddedRegistry,
  type EmbeddedRegistry,
  type EmbeddedRegistryOptions,
} from "../registry/embedded/index.ts";
import { reasons, useOf } from "./setting.ts";

const closeLater = closingAfterEach();
const trusted = generateKeyPair("p256");
const HASH = "85aa2b9b1c3c3e05e4b8825291410a5f9cbd9638c2e60dcab8b40e32050938a2";

async function started(options: EmbeddedRegistryOptions = {}): Promise<EmbeddedRegistry> {
  const registry = await startEmbeddedRegistry(options);
  closeLater(() => registry.close());
  return registry;
}

interface Parts {
  readonly signer?: object;
  readonly rule?: object;
  readonly settings?: object;
  readonly rest?: object;
}

/** A document that names the host alone in its rules, and what it calls an alias. */
function documentFor(host: string, aliases: readonly string[], { signer, rule, settings, rest }: Parts = {}): object {
  return {
    version: 1,
    signers: { key: { cosign: { key: trusted.publicKeyPem, transparencyLog: "not-required", ...signer } } },
    images: [{ match: `${host}/team/*`, signedBy: ["key"], ...rule }],
    registries: [{ host, plainHttp: true, ...(aliases.length > 0 && { aliases }), ...settings }],
    ...rest,
  };
}

async function judged(document: object, image: string, options: GateOptions = {}): Promise<Verdict> {
  const limits = { retryDelay: 1 };
  const gate = createGate(readPolicyObject(document, "/", "test"), { environment: {}, limits, ...options });
  closeLater(() => gate.close());
  const [verdict] = await gate.check([useOf(image)]);
  if (verdict === undefined) throw new Error("there is no verdict");
  return verdict;
}

const put = (registry: EmbeddedRegistry, repository = "team/web") =>
  pushImage(registry, repository, "1", { text: "web" });
const hosts = (...registries: readonly EmbeddedRegistry[]) => registries.map(({ requests }) => requests.length > 0);

describe("an image at an alias", () => {
  async function setting() {
    const [own, alias] = [await started(), await started()];
    const image = put(alias);
    return { own, alias, image, pinned: `${alias.host}/team/web@${image.digest}` };
  }

  it("counts as one at the host, and only the name that it has is asked (law 9)", async () => {
    const { own, alias, image, pinned } = await setting();
    signWithBundle(alias, "team/web", image, { keyPair: trusted });
    const verdict = await judged(documentFor(own.host, [alias.host]), pinned);
    expect([verdict.status, verdict.image]).toEqual(["accepted", pinned]);
    expect(hosts(own, alias)).toEqual([false, true]);
  });

  it("by its tag is resolved there, and the suggestion keeps its name", async () => {
    const { own, alias, image } = await setting();
    signWithBundle(alias, "team/web", image, { keyPair: trusted });
    const verdict = await judged(documentFor(own.host, [alias.host]), `${alias.host}/team/web:1`);
    expect(reasons(verdict)).toEqual(["image-pinned/mutable-tag"]);
    expect(verdict.findings[0]?.suggestion).toMatchObject({ digest: image.digest, verified: true });
    expect(hosts(own, alias)).toEqual([false, true]);
  });

  it("flips with the alias, and without it nobody is asked", async () => {
    const { own, alias, image, pinned } = await setting();
    signWithBundle(alias, "team/web", image, { keyPair: trusted });
    const other = await judged(documentFor(own.host, ["other.example"]), pinned);
    expect(reasons(other)).toEqual(["image-registry/no-match"]);
    expect(hosts(own, alias)).toEqual([false, false]);
    expect((await judged(documentFor(own.host, [alias.host]), pinned)).status).toBe("accepted");
  });

  it("that no match covers is not asked for, and told by both names (law 9)", async () => {
    const { own, alias } = await setting();
    const verdict = await judged(documentFor(own.host, [alias.host]), `${alias.host}/vendor/web:1`);
    expect(verdict.findings[0]?.message).toBe(
      `no match in test covers ${alias.host}/vendor/web, which counts as ${own.host}/vendor/web, so its registry was not asked.`,
    );
    expect(hosts(own, alias)).toEqual([false, false]);
  });

  it("needs its signature where it is: what the host holds says nothing about another digest", async () => {
    const { own, alias, pinned } = await setting();
    const other = pushImage(own, "team/web", "1", { text: "another" });
    signWithBundle(own, "team/web", other, { keyPair: trusted });
    expect(reasons(await judged(documentFor(own.host, [alias.host]), pinned))).toEqual(["image-signed/no-signature"]);
  });

  it("finds signatures in the signatureRepository of the entry", async () => {
    const { own, alias, image, pinned } = await setting();
    put(own, "team/signatures");
    legacySignature(own, "team/signatures", image.digest, { keyPair: trusted });
    const settings = { signatureRepository: `${own.host}/team/signatures` };
    expect((await judged(documentFor(own.host, [alias.host], { settings }), pinned)).status).toBe("accepted");
  });

  it("is asked for at the mirrors of the entry first", async () => {
    const { own, alias, image, pinned } = await setting();
    const mirror = await started();
    pushImage(mirror, "hub/team/web", "1", { text: "web" });
    legacySignature(mirror, "hub/team/web", image.digest, { keyPair: trusted });
    const document = documentFor(own.host, [alias.host], { settings: { mirrors: [`${mirror.host}/hub`] } });
    const registries = [...(document as { registries: object[] }).registries, { host: mirror.host, plainHttp: true }];
    expect((await judged({ ...document, registries }, pinned)).status).toBe("accepted");
    expect(mirror.requests[0]?.url).toBe(`/v2/hub/team/web/manifests/${image.digest}`);
  });
});

describe("what is required by the repository's name", () => {
  it.each([
    ["the host", 0, "accepted"],
    ["the alias itself", 1, "accepted"],
    ["another alias", 2, "accepted"],
    ["a registry that is no alias", 3, "rejected"],
  ])("holds of a signature that was made for %s", async (_, at, status) => {
    const registries = [await started(), await started(), await started(), await started()];
    const [own, alias, second] = registries.map(({ host }) => host);
    const aliasRegistry = registries[1];
    if (aliasRegistry === undefined) throw new Error("there are four");
    const image = put(aliasRegistry);
    const dockerReference = `${registries[at]?.host ?? ""}/team/web`;
    legacySignature(aliasRegistry, "team/web", image.digest, { keyPair: trusted, dockerReference });
    const document = documentFor(own ?? "", [alias ?? "", second ?? ""], {
      signer: { requireReference: "repository" },
    });
    const verdict = await judged(document, `${alias ?? ""}/team/web@${image.digest}`);
    expect(verdict.status).toBe(status);
    if (status === "rejected") {
      expect(verdict.findings[0]?.message).toContain(
        `it was made for ${dockerReference}, and ${own ?? ""}/team/web is required`,
      );
    }
  });

  it("holds of another repository there just as little as at the host", async () => {
    const [own, alias] = [await started(), await started()];
    const image = put(alias);
    const dockerReference = `${alias.host}/team/other`;
    legacySignature(alias, "team/web", image.digest, { keyPair: trusted, dockerReference });
    const document = documentFor(own.host, [alias.host], { signer: { requireReference: "repository" } });
    expect(reasons(await judged(document, `${alias.host}/team/web@${image.digest}`))).toEqual([
      "image-signed/other-reference",
    ]);
  });

  it("is captured from the image at the alias", async () => {
    const [own, alias] = [await started(), await started()];
    const image = put(alias);
    legacySignature(alias, "team/web", image.digest, { keyPair: trusted, annotations: { image: "web" } });
    const parts = (name: string) => ({
      signer: { annotations: { image: "{name}" } },
      rule: { match: `${own.host}/team/${name}` },
    });
    const pinned = `${alias.host}/team/web@${image.digest}`;
    expect((await judged(documentFor(own.host, [alias.host], parts("{name}")), pinned)).status).toBe("accepted");
  });
});

describe("exemptions", () => {
  const exempt = (image: string) => ({
    rest: {
      exemptions: [{ image, rule: "image-signed", because: "it is to be mended", owner: "team", until: "2027-01-31" }],
    },
  });
  const now = () => Date.parse("2026-11-27T12:00:00Z");

  it("of the host lift for its aliases, and for no other registry", async () => {
    const [own, alias, other] = [await started(), await started(), await started()];
    const digest = [own, alias, other].map((one) => put(one).digest)[0] ?? "";
    const document = documentFor(own.host, [alias.host], exempt(`${own.host}/team/web`)) as Record<string, object[]>;
    const images = [...(document["images"] ?? []), { match: `${other.host}/team/*`, signedBy: ["key"] }];
    const registries = [...(document["registries"] ?? []), { host: other.host, plainHttp: true }];
    const status = async ({ host }: EmbeddedRegistry) =>
      (await judged({ ...document, images, registries }, `${host}/team/web@${digest}`, { now })).status;
    expect([await status(own), await status(alias), await status(other)]).toEqual(["exempt", "exempt", "rejected"]);
  });
});

describe("credentials belong to one exact host (law 9)", () => {
  const login = { auth: "basic", username: "robot" } as const;
  const environment = { HOST_PASSWORD: "host-canary" };
  const settings = { credentials: { username: "robot", passwordEnv: "HOST_PASSWORD" } };

  it("those of the entry are the host's, and never sent to an alias", async () => {
    const [own, alias] = [await started(), await started({ ...login, password: "host-canary" })];
    const image = put(alias);
    legacySignature(alias, "team/web", image.digest, { keyPair: trusted });
    const pinned = `${alias.host}/team/web@${image.digest}`;
    const verdict = await judged(documentFor(own.host, [alias.host], { settings }), pinned, { environment });
    expect(reasons(verdict)).toEqual(["image-checked/unauthorized"]);
    expect(alias.requests.map(({ headers }) => headers.authorization)).not.toContainEqual(expect.anything());
  });

  it("an alias has the login under its own name", async () => {
    const [own, alias] = [await started(), await started({ ...login, password: "alias-canary" })];
    const image = put(alias);
    legacySignature(alias, "team/web", image.digest, { keyPair: trusted });
    const auth = Buffer.from("robot:alias-canary").toString("base64");
    const verdict = await judged(
      documentFor(own.host, [alias.host], { settings }),
      `${alias.host}/team/web@${image.digest}`,
      { environment: { ...environment, DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [alias.host]: { auth } } }) } },
    );
    expect(verdict.status).toBe("accepted");
  });
});

describe("what an alias does not do", () => {
  it("make one of Docker Hub's short names: a single component stays what it is", async () => {
    const images = [{ match: "docker.io/library/*", signature: "not-required", because: "they are official images" }];
    const registries = [{ host: "docker.io", aliases: ["hub.mirror.example"] }];
    const verdict = await judged({ version: 1, images, registries }, "hub.mirror.example/nginx:1", {
      limits: { requests: 0 },
    });
    expect(reasons(verdict)).toEqual(["image-registry/no-match", "image-pinned/mutable-tag"]);
  });

  it("keep an image asset of the AWS CDK from being one", async () => {
    const host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
    const images = [{ match: `${host}/**`, signature: "not-required", because: "nobody signs them here" }];
    const image = `ecr.mirror.example/cdk-hnb659fds-container-assets-123456789012-eu-west-1:${HASH}`;
    const status = async (aliases: readonly string[]) => {
      const registries = [{ host, privateNetwork: true, ...(aliases.length > 0 && { aliases }) }];
      const document = { version: 1, images, registries, cdkAssets: "accepted" };
      return (await judged(document, image, { limits: { requests: 0 } })).status;
    };
    expect([await status(["ecr.mirror.example"]), await status([])]).toEqual(["exempt", "rejected"]);
  });
});
