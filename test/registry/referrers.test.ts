import { describe, expect, it } from "@jest/globals";
import { digestHex, digestOf } from "../../src/reference/index.ts";
import type { Limits } from "../../src/registry/index.ts";
import { closingAfterEach } from "./closing.ts";
import {
  all,
  blob,
  budget,
  BUNDLE,
  bundleReferrer,
  descriptor,
  fallbackTag,
  image,
  imageManifest,
  INDEX,
  indexManifest,
  json,
  MANIFEST,
  registryFor,
  repositoryAt,
  send,
  sendStatus,
  SIGNATURE_ARTIFACT,
  summary,
  type Blob,
} from "./contents.ts";
import { startHostileServer, type Handler, type HostileServer } from "./hostile-server.ts";

const closeLater = closingAfterEach();
const API = `/v2/acme/app/referrers/${image.digest}`;
const FILTERED = `${API}?artifactType=${encodeURIComponent(BUNDLE)}`;
const FILTERED_LEGACY = `${API}?artifactType=${encodeURIComponent(SIGNATURE_ARTIFACT)}`;
const FALLBACK = `/v2/acme/app/manifests/${fallbackTag(image)}`;

type Referrer = ReturnType<typeof bundleReferrer>;
type Contents = Record<string, Blob | number | Handler | undefined>;

/** A registry with these answers by path (a number is a status), and these referrers by digest. */
async function holding(contents: Contents, referrers: readonly Referrer[] = []) {
  const byDigest = Object.fromEntries(
    referrers.flatMap(({ layer, manifest }) => [
      [`/v2/acme/app/blobs/${layer.digest}`, layer],
      [`/v2/acme/app/manifests/${manifest.digest}`, manifest],
    ]),
  );
  const answers: Contents = { ...byDigest, ...contents };
  const server = await startHostileServer((request, response) => {
    const answer = answers[request.url ?? ""] ?? answers[request.url?.split("?")[0] ?? ""] ?? 404;
    if (typeof answer === "number") sendStatus(response, answer);
    else if (typeof answer === "function") answer(request, response);
    else send(response, answer);
  });
  closeLater(server.close);
  const registry = registryFor([server.host]);
  closeLater(() => registry.close());
  return {
    server,
    paths: () => server.requests.map(({ path }) => path),
    search: (limits: Partial<Limits> = {}, digest = image.digest) =>
      registry.bundles(repositoryAt(server.host), digest, budget(limits)),
  };
}

const [a, b, c] = [bundleReferrer("a"), bundleReferrer("b"), bundleReferrer("c")];
const listOf = (...referrers: readonly Referrer[]) => indexManifest(referrers.map(({ entry }) => entry));
const manifestPath = ({ manifest }: Referrer) => `/v2/acme/app/manifests/${manifest.digest}`;
const blobPath = ({ layer }: Referrer) => `/v2/acme/app/blobs/${layer.digest}`;

async function first(items: AsyncIterable<unknown>): Promise<void> {
  for await (const item of items) {
    expect(item).toMatchObject({ kind: "bundle" });
    return;
  }
}

