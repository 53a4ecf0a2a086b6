import { describe, expect, it } from "@jest/globals";
import type { EmbeddedRegistry } from "./index.ts";
import { ask, errorCode, manifestBytes, OCI_INDEX, OCI_MANIFEST, withRegistry } from "./client.ts";
import { digestOf } from "./digest.ts";

const SUBJECT = digestOf(Buffer.from("subject"));
const SIGNATURE = "application/vnd.example.signature";
const REFERRERS = `/v2/team/app/referrers/${SUBJECT}`;

function putReferrer(registry: EmbeddedRegistry, fields: object, mediaType = OCI_MANIFEST): string {
  const bytes = manifestBytes({ mediaType, subject: { digest: SUBJECT }, ...fields });
  return registry.putManifest("team/app", digestOf(bytes), bytes, mediaType);
}

interface Listed {
  readonly digest: string;
  readonly artifactType?: string;
}

async function list(
  registry: EmbeddedRegistry,
  path: string,
): Promise<{ manifests: Listed[]; next: string | undefined }> {
  const answer = await ask(registry, path);
  const next = /^<([^>]+)>; rel="next"$/.exec(answer.headers.get("link") ?? "")?.[1];
  return { manifests: (JSON.parse(answer.text) as { manifests: Listed[] }).manifests, next };
}

describe("listing referrers (distribution-spec 1.1)", () => {
  it("is an index, and empty for a subject that nobody refers to", () =>
    withRegistry({}, async (registry) => {
      const answer = await ask(registry, REFERRERS);
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, OCI_INDEX]);
      expect(JSON.parse(answer.text)).toEqual({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] });
    }));

  it.each([
    ["artifactType", { artifactType: SIGNATURE, config: { mediaType: "application/other" } }, SIGNATURE],
    ["the config's media type", { config: { mediaType: SIGNATURE } }, SIGNATURE],
    [
      "the config's media type where artifactType is empty",
      { artifactType: "", config: { mediaType: SIGNATURE } },
      SIGNATURE,
    ],
    ["nothing, for an index without one", { mediaType: OCI_INDEX, manifests: [] }, undefined],
  ])("takes the artifact type from %s", (_, fields, artifactType) =>
    withRegistry({}, async (registry) => {
      putReferrer(registry, fields);
      const { manifests } = await list(registry, REFERRERS);
      expect(manifests.map((descriptor) => descriptor.artifactType)).toEqual([artifactType]);
    }),
  );

  it("gives size, digest, media type and annotations, and only of manifests of this subject and repository", () =>
    withRegistry({}, async (registry) => {
      const annotations = { "org.example": "yes" };
      const digest = putReferrer(registry, { artifactType: SIGNATURE, annotations });
      putReferrer(registry, { subject: { digest: digestOf(Buffer.from("other")) } });
      registry.putManifest("team/other", "v1", manifestBytes({ subject: { digest: SUBJECT } }), OCI_MANIFEST);
      registry.putManifest("team/app", "junk", Buffer.from("no JSON"), OCI_MANIFEST);
      const size = registry.manifest("team/app", digest)?.bytes.byteLength;
      const { manifests } = await list(registry, REFERRERS);
      expect(manifests).toEqual([{ mediaType: OCI_MANIFEST, size, digest, artifactType: SIGNATURE, annotations }]);
    }));

  it("filters by artifact type, and says so", () =>
    withRegistry({}, async (registry) => {
      putReferrer(registry, { artifactType: "application/other" });
      const digest = putReferrer(registry, { artifactType: SIGNATURE });
      const path = `${REFERRERS}?artifactType=${encodeURIComponent(SIGNATURE)}`;
      expect((await list(registry, path)).manifests.map((descriptor) => descriptor.digest)).toEqual([digest]);
      expect((await ask(registry, path)).headers.get("oci-filters-applied")).toBe("artifactType");
      expect((await ask(registry, REFERRERS)).headers.get("oci-filters-applied")).toBeNull();
    }));

  it("gives every referrer once over the pages, the filter kept", () =>
    withRegistry({ pageSize: 2 }, async (registry) => {
      const digests = [1, 2, 3, 4, 5].map((n) =>
        putReferrer(registry, { artifactType: SIGNATURE, annotations: { n } }),
      );
      putReferrer(registry, { artifactType: "application/other" });
      const first = await list(registry, `${REFERRERS}?artifactType=${SIGNATURE}`);
      const second = await list(registry, first.next ?? "");
      const third = await list(registry, second.next ?? "");
      expect([first, second, third].map(({ manifests }) => manifests.length)).toEqual([2, 2, 1]);
      expect([first, second, third].flatMap(({ manifests }) => manifests.map(({ digest }) => digest))).toEqual(digests);
      expect(third.next).toBeUndefined();
    }));

  it("answers 404 where the API is off", () =>
    withRegistry({ referrersApi: false }, async (registry) => {
      expect(registry.referrersApi).toBe(false);
      expect((await ask(registry, REFERRERS)).status).toBe(404);
    }));
});

describe("listing tags (distribution-spec 1.1)", () => {
  it.each([
    ["", ["a", "b", "c"], null],
    ["?n=2", ["a", "b"], `</v2/team/app/tags/list?n=2&last=b>; rel="next"`],
    ["?n=2&last=b", ["c"], null],
    ["?last=a", ["b", "c"], null],
  ])("answers tags/list%s in order", (query, tags, link) =>
    withRegistry({}, async (registry) => {
      for (const tag of ["c", "a", "b", "gone"]) registry.tag("team/app", tag, SUBJECT);
      registry.deleteTag("team/app", "gone");
      const answer = await ask(registry, `/v2/team/app/tags/list${query}`);
      expect(JSON.parse(answer.text)).toEqual({ name: "team/app", tags });
      expect(answer.headers.get("link")).toBe(link);
    }),
  );

  it("does not know a repository that nobody pushed to", () =>
    withRegistry({}, async (registry) => {
      expect(errorCode(await ask(registry, "/v2/team/app/tags/list"))).toBe("NAME_UNKNOWN");
    }));
});
