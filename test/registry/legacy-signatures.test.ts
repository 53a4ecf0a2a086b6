import { describe, expect, it } from "@jest/globals";
import { digestOf } from "../../src/reference/index.ts";
import type { Limits } from "../../src/registry/index.ts";
import { closingAfterEach } from "./closing.ts";
import {
  all,
  blob,
  budget,
  config,
  descriptor,
  image,
  imageManifest,
  indexManifest,
  json,
  DOCKER_MANIFEST,
  registryFor,
  repositoryAt,
  send,
  sendStatus,
  SIGNATURE,
  signatureTag,
  SIMPLE_SIGNING,
  summary,
  type Blob,
} from "./contents.ts";
import { startHostileServer, type Handler } from "./hostile-server.ts";

const closeLater = closingAfterEach();
const TAG = `/v2/acme/app/manifests/${signatureTag(image)}`;

const payload = (content: string) => blob(content, SIMPLE_SIGNING);
const signed = (content: Blob, signature: string, more: object = {}) =>
  descriptor(content, { annotations: { [SIGNATURE]: signature }, ...more });

/** A registry that holds this manifest under the signature tag, and these blobs; `intercept` sees each request first. */
async function holding(
  manifest: Blob | undefined,
  blobs: readonly Blob[] = [],
  intercept?: (path: string) => Handler | undefined,
) {
  const contents = new Map(blobs.map((content) => [`/v2/acme/app/blobs/${content.digest}`, content]));
  if (manifest !== undefined) contents.set(TAG, manifest);
  const server = await startHostileServer((request, response) => {
    const path = request.url ?? "";
    const content = contents.get(path);
    const handler = intercept?.(path);
    if (handler !== undefined) handler(request, response);
    else if (content === undefined) sendStatus(response, 404);
    else send(response, content);
  });
  closeLater(server.close);
  const registry = registryFor([server.host]);
  closeLater(() => registry.close());
  return {
    server,
    search: (limits: Partial<Limits> = {}, digest = image.digest) =>
      registry.legacySignatures(repositoryAt(server.host), digest, budget(limits)),
  };
}

const status = (code: number) => (): Handler => (_, response) => {
  sendStatus(response, code);
};

describe("signatures under the tag", () => {
  it("come one after the other, each with its payload", async () => {
    const [a, b] = [payload("a"), payload("b")];
    const manifest = imageManifest([signed(a, "sig-a"), signed(b, "sig-b")]);
    const { search } = await holding(manifest, [a, b]);
    const found = await all(search());
    expect(summary(found)).toEqual(["legacy a sig-a", "legacy b sig-b"]);
    expect(found[0]).toMatchObject({ manifest: manifest.digest, layer: a.digest });
  });

  it("cost two requests for the first one, and no more before more are wanted", async () => {
    const [a, b] = [payload("a"), payload("b")];
    const { search, server } = await holding(imageManifest([signed(a, "1"), signed(b, "2")]), [a, b]);
    for await (const item of search()) {
      expect(item.kind).toBe("legacy");
      break;
    }
    expect(server.requests.map(({ path }) => path)).toEqual([TAG, `/v2/acme/app/blobs/${a.digest}`]);
  });

  it("are fetched lazily: nothing is asked before the first one is wanted", async () => {
    const { search, server } = await holding(undefined);
    search();
    expect(server.connections()).toBe(0);
  });

  it("of several keys on one payload cost one request for it", async () => {
    const a = payload("a");
    const { search, server } = await holding(imageManifest([signed(a, "1"), signed(a, "2")]), [a]);
    expect(summary(await all(search()))).toEqual(["legacy a 1", "legacy a 2"]);
    expect(server.requests).toHaveLength(2);
  });

  it("may stand in a Docker manifest", async () => {
    const a = payload("a");
    const manifest = json(
      { schemaVersion: 2, mediaType: DOCKER_MANIFEST, config, layers: [signed(a, "1")] },
      DOCKER_MANIFEST,
    );
    const { search } = await holding(manifest, [a]);
    expect(summary(await all(search()))).toEqual(["legacy a 1"]);
  });

  it.each([
    ["another type", { mediaType: "application/vnd.dsse.envelope.v1+json" }],
    ["the type in capitals", { mediaType: SIMPLE_SIGNING.toUpperCase() }],
    ["the type with a parameter", { mediaType: `${SIMPLE_SIGNING};v=1` }],
    ["no signature", { annotations: { other: "x" } }],
    ["no annotations", { annotations: undefined }],
  ])("are not layers with %s", async (_, more) => {
    const a = payload("a");
    const { search, server } = await holding(imageManifest([signed(a, "1", more)]), [a]);
    expect(summary(await all(search()))).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });

  it("do not exist where the tag does not", async () => {
    const { search, server } = await holding(undefined);
    expect(await all(search())).toEqual([]);
    expect(server.requests.map(({ path }) => path)).toEqual([TAG]);
  });

  it("do not exist for SHA-512, for which cosign has no such tag", async () => {
    const { search, server } = await holding(undefined);
    expect(await all(search({}, digestOf(image.bytes, "sha512")))).toEqual([]);
    expect(server.requests).toEqual([]);
  });
});