describe("bundles by the referrers API", () => {
  it("cost three requests for the first one, and no more before more are wanted", async () => {
    const { search, paths } = await holding({ [API]: listOf(a, b), [FALLBACK]: listOf(c) }, [a, b, c]);
    await first(search());
    expect(paths()).toEqual([API, manifestPath(a), blobPath(a)]);
  });

  it("are asked for without a filter, which would lose those whose type is listed otherwise", async () => {
    const { search, server } = await holding({ [API]: listOf(a) }, [a]);
    await first(search());
    expect(server.requests[0]).toMatchObject({ path: API, headers: { accept: INDEX } });
  });

  it("tell their manifest and layer", async () => {
    const { search } = await holding({ [API]: listOf(a) }, [a]);
    const [found] = await all(search());
    expect(found).toMatchObject({ kind: "bundle", manifest: a.manifest.digest, layer: a.layer.digest });
  });

  it("are followed by those of the fallback tag, each once", async () => {
    const { search, paths } = await holding({ [API]: listOf(a, b), [FALLBACK]: listOf(b, c) }, [a, b, c]);
    expect(summary(await all(search()))).toEqual(["bundle a", "bundle b", "bundle c"]);
    expect(paths()).toEqual([
      ...[API, manifestPath(a), blobPath(a), manifestPath(b), blobPath(b)],
      ...[FALLBACK, manifestPath(c), blobPath(c)],
    ]);
  });

  it("are sought under the fallback tag too where the API lists none", async () => {
    const { search } = await holding({ [API]: listOf(), [FALLBACK]: listOf(a) }, [a]);
    expect(summary(await all(search()))).toEqual(["bundle a"]);
  });

  it("do not exist where the API lists none and there is no fallback tag", async () => {
    const { search, paths } = await holding({ [API]: listOf() });
    expect(await all(search())).toEqual([]);
    expect(paths()).toEqual([API, FALLBACK]);
  });

  it("are found whatever type the list says they have", async () => {
    const mislabelled = [
      descriptor(a.manifest, { artifactType: "application/vnd.oci.empty.v1+json" }),
      descriptor(b.manifest),
      descriptor(c.manifest, { artifactType: null }),
    ];
    const { search } = await holding({ [API]: indexManifest(mislabelled) }, [a, b, c]);
    expect(summary(await all(search()))).toEqual(["bundle a", "bundle b", "bundle c"]);
  });
});

describe("bundles by the fallback tag", () => {
  it("cost four requests where there is no API", async () => {
    const { search, paths } = await holding({ [FALLBACK]: listOf(a) }, [a]);
    await first(search());
    expect(paths()).toEqual([API, FALLBACK, manifestPath(a), blobPath(a)]);
  });

  it("do not exist where there is neither", async () => {
    const { search, paths } = await holding({});
    expect(await all(search())).toEqual([]);
    expect(paths()).toEqual([API, FALLBACK]);
  });

  it("may lack a subject: the bundle's own statement decides", async () => {
    const orphan = bundleReferrer("orphan", null);
    const { search } = await holding({ [FALLBACK]: listOf(orphan) }, [orphan]);
    expect(summary(await all(search()))).toEqual(["bundle orphan"]);
  });

  it("of a SHA-512 digest are told apart by their whole subject, since the tag is cut (D37)", async () => {
    const digest = digestOf(image.bytes, "sha512");
    const twin = `${digest.slice(0, -1)}${digest.endsWith("0") ? "1" : "0"}`;
    const ours = bundleReferrer("ours", null, { subject: descriptor(image, { digest }) });
    const theirs = bundleReferrer("theirs", null, { subject: descriptor(image, { digest: twin }) });
    const tag = `/v2/acme/app/manifests/sha512-${digestHex(digest).slice(0, 64)}`;
    const { search, paths } = await holding({ [tag]: listOf(theirs, ours) }, [theirs, ours]);
    expect(summary(await all(search({}, digest)))).toEqual(["bundle ours"]);
    expect(paths().slice(0, 2)).toEqual([`/v2/acme/app/referrers/${digest}`, tag]);
  });

  it("are a problem where the tag is an image, which lists nothing", async () => {
    const { search } = await holding({ [FALLBACK]: image });
    expect(summary(await all(search()))).toEqual(["problem unsupported-manifest"]);
  });

  it.each([
    [401, "unauthorized"],
    [429, "rate-limited"],
    [500, "unavailable"],
  ])("are a problem where the tag answers %i: %s (D38)", async (code, reason) => {
    const { search } = await holding({ [FALLBACK]: code });
    expect(summary(await all(search()))).toEqual([`problem ${reason}`]);
  });
});

