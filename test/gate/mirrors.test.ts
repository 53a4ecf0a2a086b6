import { describe, expect, it } from "@jest/globals";
import { createGate, type GateOptions, type Verdict } from "../../src/gate/index.ts";
import { readPolicyObject } from "../../src/policy/index.ts";
import type { HostSettings } from "../../src/registry/index.ts";
import { parseDigest } from "../../src/reference/index.ts";
import { generateKeyPair, legacySignature, legacyTag, pushImage, signWithBundle } from "../fixtures/index.ts";
import { closingAfterEach } from "../registry/closing.ts";
import {
  startEmbeddedRegistry,
  type EmbeddedRegistry,
  type EmbeddedRegistryOptions,
} from "../registry/embedded/index.ts";
import { budget, registryFor, repositoryAt } from "../registry/contents.ts";
import { reasons, useOf } from "./setting.ts";

const closeLater = closingAfterEach();
const trusted = generateKeyPair("p256");
const stranger = generateKeyPair("p256");
const limits = { retryDelay: 1, retryAfter: 1 };

type Settings = Readonly<Record<string, unknown>>;

async function started(options: EmbeddedRegistryOptions = {}): Promise<EmbeddedRegistry> {
  const registry = await startEmbeddedRegistry(options);
  closeLater(() => registry.close());
  return registry;
}

/** Judges an image of the first host, whose settings are these; the other hosts speak plain HTTP, too. */
function gateFor(settings: Settings, others: readonly EmbeddedRegistry[], options: GateOptions = {}) {
  const document = {
    version: 1,
    signers: { "release-key": { cosign: { key: trusted.publicKeyPem, transparencyLog: "not-required" } } },
    images: [{ match: `${String(settings["host"])}/team/*`, signedBy: ["release-key"] }],
    registries: [{ plainHttp: true, ...settings }, ...others.map(({ host }) => ({ host, plainHttp: true }))],
  };
  const gate = createGate(readPolicyObject(document, "/", "test"), { environment: {}, limits, ...options });
  closeLater(() => gate.close());
  return async (image: string): Promise<Verdict> => {
    const [verdict] = await gate.check([useOf(image)]);
    if (verdict === undefined) throw new Error("there is no verdict");
    return verdict;
  };
}

const put = (registry: EmbeddedRegistry, repository: string) => pushImage(registry, repository, "1", { text: "web" });
const urls = ({ requests }: EmbeddedRegistry) => requests.map(({ url }) => url);

