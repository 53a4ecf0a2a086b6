import { describe, expect, it } from "@jest/globals";
import { digestOf } from "../../src/reference/index.ts";
import type { Limits } from "../../src/registry/index.ts";
import { closingAfterEach } from "./closing.ts";
import {
  blob,
  budget,
  descriptor,
  DSSE,
  image,
  imageManifest,
  indexManifest,
  registryFor,
  repositoryAt,
  send,
  sendStatus,
  signatureTag,
  type Blob,
} from "./contents.ts";
import { startHostileServer } from "./hostile-server.ts";

const closeLater = closingAfterEach();
const TAG = `/v2/acme/app/manifests/${signatureTag(image).replace(".sig", ".att")}`;
const [a, b] = [blob('{"a":1}', DSSE), blob('{"b":1}', DSSE)];

/** What a registry has under the tag: a manifest or a status, and these blobs. */
async function found(
  answer: Blob | number,
  limits: Partial<Limits> = {},
  digest = image.digest,
  types?: readonly string[],
) {
  const blobs = new Map([a, b].map((content) => [`/v2/acme/app/blobs/${content.digest}`, content]));
  const server = await startHostileServer((request, response) => {
    const content = request.url === TAG ? answer : (blobs.get(request.url ?? "") ?? 404);
    if (typeof content === "number") sendStatus(response, content);
    else send(response, content);
  });
  closeLater(server.close);
  const registry = registryFor([server.host]);
  closeLater(() => registry.close());
  const items: string[] = [];
  const annotations: unknown[] = [];
  for await (const item of registry.legacyAttestations(repositoryAt(server.host), digest, budget(limits), types)) {
    if (item.kind === "problem") items.push(`problem ${item.error.reason}`);
    else {
      items.push(`${Buffer.from(item.envelope).toString()} ${item.manifest === (answer as Blob).digest} ${item.layer}`);
      annotations.push(item.annotations);
    }
  }
  return { items, annotations, paths: server.requests.map(({ path }) => path) };
}

describe("attestations under cosign's tag", () => {
  it("come one after the other, each by its digest, the last one first: who attests appends", async () => {
    const { items, paths } = await found(imageManifest([descriptor(a), descriptor(b)]));
    expect(items).toEqual([`{"b":1} true ${b.digest}`, `{"a":1} true ${a.digest}`]);
    expect(paths[0]).toBe(TAG);
  });

  it("are layers of their own type alone", async () => {
    const manifest = imageManifest([descriptor(a, { mediaType: "application/json" }), descriptor(b)]);
    expect((await found(manifest)).items).toEqual([`{"b":1} true ${b.digest}`]);
  });

  it("do not exist where the tag does not, nor for SHA-512", async () => {
    expect((await found(404)).items).toEqual([]);
    expect(await found(404, {}, digestOf(image.bytes, "sha512"))).toMatchObject({ items: [], paths: [] });
  });

  it.each([
    ["a refused tag (D38)", 403, ["problem unauthorized"]],
    ["an index", indexManifest([]), ["problem unsupported-manifest"]],
    [
      "an envelope of another size (D34)",
      imageManifest([descriptor(a, { size: 1 }), descriptor(b)]),
      [`{"b":1} true ${b.digest}`, "problem digest-mismatch"],
    ],
    [
      "an envelope of more than 24 megabytes (D6)",
      imageManifest([descriptor(a, { size: 24 * 1024 * 1024 + 1 })]),
      ["problem too-large"],
    ],
  ])("that cannot be found out are a problem and hide no other: %s", async (_, answer, expected) => {
    expect((await found(answer)).items).toEqual(expected);
  });

  it.each([
    ["the wanted type", "https://slsa.dev/provenance/v1"],
    ["no type", undefined],
  ])("that are annotated with %s are not pushed out by 64 others (law 3: starvation)", async (_, predicateType) => {
    const scan = { annotations: { predicateType: "https://cosign.sigstore.dev/attestation/vuln/v1" } };
    const others = Array.from({ length: 64 }, () => descriptor(b, scan));
    const manifest = imageManifest([
      descriptor(a, predicateType === undefined ? {} : { annotations: { predicateType } }),
      ...others,
    ]);
    const { items } = await found(manifest, {}, image.digest, ["https://slsa.dev/provenance/v1"]);
    expect([items[0], items.at(-1)]).toEqual([`{"a":1} true ${a.digest}`, "problem too-many"]);
  });

  it("carry all the annotations of their layers, where certificate and log entry stand", async () => {
    const annotations = { "dev.sigstore.cosign/certificate": "PEM", predicateType: "x" };
    const manifest = imageManifest([descriptor(a, { annotations })]);
    expect((await found(manifest)).annotations).toEqual([annotations]);
  });

  it("end with a problem where there are more than are read", async () => {
    const manifest = imageManifest(Array.from({ length: 65 }, () => descriptor(a)));
    const { items } = await found(manifest, { requests: 100 });
    expect([items.length, items.at(-1)]).toEqual([65, "problem too-many"]);
  });
});