describe("an API that fails is a problem, never none (law 3)", () => {
  it.each([
    [401, "unauthorized"],
    [403, "unauthorized"],
    [429, "rate-limited"],
    [500, "unavailable"],
    [503, "unavailable"],
    [418, "protocol"],
  ])("with %i, whatever the fallback tag holds: %s (D38)", async (code, reason) => {
    const { search, paths } = await holding({ [API]: code, [FALLBACK]: listOf(a) }, [a]);
    expect(summary(await all(search()))).toEqual([`problem ${reason}`]);
    expect(paths()).not.toContain(FALLBACK);
  });

  it("by silence", async () => {
    const { search } = await holding({ [API]: () => undefined });
    expect(summary(await all(search({ deadline: 100 })))).toEqual(["problem timeout"]);
  });

  const unclear: [string, Blob | number, string][] = [
    ["400", 400, "protocol"],
    ["405", 405, "protocol"],
    ["406", 406, "protocol"],
    ["HTML (a false 200)", blob("<html>", "text/html"), "bad-content-type"],
    ["JSON of no type", json({}, "application/json"), "bad-content-type"],
    ["an image", image, "bad-content-type"],
    ["an empty object", json({}, INDEX), "malformed"],
    ["a list that is null", json({ schemaVersion: 2, mediaType: INDEX, manifests: null }, INDEX), "malformed"],
    ["broken JSON", blob("{", INDEX), "malformed"],
    ["an index that is an image too", indexManifest([], { layers: [] }), "ambiguous-manifest"],
  ];
  it.each(unclear)("by answering %s, where the fallback tag holds nothing either (D35)", async (_, answer, reason) => {
    const { search, paths } = await holding({ [API]: answer });
    expect(summary(await all(search()))).toEqual([`problem ${reason}`]);
    expect(paths()).toEqual([API, FALLBACK]);
  });

  it.each(unclear)("but not by answering %s, where the fallback tag holds bundles (D35)", async (_, answer) => {
    const { search } = await holding({ [API]: answer, [FALLBACK]: listOf(a) }, [a]);
    expect(summary(await all(search()))).toEqual(["bundle a"]);
  });

  it("by answering nonsense, where the fallback tag only holds something else (D35)", async () => {
    const sbom = bundleReferrer("sbom", image, { layers: [] });
    const { search } = await holding({ [API]: json({}, INDEX), [FALLBACK]: listOf(sbom) }, [sbom]);
    expect(summary(await all(search()))).toEqual(["problem malformed"]);
  });
});