describe("a mirror", () => {
  async function setting(mirrorOptions: EmbeddedRegistryOptions = {}, sourceOptions: EmbeddedRegistryOptions = {}) {
    const [source, mirror] = [await started(sourceOptions), await started(mirrorOptions)];
    const image = put(source, "team/web");
    put(mirror, "hub/team/web");
    const check = gateFor({ host: source.host, mirrors: [`${mirror.host}/hub`] }, [mirror]);
    const name = `${source.host}/team/web`;
    return { source, mirror, image, check, name, pinned: `${name}@${image.digest}` };
  }

  it.each(["legacy", "bundle"] as const)(
    "with the image and its %s signature suffices: the source is not asked",
    async (format) => {
      const { source, mirror, image, check, name } = await setting();
      // Nor about the tag, which is the source's to tell and moved there: nothing is said of it.
      const pinned = `${name}:1@${image.digest}`;
      pushImage(source, "team/web", "1", { text: "moved" });
      if (format === "legacy") legacySignature(mirror, "hub/team/web", image.digest, { keyPair: trusted });
      else signWithBundle(mirror, "hub/team/web", image, { keyPair: trusted });
      // The gate looks for bundles first; that there is none is the source's to say.
      const asked = format === "legacy" ? ["referrers", `manifests/${image.digest.replace(":", "-")}`] : [];
      expect(await check(pinned)).toMatchObject({ status: "accepted", findings: [] });
      expect(urls(source).map((url) => url.replace("/v2/team/web/", "").replace(/\/sha256:.*/, ""))).toEqual(asked);
      expect(urls(mirror)[0]).toBe(`/v2/hub/team/web/manifests/${image.digest}`);
    },
  );

  it("never resolves a tag (law 1)", async () => {
    const { source, mirror, image, check, name } = await setting();
    pushImage(mirror, "hub/team/web", "1", { text: "evil" });
    const verdict = await check(`${name}:1`);
    expect(verdict.digest).toBe(image.digest);
    expect(urls(source)[0]).toBe("/v2/team/web/manifests/1");
    expect(urls(mirror).filter((url) => url.endsWith("/manifests/1"))).toEqual([]);
  });

  it("without a signature proves nothing: the source's counts (law 3)", async () => {
    const { source, image, check, pinned } = await setting();
    signWithBundle(source, "team/web", image, { keyPair: trusted });
    expect((await check(pinned)).status).toBe("accepted");
  });

  it("and a source without a signature are unsigned by the word of the source", async () => {
    const { check, pinned } = await setting();
    expect(reasons(await check(pinned))).toEqual(["image-signed/no-signature"]);
  });

  it("without a signature leaves it open where the source cannot be asked for one, and is not blamed", async () => {
    const { check, pinned } = await setting(
      {},
      {
        intercept: ({ url }, response) => {
          if (url?.includes("/manifests/sha256:") === true) return false;
          response.writeHead(500).end();
          return true;
        },
      },
    );
    const verdict = await check(pinned);
    expect([verdict.status, reasons(verdict)]).toEqual(["undetermined", ["image-checked/unavailable"]]);
    expect(verdict.findings[0]?.message).not.toContain("mirrors");
  });

  it("with signatures of strangers hides no trusted one at the source, and tells each once", async () => {
    const { source, mirror, image, check, pinned } = await setting();
    legacySignature(mirror, "hub/team/web", image.digest, { keyPair: stranger });
    const tag = legacyTag(image.digest);
    const stored = mirror.manifest("hub/team/web", tag);
    const { layers } = JSON.parse(Buffer.from(stored?.bytes ?? []).toString()) as { layers: { digest: string }[] };
    for (const { digest } of layers) source.putBlob("team/web", mirror.blob("hub/team/web", digest) ?? Buffer.of());
    source.putManifest("team/web", tag, stored?.bytes ?? Buffer.of(), stored?.mediaType ?? "");
    const verdict = await check(pinned);
    expect(reasons(verdict)).toEqual(["image-signed/untrusted-key"]);
    expect(verdict.findings[0]?.message).not.toContain("more that are no better");
    signWithBundle(source, "team/web", image, { keyPair: trusted });
    expect((await gateFor({ host: source.host, mirrors: [`${mirror.host}/hub`] }, [mirror])(pinned)).status).toBe(
      "accepted",
    );
  });

  const answer = (status: number): EmbeddedRegistryOptions => ({
    intercept: (_, response) => {
      response.writeHead(status).end("{}");
      return true;
    },
  });
  const failures: [string, EmbeddedRegistryOptions, string][] = [
    ["answers 401", { auth: "basic", username: "ci", password: "secret" }, "unauthorized"],
    ["answers 403", answer(403), "unauthorized"],
    ["answers 404", answer(404), "not-found"],
    ["answers 429", answer(429), "rate-limited"],
    ["answers 500", answer(500), "unavailable"],
    [
      "sends other bytes (law 2)",
      {
        intercept: (_, response) => {
          const mediaType = "application/vnd.oci.image.manifest.v1+json";
          response.writeHead(200, { "content-type": mediaType }).end("{}");
          return true;
        },
      },
      "digest-mismatch",
    ],
    ["never answers", { intercept: () => true }, "timeout"],
  ];
  it.each(failures)("that %s is passed over, and told only where the source fails too", async (_, options, reason) => {
    const [source, mirror] = [await started(), await started(options)];
    const image = put(source, "team/web");
    signWithBundle(source, "team/web", image, { keyPair: trusted });
    const check = gateFor({ host: source.host, mirrors: [mirror.host] }, [mirror], {
      limits: { ...limits, deadline: 2000 },
    });
    const good = await check(`${source.host}/team/web@${image.digest}`);
    expect([good.status, good.findings]).toEqual(["accepted", []]);
    const lost = await check(`${source.host}/team/web@sha256:${"1".repeat(64)}`);
    expect(reasons(lost)).toEqual(["image-checked/not-found"]);
    // One that does not answer at all is not asked again.
    if (reason === "timeout") expect(lost.findings[0]?.message).not.toContain("mirrors");
    else expect(lost.findings[0]?.message).toContain(`Its mirrors failed too: ${mirror.host}/team/web (${reason}).`);
  });

  it("whose signatures could not be asked for leaves nothing open: the source says that there are none", async () => {
    const { check, pinned } = await setting({
      intercept: ({ url }, response) => {
        if (url?.includes("/manifests/sha256:") === true) return false;
        response.writeHead(500).end();
        return true;
      },
    });
    expect(reasons(await check(pinned))).toEqual(["image-signed/no-signature"]);
  });

  it("that is not there is asked once in a run", async () => {
    const { source, mirror, image, check, pinned } = await setting();
    signWithBundle(source, "team/web", image, { keyPair: trusted });
    mirror.fail(true);
    expect((await check(pinned)).status).toBe("accepted");
    mirror.fail(false);
    put(source, "team/api");
    await check(`${source.host}/team/api@${image.digest}`);
    expect(urls(mirror)).toEqual([]);
  });

  it("that wastes requests and bytes wastes its own", async () => {
    let junk = 0;
    const { source, mirror, image, pinned } = await setting({
      intercept: ({ url }, response) => {
        if (url?.includes("/referrers/") !== true) return false;
        junk += 1;
        response.writeHead(307, { location: `${url}&again=${junk}` }).end();
        return true;
      },
    });
    signWithBundle(source, "team/web", image, { keyPair: trusted });
    const check = gateFor({ host: source.host, mirrors: [`${mirror.host}/hub`] }, [mirror], {
      limits: { ...limits, requests: 8 },
    });
    expect((await check(pinned)).status).toBe("accepted");
    expect(junk).toBeGreaterThan(3);
  });

  it("is asked in the order of the document, each where the one before fails", async () => {
    const [source, first, second] = [await started(), await started(answer(404)), await started()];
    const image = put(source, "team/web");
    put(second, "team/web");
    signWithBundle(second, "team/web", image, { keyPair: trusted });
    const check = gateFor({ host: source.host, mirrors: [first.host, second.host] }, [first, second]);
    expect((await check(`${source.host}/team/web@${image.digest}`)).status).toBe("accepted");
    expect(urls(first)[0]).toBe(`/v2/team/web/manifests/${image.digest}`);
    expect(urls(source)).toEqual([]);
  });

  it("gets its own login and never the source's (distribution-spec 1.1, warning on mirrors)", async () => {
    const login = { auth: "basic", username: "ci", password: "source-canary" } as const;
    const [source, mirror] = [await started(login), await started({ ...login, password: "mirror-canary" })];
    const image = put(source, "team/web");
    const asked: string[] = [];
    const open = { plainHttp: true, privateNetwork: true };
    const mirrors = [{ registry: repositoryAt(mirror.host).registry, prefix: "" as const }];
    const registry = registryFor([], {
      hosts: new Map<string, HostSettings>([
        [source.host, { ...open, mirrors }],
        [mirror.host, open],
      ]),
      credentials: (host) => {
        asked.push(host);
        const password = host === source.host ? "source-canary" : "mirror-canary";
        return Promise.resolve({ kind: "basic", username: "ci", password, source: "test" });
      },
    });
    closeLater(() => registry.close());
    const wanted = parseDigest(image.digest);
    const found = await registry.manifestByDigest(repositoryAt(source.host, "team/web"), wanted, budget());
    expect(found.digest).toBe(wanted);
    expect(new Set(asked)).toEqual(new Set([mirror.host, source.host]));
    const sent = JSON.stringify(mirror.requests.map(({ headers }) => headers.authorization ?? ""));
    expect(sent).toContain(Buffer.from("ci:mirror-canary").toString("base64"));
    expect(sent).not.toContain(Buffer.from("ci:source-canary").toString("base64"));
  });
});

