import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createGate } from "../../src/gate/index.ts";
import { readPolicyObject } from "../../src/policy/index.ts";
import {
  legacyAttestation,
  signWithBundle,
  type Descriptor,
  type KeyPair,
  type PushedImage,
} from "../fixtures/index.ts";
import { cycloneDx } from "../predicate/predicates.ts";
import { coverSetting, refusing, REPOSITORY, type CoverSetting } from "./cover-setting.ts";
import { reasons, useOf } from "./setting.ts";

// Where an index stands for its children, or they for it, what is required has to be there together: a signature here and an
// attestation there are two halves of two images.

const SBOM = "https://cyclonedx.org/bom";
let setting: CoverSetting;
let index: PushedImage;
let child: Descriptor;
let folder: string;
beforeEach(async () => {
  setting = await coverSetting();
  index = setting.push("web");
  [child = index] = index.children;
  folder = mkdtempSync(join(tmpdir(), "digestbound-cover-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const attest = (keyPair: KeyPair, ...images: readonly Descriptor[]) => {
  for (const image of images)
    signWithBundle(setting.registry, REPOSITORY, image, { keyPair, predicateType: SBOM, predicate: cycloneDx });
};

async function judge(image: string, attestations: readonly object[] = [{ type: "sbom", by: ["platform"] }]) {
  const { host } = setting.registry;
  const signer = ({ publicKeyPem: key }: KeyPair) => ({ cosign: { key, transparencyLog: "not-required" } });
  const covers = { childOfSignedIndex: "accepted", allChildren: "accepted" };
  const document = {
    version: 1,
    signers: { release: signer(setting.release), platform: signer(setting.platform) },
    images: [{ match: `${host}/team/*`, signedBy: ["release"], attestations, ...covers }],
    registries: [{ host, plainHttp: true }],
  };
  const gate = createGate(readPolicyObject(document, "/", "test"), { environment: {}, cacheFolder: folder });
  const [verdict] = await gate.check([useOf(image)]);
  await gate.close();
  if (verdict === undefined) throw new Error("there is no verdict");
  const message = verdict.findings.map((one) => one.message).join(" ");
  return { status: verdict.status, reasons: reasons(verdict), message, verdict };
}

describe("a child of an index", () => {
  it("is accepted by what is on the index, in a second run as well", async () => {
    setting.sign(setting.release, index);
    attest(setting.platform, index);
    for (const run of ["cold", "warm"]) {
      const { verdict } = await judge(setting.at(child.digest, "1"));
      expect({ run, ...verdict }).toMatchObject({
        ...{ status: "accepted", digest: child.digest, through: { kind: "index", digest: index.digest } },
        ...{ signers: [{ signer: "release" }], attestations: [{ type: "sbom", signer: { signer: "platform" } }] },
      });
    }
  });

  it("that is signed itself is accepted by an index that is attested and signed", async () => {
    setting.sign(setting.release, child, index);
    attest(setting.platform, index);
    expect(await judge(setting.at(child.digest, "1"))).toMatchObject({ status: "accepted" });
  });

  it.each<[string, () => void, string, string]>([
    [
      "is signed, and its index attested",
      () => {
        setting.sign(setting.release, child);
        attest(setting.platform, index);
      },
      "image-attested/no-attestation",
      "which lists it and carries no signature that the policy trusts: ",
    ],
    [
      "is attested, and its index signed",
      () => {
        attest(setting.platform, child);
        setting.sign(setting.release, index);
      },
      "image-signed/not-a-signature",
      "which lists it and carries no attestation of type sbom.",
    ],
    [
      "is signed, and its index attested by who may only sign",
      () => {
        setting.sign(setting.release, child, index);
        attest(setting.release, index);
      },
      "image-attested/no-attestation",
      "which lists it and carries no attestation of type sbom that the policy trusts: ",
    ],
    [
      "is signed, and its index carries the child's attestation",
      () => {
        setting.sign(setting.release, child, index);
        const about = { keyPair: setting.platform, predicateType: SBOM, predicate: cycloneDx };
        legacyAttestation(setting.registry, REPOSITORY, index, { ...about, digest: child.digest });
      },
      "image-attested/no-attestation",
      "which lists it and carries no attestation of type sbom that the policy trusts: ",
    ],
  ])("is rejected where it %s", async (_, act, reason, words) => {
    act();
    const { status, reasons: found, message } = await judge(setting.at(child.digest, "1"));
    expect({ status, found }).toMatchObject({ status: "rejected" });
    expect(found).toContain(reason);
    expect(message).toContain(words);
  });

  it("is undetermined where the index's attestations cannot be read", async () => {
    setting.sign(setting.release, child, index);
    attest(setting.platform, index);
    setting.intercept(refusing(`referrers/${index.digest}`));
    expect(await judge(setting.at(child.digest, "1"))).toMatchObject({
      status: "undetermined",
      reasons: ["image-checked/unauthorized", "image-lock/single-platform"],
    });
  });
});

describe("an index by its children", () => {
  it("is accepted, and suggested as verified, where each is signed and attested", async () => {
    setting.sign(setting.release, ...index.children);
    attest(setting.platform, ...index.children);
    expect(await judge(setting.at(index.digest))).toMatchObject({ status: "accepted" });
    const { verdict } = await judge(`${setting.registry.host}/${REPOSITORY}:1`);
    expect(verdict.findings).toMatchObject([{ suggestion: { digest: index.digest, verified: true } }]);
  });

  it("is rejected, and not suggested, where one of them is not attested", async () => {
    setting.sign(setting.release, ...index.children);
    attest(setting.platform, child);
    const words = `linux/arm64 (${index.children[1]?.digest}) carries no attestation of type sbom.`;
    for (const image of [setting.at(index.digest), `${setting.registry.host}/${REPOSITORY}:1`]) {
      const { status, message, verdict } = await judge(image);
      expect({ status, message }).toEqual({ status: "rejected", message: expect.stringContaining(words) });
      expect(verdict.findings.map(({ suggestion }) => suggestion)).not.toContainEqual(expect.anything());
    }
  });

  it("is not accepted by halves: signed itself, attested in its children", async () => {
    setting.sign(setting.release, index);
    attest(setting.platform, ...index.children);
    const { status, message } = await judge(setting.at(index.digest));
    expect({ status, message }).toEqual({
      status: "rejected",
      message: expect.stringContaining("carries no signature"),
    });
  });
});