describe("a referrer", () => {
  const without = (layers: readonly unknown[], more: object = {}) => {
    const manifest = imageManifest(layers, { artifactType: BUNDLE, subject: descriptor(image), ...more });
    return { layer: a.layer, manifest, entry: descriptor(manifest, { artifactType: BUNDLE }) };
  };
  const layer = descriptor(a.layer);

  it.each([
    ["no layer", without([])],
    ["two layers", without([layer, layer])],
    ["another type of layer", without([{ ...layer, mediaType: "application/spdx+json" }])],
    ["a type of the future", without([{ ...layer, mediaType: "application/vnd.dev.sigstore.bundle.v9.9+json" }])],
    ["a type in capitals", without([{ ...layer, mediaType: BUNDLE.toUpperCase() }])],
    ["a type with more parameters", without([{ ...layer, mediaType: `${BUNDLE};x=y` }])],
    ["another subject (D37)", bundleReferrer("other", imageManifest([]))],
  ])("with %s is no candidate, and no problem", async (_, referrer) => {
    const { search } = await holding({ [API]: listOf(referrer, b) }, [referrer, b]);
    expect(summary(await all(search()))).toEqual(["bundle b"]);
  });

  it.each([
    "application/vnd.dev.sigstore.bundle+json;version=0.1",
    "application/vnd.dev.sigstore.bundle+json;version=0.2",
    "application/vnd.dev.sigstore.bundle+json;version=0.3",
  ])("with a layer of the older type %s is a candidate", async (mediaType) => {
    const { search } = await holding({ [API]: listOf(without([{ ...layer, mediaType }])) }, [
      without([{ ...layer, mediaType }]),
    ]);
    expect(summary(await all(search()))).toEqual(["bundle a"]);
  });

  it.each([
    ["gone", { [manifestPath(a)]: 404 }, "not-found"],
    ["refused", { [manifestPath(a)]: 403 }, "unauthorized"],
    ["other bytes (D1)", { [manifestPath(a)]: b.manifest }, "digest-mismatch"],
    ["malformed", { [manifestPath(a)]: blob("{", MANIFEST) }, "digest-mismatch"],
    ["gone but for its manifest", { [blobPath(a)]: 404 }, "not-found"],
    ["other bytes in its bundle (D1)", { [blobPath(a)]: b.layer }, "digest-mismatch"],
    ["a longer bundle (D34)", { [blobPath(a)]: blob("longer", BUNDLE) }, "digest-mismatch"],
  ])("that is %s is a problem and hides no other", async (_, contents, reason) => {
    const { search } = await holding({ [API]: listOf(a, b), ...contents }, [b, { ...a, ...contents }]);
    expect(summary(await all(search()))).toEqual([`problem ${reason}`, "bundle b"]);
  });

  it.each([
    ["subject that is no descriptor", bundleReferrer("x", null, { subject: "sha256:0" }), "malformed"],
    ["bundle of more than a megabyte (CVE-2024-29902)", without([{ ...layer, size: 1024 * 1024 + 1 }]), "too-large"],
  ])("with a %s is a problem and hides no other", async (_, referrer, reason) => {
    const { search } = await holding({ [API]: listOf(referrer, b) }, [referrer, b]);
    expect(summary(await all(search()))).toEqual([`problem ${reason}`, "bundle b"]);
  });

  it("listed with a wrong size is a problem and hides no other (D34)", async () => {
    const list = indexManifest([{ ...a.entry, size: 1 }, b.entry]);
    const { search } = await holding({ [API]: list }, [a, b]);
    expect(summary(await all(search()))).toEqual(["problem digest-mismatch", "bundle b"]);
  });

  it("that is an index is not asked for (nested lists)", async () => {
    const nested = descriptor(indexManifest([a.entry]), { artifactType: BUNDLE });
    const { search, paths } = await holding({ [API]: indexManifest([nested, b.entry]) }, [b]);
    expect(summary(await all(search()))).toEqual(["bundle b"]);
    expect(paths()).toEqual([API, manifestPath(b), blobPath(b), FALLBACK]);
  });

  it("that is listed as an image but is an index is no candidate", async () => {
    const nested = indexManifest([descriptor(a.layer)]);
    const entry = { ...descriptor(nested), mediaType: MANIFEST };
    const { search } = await holding(
      { [API]: indexManifest([entry, b.entry]), [`/v2/acme/app/manifests/${nested.digest}`]: nested },
      [a, b],
    );
    expect(summary(await all(search()))).toEqual(["bundle b"]);
  });

  it.each([
    ["null", null],
    ["a number", 42],
    ["without a digest", { mediaType: MANIFEST, size: 1 }],
    ["with a digest that is a path (CVE-2024-3727)", { ...a.entry, digest: "../../../../token" }],
    ["with a negative size", { ...a.entry, size: -1 }],
  ])("listed as %s is a problem, after those that can be read", async (_, entry) => {
    const { search, paths } = await holding({ [API]: indexManifest([entry, b.entry]) }, [b]);
    expect(summary(await all(search()))).toEqual(["bundle b", "problem malformed"]);
    expect(paths()).toEqual([API, manifestPath(b), blobPath(b), FALLBACK]);
  });
});

