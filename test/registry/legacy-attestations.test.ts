import { describe, expect, it } from "@jest/globals";
import { digestOf } from "../../src/reference/index.ts";
import type { Limits } from "../../src/registry/index.ts";
import { closingAfterEach } from "./closing.ts";
import {
  blob,
  budget,
  descriptor,
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
const DSSE = "application/vnd.dsse.envelope.v1+json";
const TAG = `/v2/acme/app/manifests/${signatureTag(image).replace(".sig", ".att")}`;
const [a, b] = [blob('{"a":1}', DSSE), blob('{"b":1}', DSSE)];

/** What a registry has under the tag: a manifest or a status, and these blobs. */
async function found(answer: Blob | number, limits: Partial<Limits> = {}, digest = image.digest) {
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
  for await (const item of registry.legacyAttestations(repositoryAt(server.host), digest, budget(limits))) {
    if (item.kind === "problem") items.push(`problem ${item.error.reason}`);
    else
      items.push(`${Buffer.from(item.envelope).toString()} ${item.manifest === (answer as Blob).digest} ${item.layer}`);
  }
  return { items, paths: server.requests.map(({ path }) => path) };
}

describe("attestations under cosign's tag", () => {
  it("come one after the other, each by its digest", async () => {
    const { items, paths } = await found(imageManifest([descriptor(a), descriptor(b)]));
    expect(items).toEqual([`{"a":1} true ${a.digest}`, `{"b":1} true ${b.digest}`]);
    expect(paths[0]).toBe(TAG);
  });

  it("are layers of their own type alone", async () => {
    const manifest = imageManifest([descriptor(a, { mediaType: "application/json" }), descriptor(b)]);
    expect((await found(manifest)).items).toEqual([`{"b":1} true ${b.digest}`]);
  });

  it("do not exist where the tag does not, nor for SHA-512", async () => {
    expect((await found(404)).items).toEqual([]);
    expect(await found(404, {}, digestOf(image.bytes, "sha512"))).toEqual({ items: [], paths: [] });
  });

  it.each([
    ["a refused tag (D38)", 403, ["problem unauthorized"]],
    ["an index", indexManifest([]), ["problem unsupported-manifest"]],
    [
      "an envelope of another size (D34)",
      imageManifest([descriptor(a, { size: 1 }), descriptor(b)]),
      ["problem digest-mismatch", `{"b":1} true ${b.digest}`],
    ],
    [
      "an envelope of more than a megabyte (D6)",
      imageManifest([descriptor(a, { size: 1024 * 1024 + 1 })]),
      ["problem too-large"],
    ],
  ])("that cannot be found out are a problem and hide no other: %s", async (_, answer, expected) => {
    expect((await found(answer)).items).toEqual(expected);
  });

  it("end with a problem where there are more than are read", async () => {
    const manifest = imageManifest(Array.from({ length: 65 }, () => descriptor(a)));
    const { items } = await found(manifest, { requests: 100 });
    expect([items.length, items.at(-1)]).toEqual([65, "problem too-many"]);
  });
});
