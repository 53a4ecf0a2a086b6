import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createGate, type Verifier } from "../../src/gate/index.ts";
import { readPolicyObject } from "../../src/policy/index.ts";
import type { CertificateIdentity, CosignSigner, SignatureResult } from "../../src/signature/index.ts";
import { legacySignature, pushImage } from "../fixtures/index.ts";
import { GITHUB, identity } from "../policy/identities.ts";
import { notAnAttestation } from "./fake-registry.ts";
import { startSetting, useOf, type Setting } from "./setting.ts";

let setting: Setting;
beforeEach(async () => {
  setting = await startSetting();
});
afterEach(() => setting.close());

/** Believes every certificate, and asks each signer whether this is whom it stands for. */
function believing(who: CertificateIdentity): Verifier {
  const judge = (signers: readonly CosignSigner[]): SignatureResult => {
    const told = signers.map((signer) => (signer.kind === "keyless" ? signer.mismatch(who) : "it has a key"));
    const signer = signers.find((_, index) => told[index] === undefined);
    if (signer === undefined) return { verified: false, reason: "untrusted-key", message: told.join("; ") };
    return { verified: true, signer: { signer: signer.name, system: "cosign", identity: "someone", format: "legacy" } };
  };
  return {
    legacy: (_, __, signers) => judge(signers),
    bundle: (_, __, signers) => judge(signers),
    attestation: notAnAttestation,
  };
}

/** The verdict on `team/‹name›`, which the trusted key signed. */
async function verdictOn(name: string, cosign: object, match: string, verifier?: Verifier) {
  const { registry, trusted } = setting;
  const { digest } = pushImage(registry, `team/${name}`, "1.0", { text: name });
  legacySignature(registry, `team/${name}`, digest, { keyPair: trusted });
  const document = {
    version: 1,
    signers: { ci: { cosign } },
    images: [{ match: `${registry.host}/${match}`, signedBy: ["ci"] }],
    registries: [{ host: registry.host, plainHttp: true }],
  };
  const options = { environment: {}, ...(verifier && { verifier }) };
  const gate = createGate(readPolicyObject(document, "/", "test"), options);
  const [verdict] = await gate.check([useOf(`${registry.host}/team/${name}@${digest}`)]);
  await gate.close();
  return { status: verdict?.status, message: verdict?.findings.map(({ message }) => message).join(" ") };
}

const github = { issuer: GITHUB, sourceRepository: "https://github.com/acme/{name}" };

describe("a signer reaches the verifier as the image's rule means it", () => {
  it("so that a signature from web's repository makes web trusted and api not", async () => {
    const web = believing(identity({}));
    expect(await verdictOn("web", github, "team/{name}", web)).toEqual({ status: "accepted", message: "" });
    const { status, message } = await verdictOn("api", github, "team/{name}", web);
    expect(status).toBe("rejected");
    expect(message).toContain(
      'its sourceRepository is "https://github.com/acme/web", and "https://github.com/acme/api" is trusted',
    );
    expect(message).toContain(`(ci (issuer "${GITHUB}", sourceRepository "https://github.com/acme/api", `);
  });

  it.each([
    ["ref", { ref: "refs/tags/v1.2.3" }, { ref: "refs/heads/main" }],
    ["workflow", { workflow: ".github/workflows/release.yml" }, { workflow: ".github/workflows/test.yml" }],
    ["runner", { runner: "github-hosted" }, { runner: "self-hosted" }],
  ])("and another %s flips the verdict (law 7)", async (_, holds, fails) => {
    const web = believing(identity({}));
    expect((await verdictOn("web", { ...github, ...holds }, "team/{name}", web)).status).toBe("accepted");
    expect((await verdictOn("web", { ...github, ...fails }, "team/{name}", web)).status).toBe("rejected");
  });
});

describe("with the verifier itself", () => {
  const key = (more: object) => ({ key: setting.trusted.publicKeyPem, transparencyLog: "not-required", ...more });

  it("a signature by the key suffices where nothing more is asked", async () => {
    expect((await verdictOn("web", key({}), "team/{name}")).status).toBe("accepted");
  });

  it.each([
    ["a log entry", { transparencyLog: "required" }],
    ["an annotation", { annotations: { env: "prod" } }],
    ["an annotation for this image", { annotations: { image: "{name}" } }],
  ])("and is rejected where it lacks %s that is asked (law 3)", async (_, more) => {
    expect((await verdictOn("web", key(more), "team/{name}")).status).toBe("rejected");
  });

  it("and says nothing for a signer by identity", async () => {
    expect((await verdictOn("web", github, "team/{name}")).status).toBe("rejected");
  });
});