describe("many referrers", () => {
  const junk = (count: number, artifactType = "application/spdx+json") =>
    Array.from({ length: count }, (_, index) => descriptor(blob(`junk ${index}`, MANIFEST), { artifactType }));

  it("do not keep a likely bundle from being looked at first (D36: starvation)", async () => {
    const { search, paths } = await holding({ [API]: indexManifest([...junk(900), a.entry]) }, [a]);
    await first(search());
    expect(paths()).toEqual([API, manifestPath(a), blobPath(a)]);
  });

  it("of another kind wait until every page was read (D36: starvation)", async () => {
    const second: Handler = (_, response) => {
      send(response, listOf(a));
    };
    const firstPage: Handler = (_, response) => {
      send(response, indexManifest(junk(50)), { link: `<${API}?page=2>; rel="next"` });
    };
    const { search, paths } = await holding({ [API]: firstPage, [`${API}?page=2`]: second }, [a]);
    await first(search());
    expect(paths()).toEqual([API, `${API}?page=2`, manifestPath(a), blobPath(a)]);
  });

  it("beyond the limit are a problem, after those within it (D36)", async () => {
    const { search, server } = await holding({ [API]: indexManifest([...junk(100), a.entry]) }, [a]);
    const found = summary(await all(search({ requests: 1000 })));
    expect(found[0]).toBe("bundle a");
    expect(found.slice(1, 64)).toEqual(Array.from({ length: 63 }, () => "problem not-found"));
    expect(found.slice(64)).toEqual(["problem too-many"]);
    expect(server.requests.filter(({ path }) => path.includes("manifests/sha256:"))).toHaveLength(64);
  });

  it("that all look like bundles are a problem, not unsigned (D36)", async () => {
    const { search } = await holding({ [API]: indexManifest(junk(65, BUNDLE)) });
    expect(summary(await all(search({ requests: 1000 }))).at(-1)).toBe("problem too-many");
  });

  it("end with the image's requests, by one problem", async () => {
    const { search, server } = await holding({ [API]: indexManifest(junk(60, BUNDLE)) });
    expect(summary(await all(search({ requests: 3 })))).toEqual([
      ...["problem not-found", "problem not-found"],
      "problem too-many",
    ]);
    expect(server.requests).toHaveLength(3);
  });

  it.each([
    ["the API", API],
    ["the fallback tag", FALLBACK],
  ])("in one list of %s are a problem beyond a thousand, the likely ones first (D36)", async (_, path) => {
    const junkAndBundle = await holding({ [path]: indexManifest([...junk(1000), a.entry]) }, [a]);
    await first(junkAndBundle.search());
    const repeated = await holding({ [path]: indexManifest(Array.from({ length: 1001 }, () => a.entry)) }, [a]);
    expect(summary(await all(repeated.search()))).toEqual(["bundle a", "problem too-many"]);
  });

  const filtered: Handler = (_, response) => {
    send(response, listOf(a), { "oci-filters-applied": "artifactType" });
  };
  const endless: Handler = ({ url }, response) => {
    send(response, indexManifest(junk(50)), { link: `<${API}?page=${url?.length ?? 0}x${url ?? ""}>; rel="next"` });
  };
  const floods: [string, Record<string, Blob | Handler>, string][] = [
    ["a thousand others", { [API]: indexManifest(junk(1001)) }, "too-many"],
    ["pages without an end", { [API]: endless }, "too-many"],
    ["four megabytes", { [API]: blob(`{"a":"${"x".repeat(4 * 1024 * 1024)}"}`, INDEX) }, "too-large"],
    ["more parts than are read", { [API]: blob(`{"manifests":[${"1,".repeat(1_000_000)}1]}`, INDEX) }, "too-many"],
  ];
  it.each(floods)(
    "do not hide a bundle behind %s: it is asked for by its type (D36: starvation)",
    async (_, flood, reason) => {
      const { search, paths } = await holding({ ...flood, [FILTERED]: filtered }, [a]);
      await first(search());
      expect(paths().slice(-3)).toEqual([FILTERED, manifestPath(a), blobPath(a)]);
      // What the filter leaves out may have been a signature, too.
      expect(summary(await all((await holding({ ...flood, [FILTERED]: filtered }, [a])).search())).at(-1)).toBe(
        `problem ${reason}`,
      );
    },
  );

  it.each([
    ["refuses the filter", 400],
    ["fails", 500],
    ["does not filter", indexManifest(junk(1001))],
    ["answers HTML", blob("<html>", "text/html")],
    [
      "filters and answers broken JSON",
      ((_, response) => {
        send(response, blob("{", INDEX), { "oci-filters-applied": "artifactType" });
      }) satisfies Handler,
    ],
  ] as [string, Blob | number | Handler][])("stay a problem where the registry %s", async (_, answer) => {
    const { search } = await holding({ [API]: indexManifest(junk(1001)), [FILTERED]: answer });
    expect(summary(await all(search({ requests: 1000 }))).at(-1)).toBe("problem too-many");
  });

  it("of a hundred thousand are too large to read (D36)", async () => {
    const { search } = await holding({ [API]: indexManifest(Array.from({ length: 30_000 }, () => a.entry)) });
    expect(summary(await all(search()))).toEqual(["problem too-large"]);
  });
});

