import { request as rawRequest } from "node:http";
import { describe, expect, it } from "@jest/globals";
import { ask, errorCode, manifestBytes, OCI_MANIFEST, withRegistry } from "./client.ts";
import { digestOf } from "./digest.ts";

const MANIFEST = manifestBytes({ layers: [] });
const DIGEST = digestOf(MANIFEST);

describe("pulling manifests and blobs (distribution-spec 1.1)", () => {
  it.each(["v1", DIGEST])("answers a manifest by %s", (reference) =>
    withRegistry({}, async (registry) => {
      registry.putManifest("team/app", "v1", MANIFEST, OCI_MANIFEST);
      const pulled = await ask(registry, `/v2/team/app/manifests/${reference}`);
      expect(pulled.text).toBe(MANIFEST.toString());
      expect(pulled.headers.get("content-type")).toBe(OCI_MANIFEST);
      expect(pulled.headers.get("docker-content-digest")).toBe(DIGEST);
    }),
  );

  it("answers HEAD with the length and no body", () =>
    withRegistry({}, async (registry) => {
      registry.putManifest("team/app", "v1", MANIFEST, OCI_MANIFEST);
      const head = await ask(registry, "/v2/team/app/manifests/v1", { method: "HEAD" });
      expect([head.status, head.headers.get("content-length"), head.text]).toEqual([200, `${MANIFEST.byteLength}`, ""]);
    }));

  it("moves a tag, and keeps what it pointed at", () =>
    withRegistry({}, async (registry) => {
      registry.putManifest("team/app", "v1", MANIFEST, OCI_MANIFEST);
      const other = registry.putManifest(
        "team/app",
        "v1",
        manifestBytes({ layers: [], annotations: {} }),
        OCI_MANIFEST,
      );
      expect((await ask(registry, "/v2/team/app/manifests/v1")).headers.get("docker-content-digest")).toBe(other);
      expect((await ask(registry, `/v2/team/app/manifests/${DIGEST}`)).status).toBe(200);
      registry.tag("team/app", "v1", DIGEST);
      expect((await ask(registry, "/v2/team/app/manifests/v1")).headers.get("docker-content-digest")).toBe(DIGEST);
    }));

  it("deletes a tag alone, and a digest with its tags", () =>
    withRegistry({}, async (registry) => {
      registry.putManifest("team/app", "v1", MANIFEST, OCI_MANIFEST);
      registry.tag("team/app", "v2", DIGEST);
      expect((await ask(registry, "/v2/team/app/manifests/v1", { method: "DELETE" })).status).toBe(202);
      expect((await ask(registry, "/v2/team/app/manifests/v1")).status).toBe(404);
      expect((await ask(registry, "/v2/team/app/manifests/v2")).status).toBe(200);
      expect((await ask(registry, `/v2/team/app/manifests/${DIGEST}`, { method: "DELETE" })).status).toBe(202);
      expect((await ask(registry, "/v2/team/app/manifests/v2")).status).toBe(404);
    }));

  it("deletes a blob", () =>
    withRegistry({}, async (registry) => {
      const path = `/v2/team/app/blobs/${registry.putBlob("team/app", Buffer.from("blob"))}`;
      expect((await ask(registry, path, { method: "DELETE" })).status).toBe(202);
      expect(errorCode(await ask(registry, path))).toBe("BLOB_UNKNOWN");
    }));

  it("refuses to store bytes under a digest that they do not have", () =>
    withRegistry({}, (registry) => {
      expect(() => registry.putManifest("team/app", digestOf(Buffer.from("x")), MANIFEST, OCI_MANIFEST)).toThrow();
      return Promise.resolve();
    }));

  it.each([
    ["GET", "/v2/team/other/manifests/v1", 404, "NAME_UNKNOWN"],
    ["GET", "/v2/team/app/manifests/v2", 404, "MANIFEST_UNKNOWN"],
    ["GET", `/v2/team/app/manifests/${digestOf(Buffer.from("x"))}`, 404, "MANIFEST_UNKNOWN"],
    ["DELETE", "/v2/team/app/manifests/v2", 404, "MANIFEST_UNKNOWN"],
    ["GET", `/v2/team/other/blobs/${digestOf(Buffer.from("blob"))}`, 404, "BLOB_UNKNOWN"],
    ["GET", "/v2/team/app/blobs/latest", 400, "DIGEST_INVALID"],
    ["GET", "/v2/Team/app/manifests/v1", 400, "NAME_INVALID"],
    ["GET", "/v2/team/../app/manifests/v1", 400, "NAME_INVALID"],
    ["GET", "/v2/team%2F..%2Fapp/manifests/v1", 400, "NAME_INVALID"],
    ["GET", "/v2/team/app/manifests/%zz", 404, "NOT_FOUND"],
    ["PATCH", "/v2/team/app/manifests/v1", 405, "UNSUPPORTED"],
    ["GET", "/v1/", 404, "NOT_FOUND"],
  ])("answers %s %s with %i %s", (method, path, status, code) =>
    withRegistry({}, async (registry) => {
      registry.putManifest("team/app", "v1", MANIFEST, OCI_MANIFEST);
      registry.putBlob("team/app", Buffer.from("blob"));
      expect(await askUntouched(registry.host, method, path)).toEqual([status, code]);
    }),
  );
});

/** fetch() would tidy the path up before it is sent. */
function askUntouched(host: string, method: string, path: string): Promise<[number | undefined, string | undefined]> {
  const [hostname, port] = host.split(":");
  return new Promise((resolve, reject) => {
    const sent = rawRequest({ hostname, port, method, path }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const { headers } = new Response();
        resolve([response.statusCode, errorCode({ status: 0, headers, text: Buffer.concat(chunks).toString() })]);
      });
    });
    sent.on("error", reject).end();
  });
}