describe("what cannot be found out about signatures is a problem, never none (law 3)", () => {
  it.each([
    [401, "unauthorized"],
    [403, "unauthorized"],
    [429, "rate-limited"],
    [400, "protocol"],
    [500, "unavailable"],
    [503, "unavailable"],
  ])("a tag answered with %i: %s (D38)", async (code, reason) => {
    const { search } = await holding(undefined, [], status(code));
    expect(summary(await all(search()))).toEqual([`problem ${reason}`]);
  });

  it.each([
    ["HTML", blob("<html>", "text/html"), "bad-content-type"],
    ["malformed", blob("{", imageManifest([]).mediaType), "malformed"],
    ["an index", indexManifest([descriptor(image)]), "unsupported-manifest"],
    [
      "more than a thousand layers",
      imageManifest(Array.from({ length: 1001 }, () => signed(payload("a"), "1"))),
      "too-many",
    ],
  ])("a tag that is %s", async (_, answer, reason) => {
    const { search } = await holding(answer);
    expect(summary(await all(search()))).toEqual([`problem ${reason}`]);
  });

  it("a tag that never answers", async () => {
    const { search } = await holding(undefined, [], () => () => undefined);
    expect(summary(await all(search({ deadline: 100 })))).toEqual(["problem timeout"]);
  });

  it("more signatures than the limit, after those within it", async () => {
    const payloads = Array.from({ length: 65 }, (_, index) => payload(`p${index}`));
    const { search, server } = await holding(imageManifest(payloads.map((content) => signed(content, "s"))), payloads);
    const found = summary(await all(search({ requests: 100 })));
    expect(found).toHaveLength(65);
    expect(found.slice(62)).toEqual(["legacy p62 s", "legacy p63 s", "problem too-many"]);
    expect(server.requests).toHaveLength(65);
  });

  it("more signatures than the image's requests allow", async () => {
    const payloads = Array.from({ length: 10 }, (_, index) => payload(`p${index}`));
    const { search, server } = await holding(imageManifest(payloads.map((content) => signed(content, "s"))), payloads);
    expect(summary(await all(search({ requests: 3 })))).toEqual(["legacy p0 s", "legacy p1 s", "problem too-many"]);
    expect(server.requests).toHaveLength(3);
  });
});

describe("a signature that cannot be fetched hides no other:", () => {
  const [bad, good] = [payload("bad"), payload("good")];
  const both = imageManifest([signed(bad, "1"), signed(good, "2")]);
  const path = `/v2/acme/app/blobs/${bad.digest}`;

  const answers: [string, Handler, string][] = [
    ["gone", status(404)(), "not-found"],
    ["refused", status(403)(), "unauthorized"],
    [
      "other bytes",
      (_, response) => {
        send(response, payload("BAD"));
      },
      "digest-mismatch",
    ],
    [
      "fewer bytes (D5)",
      (_, response) => {
        send(response, payload("ba"));
      },
      "digest-mismatch",
    ],
    [
      "more bytes (D34)",
      (_, response) => {
        send(response, payload("badder"));
      },
      "digest-mismatch",
    ],
    [
      "HTML",
      (_, response) => {
        send(response, blob("<html>", "text/html"));
      },
      "digest-mismatch",
    ],
    [
      "compressed (D10)",
      (_, response) => {
        send(response, bad, { "content-encoding": "gzip" });
      },
      "bad-encoding",
    ],
    [
      "five gigabytes (D7)",
      (_, response) => {
        response.writeHead(200, { "content-length": "5000000000" }).flushHeaders();
      },
      "too-large",
    ],
  ];
  it.each(answers)("%s", async (_, handler, reason) => {
    const { search } = await holding(both, [bad, good], (asked) => (asked === path ? handler : undefined));
    expect(summary(await all(search()))).toEqual([`problem ${reason}`, "legacy good 2"]);
  });

  it.each([
    ["a size that is too large, which is not even asked for (D34)", { size: 64 * 1024 + 1 }, "too-large"],
    ["a size that is wrong (D34)", { size: 2 }, "digest-mismatch"],
  ])("listed with %s", async (_, more, reason) => {
    const { search, server } = await holding(imageManifest([signed(bad, "1", more), signed(good, "2")]), [bad, good]);
    expect(summary(await all(search()))).toEqual([`problem ${reason}`, "legacy good 2"]);
    expect(server.requests).toHaveLength(reason === "too-large" ? 2 : 3);
  });

  it("described by data and URLs of its own, which are ignored (D34)", async () => {
    const more = { data: Buffer.from("evil").toString("base64"), urls: ["http://127.0.0.1:1/evil"] };
    const { search } = await holding(imageManifest([signed(good, "1", more)]), [good]);
    expect(summary(await all(search()))).toEqual(["legacy good 1"]);
  });
});