describe("pages", () => {
  /** Answers page after page, each with a link that `next` makes of the page's number. */
  async function paged(
    next: (page: number, server: HostileServer) => string | undefined,
    referrers: readonly Referrer[],
  ) {
    const api: Handler = (request, response) => {
      const page = Number(new URL(request.url ?? "", "http://x").searchParams.get("page") ?? 1);
      const link = next(page, registry.server);
      const referrer = referrers[page - 1];
      send(response, indexManifest(referrer === undefined ? [] : [referrer.entry]), link === undefined ? {} : { link });
    };
    const registry = await holding({ [API]: api }, referrers);
    return registry;
  }

  it.each([
    ["a path", (page: number) => `<${API}?page=${page + 1}>; rel="next"`],
    ["a query", (page: number) => `<?page=${page + 1}>; rel=next`],
    ["a URL", (page: number, { origin }: HostileServer) => `<${origin}${API}?page=${page + 1}>; rel="next"`],
  ])("are followed by %s", async (_, next) => {
    const { search } = await paged((page, server) => (page < 3 ? next(page, server) : undefined), [a, b, c]);
    expect(summary(await all(search()))).toEqual(["bundle a", "bundle b", "bundle c"]);
  });

  it("are not asked for once a bundle was enough", async () => {
    const { search, paths } = await paged((page) => `<?page=${page + 1}>; rel=next`, [a, b]);
    await first(search());
    expect(paths()).toEqual([API, manifestPath(a), blobPath(a)]);
  });

  it("without an end are a problem after twenty, after what they listed (D36)", async () => {
    const { search, server } = await paged((page) => `<?page=${page + 1}>; rel=next`, [a, b]);
    expect(summary(await all(search()))).toEqual(["bundle a", "bundle b", "problem too-many"]);
    const asked = server.requests.map(({ path }) => path).filter((path) => path.startsWith(API));
    // The last ones ask for signatures alone, and are not followed where the answer does not say that it was filtered.
    expect(asked.slice(20)).toEqual([FILTERED, FILTERED_LEGACY]);
  });

  it("in a circle are a problem (D36)", async () => {
    const { search, server } = await paged((page) => `<?page=${page === 1 ? 2 : 1}>; rel=next`, [a, b]);
    expect(summary(await all(search()))).toEqual(["bundle a", "bundle b", "problem protocol"]);
    expect(server.requests.filter(({ path }) => path.startsWith(API))).toHaveLength(3);
  });

  it.each([
    ["on another host", () => "<https://attacker.example/v2/>; rel=next"],
    ["on another port", () => "<http://127.0.0.1:1/v2/>; rel=next"],
    ["of another protocol", () => "<file:///etc/passwd>; rel=next"],
    ["with a user name", ({ host }: HostileServer) => `<http://user:canary@${host}${API}?page=2>; rel=next`],
    ["that are no URL", () => "<http://[>; rel=next"],
  ])("%s are not asked for (D36; CVE-2020-15157)", async (_, link) => {
    const { search, server } = await paged((_page, self) => link(self), [a]);
    const found = await all(search());
    expect(summary(found)).toEqual(["bundle a", "problem protocol"]);
    expect(JSON.stringify(found)).not.toContain("canary");
    expect(server.requests).toHaveLength(3);
  });

  it.each([
    [404, "not-found"],
    [400, "protocol"],
    [500, "unavailable"],
  ])("that fail with %i are a problem, since the first one was there", async (code, reason) => {
    const firstPage: Handler = (request, response) => {
      if (request.url !== API) sendStatus(response, code);
      else send(response, listOf(a), { link: "<?page=2>; rel=next" });
    };
    const { search } = await holding({ [API]: firstPage }, [a]);
    expect(summary(await all(search()))).toEqual(["bundle a", `problem ${reason}`]);
  });
});
