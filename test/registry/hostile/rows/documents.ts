import { expect } from "@jest/globals";
import { selfSigned } from "../../certificate.ts";
import {
  blob,
  descriptor,
  DOCKER_MANIFEST,
  image,
  imageManifest,
  INDEX,
  indexManifest,
  MANIFEST,
  type Blob,
} from "../../contents.ts";
import { onImage, status, type Outcome, type Row } from "../row.ts";
import { identity } from "./ways.ts";

const layer = descriptor(blob("layer", "application/vnd.oci.image.layer.v1.tar+gzip"));
const ordinary = imageManifest([layer]).bytes.toString();
const SCHEMA_1 = "application/vnd.docker.distribution.manifest.v1+prettyjws";

/** The image is this document: its digest is right, and the trusted key has signed it. */
function document(
  row: number,
  does: string,
  outcome: Outcome,
  { bytes, mediaType }: Pick<Blob, "bytes" | "mediaType">,
): Row {
  return { row, does: `has signed ${does}`, outcome, image: { bytes, mediaType }, signed: ["legacy"] };
}

const malformed: [string, string][] = [
  ["broken JSON", ordinary.slice(0, -1)],
  ["a member listed twice", ordinary.replace("{", '{"layers":[],')],
  ["brackets a hundred thousand deep", `{"schemaVersion":2,"x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
  ["a size of 1e400", ordinary.replace('"size":5', '"size":1e400')],
  ["a negative size", ordinary.replace('"size":5', '"size":-5')],
  ["a broken size", ordinary.replace('"size":5', '"size":5.5')],
  ["half a character", ordinary.replace('"size":5', '"size":5,"x":"\\ud800"')],
  ["a byte order mark", `\uFEFF${ordinary}`],
  ["no manifest but a list", "[]"],
];

const children = (count: number, more: object = {}) => Array.from({ length: count }, () => descriptor(image, more));
const platform = { os: "linux", architecture: "amd64" };
const nested = (depth: number): Blob => (depth === 0 ? image : indexManifest([descriptor(nested(depth - 1))]));

const certificates: [string, object][] = [
  ["a self-signed certificate", selfSigned({ ipv4Addresses: ["127.0.0.1"] })],
  ["a certificate for another host", selfSigned({ dnsNames: ["registry.example"] })],
  ["an expired certificate", selfSigned({ ipv4Addresses: ["127.0.0.1"], notAfter: "200201000000Z" })],
  ["TLS 1.1", { ...identity, minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT:@SECLEVEL=0" }],
];

/** 27 to 33: what it is, and what an image in it is. */
export const documents: readonly Row[] = [
  ...certificates.map(([name, tls]): Row => ({
    row: 27,
    does: `has ${name}`,
    outcome: "tls",
    tls,
    check: ({ server }) => {
      expect(server.requests).toEqual([]);
    },
  })),
  { row: 28, does: "has lost the pinned image", outcome: "not-found", act: onImage(status(404)) },
  {
    row: 29,
    does: "answers with a login page",
    outcome: "bad-content-type",
    act: onImage(status(200, { "content-type": "text/html" }, "<html>log in</html>")),
  },
  document(30, "a document of another type than it is sent as", "ambiguous-manifest", {
    bytes: Buffer.from(ordinary),
    mediaType: DOCKER_MANIFEST,
  }),
  document(30, "an index with layers", "ambiguous-manifest", indexManifest([], { layers: [] })),
  document(30, "an image with manifests", "ambiguous-manifest", imageManifest([layer], { manifests: [] })),
  document(30, "layers twice, once in upper case", "ambiguous-manifest", imageManifest([layer], { LAYERS: [] })),
  document(31, "a manifest of schema 1", "unsupported-manifest", blob('{"schemaVersion":1,"fsLayers":[]}', SCHEMA_1)),
  document(
    31,
    "a manifest of schema 1 under a new type",
    "unsupported-manifest",
    blob('{"schemaVersion":1}', MANIFEST),
  ),
  ...malformed.map(([name, text]) => document(32, name, "malformed", blob(text, MANIFEST))),
  document(32, "bytes that are no text", "malformed", blob(Buffer.from([0x7b, 0xff, 0x7d]), MANIFEST)),
  ...["__proto__", "constructor"].map((key) =>
    document(
      32,
      `a member called ${key}, which is one like others`,
      "accepted",
      blob(ordinary.replace("{", `{"${key}":{"polluted":true},`), MANIFEST),
    ),
  ),
  document(33, "an index of 10,000 children", "too-many", indexManifest(children(10_000))),
  document(
    33,
    "four megabytes of numbers for an index",
    "too-many",
    blob(`{"schemaVersion":2,"manifests":[${"1,".repeat(2_000_000)}1]}`, INDEX),
  ),
  document(33, "an index in an index, ten deep, which is not entered", "accepted", nested(10)),
  document(33, "an index of one platform twice", "accepted", indexManifest(children(2, { platform }))),
  document(
    33,
    "an index of platforms that nobody knows",
    "accepted",
    indexManifest(children(2, { platform: { os: "", architecture: "unknown" } })),
  ),
  {
    ...document(
      33,
      "an index that lists itself, under a digest that is not its own",
      "digest-mismatch",
      indexManifest([descriptor(image)]),
    ),
    act: onImage((_, response, { digest }) => {
      const circle = indexManifest([{ mediaType: INDEX, digest, size: 1 }]);
      response.writeHead(200, { "content-type": INDEX }).end(circle.bytes);
    }),
  },
];
