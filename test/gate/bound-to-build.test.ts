import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createGate } from "../../src/gate/index.ts";
import { readPolicyObject } from "../../src/policy/index.ts";
import { parseDigest } from "../../src/reference/index.ts";
import { pushImage, pushReferrer, SIGN_PREDICATE, type Descriptor, type PushedImage } from "../fixtures/index.ts";
import { alternativeNames, claim, uri } from "../fixtures/sigstore/certificate.ts";
import { entryOf, ISSUER, NOW, plus, SIGNED_AT, type LeafOptions } from "../fixtures/sigstore/keyless.ts";
import { attested, COMMIT, RUN, V1, WORKFLOW } from "../predicate/predicates.ts";
import { startEmbeddedRegistry, type EmbeddedRegistry } from "../registry/embedded/index.ts";
import { attest as attestation, attestationOf } from "../signature/attestations.ts";
import { INSTANCE, ROOT } from "./keyless-setting.ts";
import { reasons, useOf } from "./setting.ts";

// One run vouches twice: real certificates, a real log, the real protocol.

const REPOSITORY = "team/web";
const REF = "refs/tags/v1.2.3";
const GENERATOR =
  "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/container.yml@refs/tags/v2.1.0";

let registry: EmbeddedRegistry;
let image: PushedImage;
let folder: string;
beforeEach(async () => {
  registry = await startEmbeddedRegistry();
  image = pushImage(registry, REPOSITORY, "1", { text: "web", platforms: ["linux/amd64"] });
  folder = mkdtempSync(join(tmpdir(), "digestbound-bound-"));
});
afterEach(async () => {
  await registry.close();
  rmSync(folder, { recursive: true, force: true });
});

interface By {
  readonly run?: string;
  readonly commit?: string;
  /** The workflow that asks for the certificate. */
  readonly signer?: string;
  /** Seconds after the others. */
  readonly after?: number;
}

/** The certificate of a run of acme/web's release. */
function certificateOf({ run = RUN, commit = COMMIT, signer, after = 0 }: By): LeafOptions {
  const own = `https://github.com/acme/web/${WORKFLOW}@${REF}`;
  const at = plus(SIGNED_AT, after);
  return {
    ...{ notBefore: at, notAfter: plus(at, 600), names: alternativeNames(uri(signer ?? own)) },
    claims: [
      ...[claim(9, signer ?? own), claim(12, "https://github.com/acme/web"), claim(13, commit)],
      ...[claim(14, REF), claim(18, own), claim(21, run)],
    ],
  };
}

/** A bundle about a digest, logged, beside an image. */
function vouch(on: Descriptor, members: object, by: By = {}, about: Descriptor = on): void {
  const statement = attestationOf(parseDigest(about.digest), { _type: "https://in-toto.io/Statement/v1", ...members });
  const made = attestation("bundle", {
    ...{ instance: INSTANCE, certificate: certificateOf(by), statement },
    entries: (signed) => [entryOf(signed, INSTANCE.rekor1, "dsse/0.0.1", plus(SIGNED_AT, (by.after ?? 0) + 10))],
  });
  if (made.kind !== "bundle") throw new Error("a bundle");
  const { digest, mediaType, size } = on;
  pushReferrer(registry, REPOSITORY, { subject: { digest, mediaType, size }, bundle: Buffer.from(made.bundle) });
}
const sign = (on: Descriptor, by?: By) => {
  vouch(on, { predicateType: SIGN_PREDICATE, predicate: {} }, by);
};
const prove = (on: Descriptor, by?: By, predicate: object = attested, about?: Descriptor) => {
  vouch(on, { predicateType: V1, predicate }, by, about);
};

