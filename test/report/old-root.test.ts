import { afterAll, describe, expect, it } from "@jest/globals";
import { readPolicyObject } from "../../src/policy/index.ts";
import { oldRootFindings } from "../../src/report/index.ts";
import { OLD_TRUSTED_ROOT_DAYS, publicGoodRoot } from "../../src/signature/index.ts";
import { authority, pem } from "../fixtures/sigstore/certificate.ts";
import { trustedRootJson, openInstance } from "../fixtures/sigstore/instance.ts";
import { createWorkspace, publicPem } from "../policy/workspace.ts";

const DAY = 24 * 60 * 60 * 1000;
const after = (days: number) => new Date((publicGoodRoot().date?.getTime() ?? 0) + days * DAY);
const OLD = after(OLD_TRUSTED_ROOT_DAYS + 20);

const workspace = createWorkspace();
afterAll(() => {
  workspace.remove();
});
const file = workspace.write("root.json", JSON.stringify(trustedRootJson(openInstance("own"))));
const keyless = (more: object = {}) => ({
  cosign: { issuer: "https://accounts.google.com", subject: "a@acme.example", ...more },
});
const key = (more: object) => ({ cosign: { key: publicPem(), ...more } });
const ownCa = { certificateAuthority: pem("CERTIFICATE", authority("own").der), subject: "a@acme.example" };

function findings(signers: Readonly<Record<string, object>>, now: Date) {
  const images = [{ match: "ghcr.io/acme/*", signedBy: Object.keys(signers) }];
  return oldRootFindings(readPolicyObject({ version: 1, signers, images }, "/", "test"), now);
}

describe("the root that this program carries", () => {
  it("is told once where it is old, with its age, who uses it and what to do", () => {
    const [finding, ...more] = findings({ "acme-ci": keyless(), kubernetes: { preset: "kubernetes" } }, OLD);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ rule: "trusted-root", reason: "old-trusted-root", severity: "low" });
    expect(finding?.message).toContain(`is ${OLD_TRUSTED_ROOT_DAYS + 20} days old`);
    expect(finding?.message).toContain("It is used by: acme-ci, kubernetes.");
    expect(finding?.message).toContain("digestbound trust refresh");
  });

  it("is not told while it is not old", () => {
    expect(findings({ ci: keyless() }, after(OLD_TRUSTED_ROOT_DAYS))).toEqual([]);
    expect(findings({ ci: keyless() }, after(OLD_TRUSTED_ROOT_DAYS + 1))).toHaveLength(1);
  });

  it.each<[string, object, number]>([
    ["an issuer", keyless(), 1],
    ["a key whose signatures are logged", key({}), 1],
    ["an authority of one's own whose signatures are logged", { cosign: ownCa }, 1],
    ["a file and it", keyless({ trustedRoot: [file, "public-good"] }), 1],
    ["a file", keyless({ trustedRoot: file }), 0],
    ["a key without a log", key({ transparencyLog: "not-required" }), 0],
    ["an authority of one's own without a log", { cosign: { ...ownCa, transparencyLog: "not-required" } }, 0],
    ["a preset with a file", { preset: "kubernetes", trustedRoot: file }, 0],
    ["a preset by key", { preset: "docker-hardened" }, 0],
  ])("is used by a signer with %s, or not", (_, signer, told) => {
    expect(findings({ ci: signer }, OLD)).toHaveLength(told);
  });

  it("names five of many signers", () => {
    const many = Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`s${index}`, keyless()]));
    expect(findings(many, OLD)[0]?.message).toContain("s0, s1, s2, s3, s4 and 2 more.");
  });
});
