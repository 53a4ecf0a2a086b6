import { jsonBytes, legacySignature, legacyTag, pushLegacyLayers } from "../../../fixtures/index.ts";
import { judgesAll, type GateRow, type Scene } from "./gate-rows.ts";

const INDEX = "application/vnd.oci.image.index.v1+json";

/** `count` signatures that nobody trusts, which lie before any other. */
function junk({ registry, repository, image, stranger: keyPair }: Scene, count: number): void {
  legacySignature(registry, repository, image.digest, { keyPair });
  const found = registry.manifest(repository, legacyTag(image.digest));
  const [layer] = (JSON.parse(found?.bytes.toString() ?? "") as { layers: [{ digest: string }] }).layers;
  const payload = Buffer.from(registry.blob(repository, layer.digest) ?? []);
  const one = { payload, signature: "", descriptor: layer };
  pushLegacyLayers(registry, repository, image.digest, Array<typeof one>(count).fill(one));
}

function signLegacy({ registry, repository, image, trusted: keyPair }: Scene): void {
  legacySignature(registry, repository, image.digest, { keyPair });
}

const answering = (
  part: string,
  status: number,
  body = "",
  type = "application/json",
): NonNullable<GateRow["intercept"]> => {
  return (request, response) => {
    if (request.url?.includes(part) !== true) return false;
    response.writeHead(status, { "content-type": type, "retry-after": "0" }).end(body);
    return true;
  };
};

const ROWS: readonly GateRow[] = [
  {
    row: 73,
    what: "1001 signatures",
    expected: "image-checked/too-many",
    arrange: (scene) => {
      junk(scene, 1001);
    },
  },
  {
    row: 73,
    what: "10 000 referrers",
    expected: "image-checked/too-many",
    intercept: answering("/referrers/", 200, manyReferrers(10_000), INDEX),
  },
  {
    row: 73,
    what: "pages of referrers without an end",
    expected: "image-checked/too-many",
    intercept: (request, response) => {
      if (request.url?.includes("/referrers/") !== true) return false;
      const [path = "", page = "0"] = request.url.split("?page=");
      response.writeHead(200, { "content-type": INDEX, link: `<${path}?page=${Number(page) + 1}>; rel="next"` });
      response.end(manyReferrers(0));
      return true;
    },
  },
  {
    row: 73,
    what: "a next page on another host",
    expected: "image-checked/protocol",
    intercept: (request, response) => {
      if (request.url?.includes("/referrers/") !== true) return false;
      response.writeHead(200, { "content-type": INDEX, link: '<https://evil.test/v2/x>; rel="next"' });
      response.end(manyReferrers(0));
      return true;
    },
  },
  {
    row: 74,
    what: "a signature of five gigabytes",
    expected: "image-checked/too-large",
    arrange: signLegacy,
    intercept: (request, response) => {
      if (request.url?.includes("/blobs/") !== true) return false;
      response.writeHead(200, { "content-length": String(5 * 1024 ** 3) }).write("x".repeat(100_000));
      return true;
    },
  },
  {
    row: 74,
    what: "a signature that never ends, of no length",
    expected: "image-checked/too-large",
    arrange: signLegacy,
    intercept: (request, response) => {
      if (request.url?.includes("/blobs/") !== true) return false;
      response.writeHead(200);
      response.write("x".repeat(100_000));
      return true;
    },
  },
  {
    row: 74,
    what: "a signature that drips",
    expected: "image-checked/timeout",
    arrange: signLegacy,
    options: { limits: { bodyTimeout: 100, deadline: 1000, attempts: 1 } },
    intercept: (request, response) => {
      if (request.url?.includes("/blobs/") !== true) return false;
      response.writeHead(200).write("{");
      return true;
    },
  },
  {
    row: 75,
    what: "the 64th signature is the good one",
    expected: "accepted",
    arrange: (scene) => {
      junk(scene, 63);
      signLegacy(scene);
    },
  },
  {
    row: 75,
    what: "the good signature behind 500 others",
    expected: "image-checked/too-many",
    arrange: (scene) => {
      junk(scene, 500);
      signLegacy(scene);
    },
  },
  ...["/referrers/", ".sig"].flatMap((part) =>
    [401, 403, 429, 500, 503].map((status) => ({
      row: 76,
      what: `status ${status} on ${part}`,
      expected: `image-checked/${status < 404 ? "unauthorized" : status === 429 ? "rate-limited" : "unavailable"}`,
      intercept: answering(part, status),
    })),
  ),
  { row: 77, what: "404 for everything but the image", expected: "image-signed/no-signature" },
  {
    row: 78,
    what: "a login page in the place of referrers",
    expected: "image-checked/bad-content-type",
    intercept: answering("/referrers/", 200, "<html>", "text/html"),
  },
  {
    row: 78,
    what: "an image in the place of a list of referrers",
    expected: "image-checked/bad-content-type",
    intercept: answering("/referrers/", 200, "{}", "application/vnd.oci.image.manifest.v1+json"),
  },
  {
    row: 79,
    what: "a fallback tag that names an image",
    expected: "image-checked/unsupported-manifest",
    arrange: ({ registry, repository, image: { digest } }) => {
      registry.tag(repository, digest.replace(":", "-"), digest);
    },
  },
  {
    row: 79,
    what: "a fallback tag whose list lists itself",
    expected: "image-signed/no-signature",
    arrange: ({ registry, repository, image: { digest } }) => {
      const inner = registry.putManifest(repository, "inner", jsonBytes(listOf([])), INDEX);
      const list = listOf([{ mediaType: INDEX, digest: inner, size: jsonBytes(listOf([])).length }]);
      registry.putManifest(repository, digest.replace(":", "-"), jsonBytes(list), INDEX);
    },
  },
  {
    row: 80,
    what: "an index under the signature's tag",
    expected: "image-checked/unsupported-manifest",
    arrange: ({ registry, repository, image: { digest } }) => {
      registry.putManifest(repository, legacyTag(digest), jsonBytes(listOf([])), INDEX);
    },
  },
  {
    row: 80,
    what: "a layer of another media type",
    expected: "image-signed/no-signature",
    arrange: ({ registry, repository, image, trusted: keyPair }) => {
      const alterDescriptor = (layer: object) => ({ ...layer, mediaType: "application/octet-stream" });
      legacySignature(registry, repository, image.digest, { keyPair, alterDescriptor });
    },
  },
  {
    row: 81,
    what: "a newer signature that somebody took away: what is left counts (docs/security.md)",
    expected: "accepted",
    arrange: (scene) => {
      const { registry, repository, image, trusted: keyPair } = scene;
      signLegacy(scene);
      const older = registry.manifest(repository, legacyTag(image.digest))?.digest ?? "";
      legacySignature(registry, repository, image.digest, { keyPair, annotations: { superseded: "yes" } });
      registry.tag(repository, legacyTag(image.digest), older);
    },
  },
];

function listOf(manifests: readonly object[]): object {
  return { schemaVersion: 2, mediaType: INDEX, manifests };
}

/** Of which none can be a bundle, so that only their number counts. */
function manyReferrers(count: number): string {
  const entry = (index: number) => ({
    mediaType: INDEX,
    digest: `sha256:${index.toString(16).padStart(64, "0")}`,
    size: 2,
  });
  return JSON.stringify(listOf(Array.from({ length: count }, (_, index) => entry(index))));
}

judgesAll("a registry that costs, or does not answer", ROWS);
