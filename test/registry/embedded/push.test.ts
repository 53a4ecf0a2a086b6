import { describe, expect, it } from "@jest/globals";
import { ask, errorCode, manifestBytes, OCI_MANIFEST, withRegistry } from "./client.ts";
import { digestOf } from "./digest.ts";

const BLOB = Buffer.from("a blob of some bytes");
const MANIFEST = manifestBytes({ layers: [] });
const PUSH = { method: "PUT", headers: { "content-type": OCI_MANIFEST } };

describe("pushing blobs (distribution-spec 1.1)", () => {
  it.each(["sha256", "sha512"] as const)("takes a monolithic upload and verifies its %s", (algorithm) =>
    withRegistry({}, async (registry) => {
      const digest = digestOf(BLOB, algorithm);
      const pushed = await ask(registry, `/v2/team/app/blobs/uploads/?digest=${digest}`, {
        method: "POST",
        body: BLOB,
      });
      expect(pushed.status).toBe(201);
      const pulled = await ask(registry, pushed.headers.get("location") ?? "");
      expect(pulled.text).toBe(BLOB.toString());
      expect(pulled.headers.get("docker-content-digest")).toBe(digest);
    }),
  );

  it("takes a mount as the start of an upload, then chunks, then the last chunk with the digest", () =>
    withRegistry({}, async (registry) => {
      const digest = digestOf(BLOB);
      registry.putBlob("team/other", BLOB);
      const started = await ask(registry, `/v2/team/app/blobs/uploads/?mount=${digest}&from=team/other`, {
        method: "POST",
      });
      expect(started.status).toBe(202);
      const location = started.headers.get("location") ?? "";
      const first = await ask(registry, location, {
        method: "PATCH",
        body: BLOB.subarray(0, 5),
        headers: { "content-range": "0-4" },
      });
      expect([first.status, first.headers.get("range")]).toEqual([202, "0-4"]);
      expect((await ask(registry, location)).status).toBe(204);
      const done = await ask(registry, `${location}?digest=${encodeURIComponent(digest)}`, {
        method: "PUT",
        body: BLOB.subarray(5),
      });
      expect(done.status).toBe(201);
      expect((await ask(registry, `/v2/team/app/blobs/${digest}`)).text).toBe(BLOB.toString());
      expect((await ask(registry, location)).status).toBe(404);
    }));

  it("refuses a chunk that does not follow the last one", () =>
    withRegistry({}, async (registry) => {
      const started = await ask(registry, "/v2/team/app/blobs/uploads/", { method: "POST" });
      const headers = { "content-range": "5-24" };
      const chunk = await ask(registry, started.headers.get("location") ?? "", {
        method: "PATCH",
        body: BLOB,
        headers,
      });
      expect([chunk.status, errorCode(chunk)]).toEqual([416, "RANGE_INVALID"]);
    }));

  it("forgets a cancelled upload", () =>
    withRegistry({}, async (registry) => {
      const started = await ask(registry, "/v2/team/app/blobs/uploads/", { method: "POST", body: BLOB });
      const location = started.headers.get("location") ?? "";
      expect((await ask(registry, location, { method: "DELETE" })).status).toBe(204);
      expect(errorCode(await ask(registry, location, { method: "PUT" }))).toBe("BLOB_UPLOAD_UNKNOWN");
    }));

  it.each([digestOf(Buffer.from("others")), "sha256:abc", "md5:00", ""])("refuses the blob under digest %j", (digest) =>
    withRegistry({}, async (registry) => {
      const path = `/v2/team/app/blobs/uploads/?digest=${digest}`;
      const pushed = await ask(registry, path, { method: "POST", body: BLOB });
      expect([pushed.status, errorCode(pushed)]).toEqual([400, "DIGEST_INVALID"]);
    }),
  );
});

describe("pushing manifests (distribution-spec 1.1)", () => {
  it.each(["v1", digestOf(MANIFEST), digestOf(MANIFEST, "sha512")])("keeps a manifest pushed as %s", (reference) =>
    withRegistry({}, async (registry) => {
      const pushed = await ask(registry, `/v2/team/app/manifests/${reference}`, { ...PUSH, body: MANIFEST });
      expect(pushed.status).toBe(201);
      const digest = pushed.headers.get("docker-content-digest");
      expect(digest).toBe(reference === "v1" ? digestOf(MANIFEST) : reference);
      expect(registry.manifest("team/app", reference)).toEqual({ bytes: MANIFEST, mediaType: OCI_MANIFEST, digest });
    }),
  );

  it.each([true, false])("names the subject in OCI-Subject only with a referrers API (%p)", (referrersApi) =>
    withRegistry({ referrersApi }, async (registry) => {
      const body = manifestBytes({ layers: [], subject: { digest: digestOf(BLOB) } });
      const pushed = await ask(registry, "/v2/team/app/manifests/v1", { ...PUSH, body });
      expect(pushed.headers.get("oci-subject")).toBe(referrersApi ? digestOf(BLOB) : null);
    }),
  );

  it.each([
    ["bytes of another digest", digestOf(BLOB), OCI_MANIFEST, MANIFEST, "DIGEST_INVALID"],
    ["a digest that is none", "sha256:abc", OCI_MANIFEST, MANIFEST, "DIGEST_INVALID"],
    ["a tag outside the grammar", "-v1", OCI_MANIFEST, MANIFEST, "TAG_INVALID"],
    ["another media type", "v1", "application/json", MANIFEST, "MANIFEST_INVALID"],
    ["no JSON", "v1", OCI_MANIFEST, BLOB, "MANIFEST_INVALID"],
    ["no JSON object", "v1", OCI_MANIFEST, Buffer.from("[]"), "MANIFEST_INVALID"],
    [
      "a blob that is not there",
      "v1",
      OCI_MANIFEST,
      manifestBytes({ layers: [{ digest: digestOf(BLOB) }] }),
      "MANIFEST_BLOB_UNKNOWN",
    ],
  ])("refuses a manifest with %s", (_, reference, mediaType, body, code) =>
    withRegistry({}, async (registry) => {
      const headers = { "content-type": mediaType };
      const pushed = await ask(registry, `/v2/team/app/manifests/${reference}`, { method: "PUT", headers, body });
      expect(errorCode(pushed)).toBe(code);
      expect(registry.manifest("team/app", reference)).toBeUndefined();
    }),
  );
});
