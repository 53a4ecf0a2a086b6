import { expect } from "@jest/globals";
import {
  appendToFallbackTag,
  legacySignature,
  pushReferrer,
  signatureBundle,
  signWithBundle,
} from "../../../fixtures/index.ts";
import { blob, BUNDLE, descriptor, image, INDEX, indexManifest, MANIFEST, type Blob } from "../../contents.ts";
import type { EmbeddedRegistry } from "../../embedded/index.ts";
import { onBlobs, onReferrers, status, type Act, type Row } from "../row.ts";
import { REPOSITORY, trusted, type Scene } from "../scene.ts";

const send = ({ bytes, mediaType }: Pick<Blob, "bytes" | "mediaType">, headers: Record<string, string> = {}) =>
  status(200, { "content-type": mediaType, ...headers }, bytes.toString());

const unsigned = { signed: [] } as const;

const junk = (count: number, artifactType = "application/spdx+json") =>
  Array.from({ length: count }, (_, index) => descriptor(blob(`junk ${index}`, MANIFEST), { artifactType }));

const empty = indexManifest([]);

/** A list whose first page says that there is another one, at this target. */
const linked = (target: (page: number, scene: Scene) => string): Act =>
  onReferrers(({ url }, response, scene) => {
    const page = Number(new URL(url ?? "", "http://x").searchParams.get("page") ?? 1);
    const headers = { "content-type": INDEX, link: `<${target(page, scene)}>; rel="next"` };
    response.writeHead(200, headers).end(empty.bytes);
    return true;
  });

const unclear: [string, ReturnType<typeof status>, "bad-content-type" | "malformed" | "protocol"][] = [
  ["a login page", status(200, { "content-type": "text/html" }, "<html>"), "bad-content-type"],
  ["JSON of no type", status(200, { "content-type": "application/json" }, "{}"), "bad-content-type"],
  ["an image", send(image), "bad-content-type"],
  ["an empty object", send(blob("{}", INDEX)), "malformed"],
  ["a list that is null", send(blob('{"schemaVersion":2,"manifests":null}', INDEX)), "malformed"],
  ["400", status(400), "protocol"],
  ["405", status(405), "protocol"],
  ["406", status(406), "protocol"],
];

const refusals: [number, "unauthorized" | "rate-limited" | "unavailable"][] = [
  [401, "unauthorized"],
  [403, "unauthorized"],
  [429, "rate-limited"],
  [500, "unavailable"],
  [503, "unavailable"],
];

/** A bundle by the trusted key, listed under the fallback tag as well. */
const underTheTag: NonNullable<Row["furnish"]> = (honest, subject) => {
  const digest = signWithBundle(honest, REPOSITORY, subject, { keyPair: trusted });
  const size = honest.manifest(REPOSITORY, digest)?.bytes.byteLength ?? 0;
  appendToFallbackTag(honest, REPOSITORY, subject.digest, { mediaType: MANIFEST, digest, size, artifactType: BUNDLE });
};

/** A signature whose descriptor says something else than what its blob is. */
const described = (more: object, shown: string, outcome: Row["outcome"], verdict?: string): Row => ({
  row: 34,
  does: `has a signature described by ${shown}`,
  outcome,
  ...(verdict !== undefined && { verdict }),
  signed: [],
  furnish: (honest, { digest }) => {
    const alterDescriptor = (layer: object) => ({ ...layer, ...more });
    legacySignature(honest, REPOSITORY, digest, { keyPair: trusted, alterDescriptor });
  },
});

/** A bundle by the trusted key on the image, in a referrer of something else. */
const ofAnother: NonNullable<Row["furnish"]> = (honest, subject) => {
  const bundle = signatureBundle({ keyPair: trusted, digest: subject.digest });
  pushReferrer(honest, REPOSITORY, { subject: { ...subject, digest: image.digest }, bundle });
};

const FILTERED = { "oci-filters-applied": "artifactType" };

/** The descriptors of the bundles that refer to a digest. */
function bundlesOf(honest: EmbeddedRegistry, digest: string): object[] {
  return honest.referrers(REPOSITORY, digest).map((bundle) => ({ ...bundle, artifactType: BUNDLE }));
}

const listing = (list: (honest: EmbeddedRegistry) => readonly object[], headers: Record<string, string> = {}): Act =>
  onReferrers((_, response, { honest }) => {
    response.writeHead(200, { "content-type": INDEX, ...headers }).end(indexManifest(list(honest)).bytes);
    return true;
  });