it("without mirrors no request is added: 4 for a bundle by the referrers API (design.md, budgets)", async () => {
  const source = await started();
  const image = put(source, "team/web");
  signWithBundle(source, "team/web", image, { keyPair: trusted });
  expect((await gateFor({ host: source.host }, [])(`${source.host}/team/web@${image.digest}`)).status).toBe("accepted");
  expect(source.requests).toHaveLength(4);
});

describe("the repository for signatures", () => {
  async function setting(format: "legacy" | "bundle", at: "signatures" | "image") {
    const [source, signatures] = [await started(), await started()];
    const image = put(source, "team/web");
    const [registry, repository] = at === "image" ? [source, "team/web"] : ([signatures, "acme/all"] as const);
    if (format === "legacy") legacySignature(registry, repository, image.digest, { keyPair: trusted });
    else signWithBundle(registry, repository, image, { keyPair: trusted });
    const there = { host: source.host, signatureRepository: `${signatures.host}/acme/all` };
    const check = (settings: Settings) => gateFor(settings, [signatures])(`${source.host}/team/web@${image.digest}`);
    return { source, signatures, image, with: () => check(there), without: () => check({ host: source.host }) };
  }

  it.each(["legacy", "bundle"] as const)("is where a %s signature is looked for, and nowhere else", async (format) => {
    const setup = await setting(format, "signatures");
    expect((await setup.with()).status).toBe("accepted");
    expect(urls(setup.source)).toEqual([`/v2/team/web/manifests/${setup.image.digest}`]);
    expect(urls(setup.signatures).every((url) => url.startsWith("/v2/acme/all/"))).toBe(true);
    expect(reasons(await setup.without())).toEqual(["image-signed/no-signature"]);
  });

  it.each(["legacy", "bundle"] as const)("hides a %s signature that lies with the image", async (format) => {
    const setup = await setting(format, "image");
    expect(reasons(await setup.with())).toEqual(["image-signed/no-signature"]);
    expect((await setup.without()).status).toBe("accepted");
  });

  it("that cannot be asked leaves it open, and names itself", async () => {
    const setup = await setting("bundle", "signatures");
    await setup.signatures.close();
    const verdict = await setup.with();
    expect([verdict.status, reasons(verdict)]).toEqual(["undetermined", ["image-checked/unreachable"]]);
    expect(verdict.findings[0]?.message).toContain(setup.signatures.host);
  });
});