async function judge(digest: string = image.digest, rule: object = {}) {
  const source = { issuer: ISSUER, sourceRepository: "https://github.com/acme/web", trustedRoot: ROOT };
  const document = {
    version: 1,
    signers: {
      release: { cosign: { ...source, workflow: WORKFLOW } },
      generator: { cosign: { ...source, workflow: GENERATOR.replace("https://github.com/", "") } },
    },
    images: [
      {
        ...{ match: `${registry.host}/team/*`, signedBy: ["release"] },
        ...{ boundToBuild: { by: ["release", "generator"], within: "1h" }, ...rule },
      },
    ],
    registries: [{ host: registry.host, plainHttp: true }],
  };
  const before = registry.requests.length;
  const options = { environment: {}, now: () => NOW.getTime(), cacheFolder: folder };
  const gate = createGate(readPolicyObject(document, "/", "test"), options);
  const [verdict] = await gate.check([useOf(`${registry.host}/${REPOSITORY}:1@${digest}`)]);
  await gate.close();
  if (verdict === undefined) throw new Error("there is no verdict");
  const message = verdict.findings.map((one) => one.message).join(" ");
  return { status: verdict.status, reasons: reasons(verdict), message, requests: registry.requests.length - before };
}

it("a signature and a provenance of one run are accepted, and again without a request", async () => {
  sign(image);
  prove(image, { after: 60 });
  expect(await judge()).toMatchObject({ status: "accepted" });
  expect(await judge()).toMatchObject({ status: "accepted", requests: 0 });
});

it("the provenance may be by another workflow of the run, whose certificate is another", async () => {
  const { runDetails } = attested;
  const generated = { ...attested, runDetails: { ...runDetails, builder: { id: GENERATOR } } };
  sign(image);
  prove(image, { signer: GENERATOR }, generated);
  expect(await judge()).toMatchObject({ status: "accepted" });
});

it("the right pair is found among others of other runs, in any order", async () => {
  const other = { run: RUN.replace("1001", "1002") };
  sign(image, other);
  prove(image);
  prove(image, { run: RUN.replace("1001", "1003") });
  expect((await judge()).status).toBe("rejected");
  sign(image);
  expect(await judge()).toMatchObject({ status: "accepted" });
});

describe("is rejected", () => {
  it.each<[string, () => void, string]>([
    ["without a provenance", () => undefined, "carries no provenance by a signer who is trusted for it"],
    [
      "where another run made the provenance",
      () => {
        prove(image, { run: RUN.replace("attempts/1", "attempts/2") });
      },
      "was signed with a certificate for the run",
    ],
    [
      "where it was built from another commit",
      () => {
        prove(image, { commit: COMMIT.replace("7", "8") });
      },
      "was signed with a certificate for the commit",
    ],
    [
      "where the provenance was made later than is let through",
      () => {
        prove(image, { after: 3601 });
      },
      "was signed 3601 s apart from its provenance",
    ],
    [
      "where the provenance says another run than its certificate",
      () => {
        const metadata = { invocationId: RUN.replace("1001", "1002") };
        prove(image, {}, { ...attested, runDetails: { ...attested.runDetails, metadata } });
      },
      "carries a provenance that names the run",
    ],
    [
      "where the provenance is about another image",
      () => {
        prove(image, {}, attested, pushImage(registry, REPOSITORY, "2", { text: "other" }));
      },
      "carries no provenance by a signer who is trusted for it",
    ],
  ])("%s", async (_, act, words) => {
    sign(image);
    act();
    expect(await judge()).toMatchObject({
      status: "rejected",
      reasons: ["image-signed/other-build"],
      message: expect.stringContaining(words),
    });
  });
});

describe("beside an index that stands for its child", () => {
  const rule = { childOfSignedIndex: "accepted" };
  it("the pair counts on the index", async () => {
    sign(image);
    prove(image);
    const [child = image] = image.children;
    expect(await judge(child.digest, rule)).toMatchObject({ status: "accepted" });
    expect(await judge(child.digest)).toMatchObject({ status: "rejected" });
  });

  it.each<[string, (index: Descriptor, child: Descriptor) => void]>([
    [
      "a signature on the child and a provenance on the index",
      (index, child) => {
        sign(child);
        prove(index);
      },
    ],
    [
      "a provenance on the child and a signature on the index",
      (index, child) => {
        sign(index);
        prove(child);
      },
    ],
  ])("%s are no pair", async (_, act) => {
    const [child = image] = image.children;
    act(image, child);
    expect(await judge(child.digest, rule)).toMatchObject({ status: "rejected" });
  });
});