/** 34 to 38: signatures and their lists. */
export const referrers: readonly Row[] = [
  described({ size: 1 }, "another size", "digest-mismatch"),
  described({ size: 5_000_000_000 }, "five gigabytes", "too-large", "rejected image-signed/too-large"),
  described(
    { data: Buffer.from("evil").toString("base64"), urls: ["http://169.254.169.254/"] },
    "data and URLs of its own, which are ignored",
    "accepted",
  ),
  {
    row: 34,
    does: "sends a longer signature than is listed",
    outcome: "digest-mismatch",
    signed: ["legacy"],
    act: onBlobs(status(200, {}, "x".repeat(10_000))),
  },
  ...unclear.flatMap(([name, answer, outcome]): Row[] => [
    { row: 35, does: `answers ${name} for referrers`, outcome, act: onReferrers(answer), ...unsigned },
    {
      row: 35,
      does: `answers ${name} for referrers, and lists them under the tag`,
      outcome: "accepted",
      act: onReferrers(answer),
      furnish: underTheTag,
      ...unsigned,
    },
  ]),
  {
    row: 35,
    does: "answers 404 for referrers, and lists none under the tag",
    outcome: "no-signature",
    act: onReferrers(status(404)),
    ...unsigned,
  },
  {
    row: 36,
    does: "lists a hundred thousand referrers",
    outcome: "too-large",
    act: onReferrers(send(indexManifest(junk(30_000)))),
    ...unsigned,
  },
  {
    row: 36,
    does: "lists twenty thousand referrers",
    outcome: "too-many",
    act: onReferrers(send(indexManifest(junk(20_000)))),
    ...unsigned,
  },
  {
    row: 36,
    does: "lists four megabytes of numbers",
    outcome: "too-many",
    act: onReferrers(send(blob(`{"schemaVersion":2,"manifests":[${"1,".repeat(2_000_000)}1]}`, INDEX))),
    ...unsigned,
  },
  {
    row: 36,
    does: "links pages without an end",
    outcome: "too-many",
    act: linked((page) => `?page=${page + 1}`),
    ...unsigned,
  },
  {
    row: 36,
    does: "links pages in a circle",
    outcome: "protocol",
    act: linked((page) => `?page=${page === 1 ? 2 : 1}`),
    ...unsigned,
  },
  {
    row: 36,
    does: "links a page of another origin",
    outcome: "protocol",
    act: linked((_, { elsewhere }) => `${elsewhere.origin}/v2/`),
    ...unsigned,
    check: ({ elsewhere }) => {
      expect(elsewhere.requests).toEqual([]);
    },
  },
  {
    row: 36,
    does: "lists junk before a good bundle",
    outcome: "accepted",
    signed: ["bundle"],
    act: onReferrers((_, response, { honest, digest }) => {
      response
        .writeHead(200, { "content-type": INDEX })
        .end(indexManifest([...junk(900), ...bundlesOf(honest, digest)]).bytes);
      return true;
    }),
  },
  {
    row: 36,
    does: "lists a good bundle behind more junk than is read, but filters where it is asked to",
    outcome: "accepted",
    signed: ["bundle"],
    act: onReferrers(({ url }, response, { honest, digest }) => {
      const isFiltered = url?.includes("artifactType=") === true;
      const list = isFiltered
        ? bundlesOf(honest, digest)
        : [...junk(1001), ...bundlesOf(honest, digest)].slice(0, 1001);
      response
        .writeHead(200, { "content-type": INDEX, ...(isFiltered ? FILTERED : {}) })
        .end(indexManifest(list).bytes);
      return true;
    }),
  },
  {
    row: 36,
    does: "links pages without an end beside a good signature",
    outcome: "accepted",
    signed: ["legacy"],
    act: linked((page) => `?page=${page + 1}`),
  },
  {
    row: 37,
    does: "lists the bundle of another image",
    outcome: "no-signature",
    act: listing((honest) => bundlesOf(honest, image.digest)),
    furnish: ofAnother,
    ...unsigned,
  },
  {
    row: 37,
    does: "lists what is no bundle, says that it filtered, and hides nothing of a good signature",
    outcome: "accepted",
    signed: ["legacy"],
    act: listing(() => junk(3), FILTERED),
    limits: { requests: 20 },
  },
  {
    row: 37,
    does: "has another image under the same cut tag of a SHA-512 digest",
    outcome: "no-signature",
    algorithm: "sha512",
    furnish: (honest, subject) => {
      const twin = `${subject.digest.slice(0, -1)}${subject.digest.endsWith("0") ? "1" : "0"}`;
      const bundle = signatureBundle({ keyPair: trusted, digest: subject.digest });
      const digest = pushReferrer(honest, REPOSITORY, { subject: { ...subject, digest: twin }, bundle });
      const size = honest.manifest(REPOSITORY, digest)?.bytes.byteLength ?? 0;
      appendToFallbackTag(honest, REPOSITORY, subject.digest, { mediaType: MANIFEST, digest, size });
    },
    ...unsigned,
  },
  ...refusals.flatMap(([code, outcome]): Row[] => [
    { row: 38, does: `answers ${code} for referrers alone`, outcome, act: onReferrers(status(code)), ...unsigned },
    {
      row: 38,
      does: `answers ${code} for referrers alone, beside a good signature`,
      outcome: "accepted",
      act: onReferrers(status(code)),
      signed: ["legacy"],
    },
  ]),
];
