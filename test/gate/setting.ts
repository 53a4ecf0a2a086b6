import { createGate, type Gate, type GateOptions, type Verdict } from "../../src/gate/index.ts";
import type { ImageUse } from "../../src/discover/index.ts";
import { readPolicyObject } from "../../src/policy/index.ts";
import { generateKeyPair, type KeyPair } from "../fixtures/index.ts";
import {
  startEmbeddedRegistry,
  type EmbeddedRegistry,
  type EmbeddedRegistryOptions,
} from "../registry/embedded/index.ts";

/** A registry, two keys, and gates that trust the first one for `team/*`; `vendor/*` needs no signature. */
export interface Setting {
  readonly registry: EmbeddedRegistry;
  readonly trusted: KeyPair;
  readonly stranger: KeyPair;
  readonly gate: (options?: GateOptions) => Gate;
  readonly check: (images: readonly string[], options?: GateOptions) => Promise<Verdict[]>;
  readonly close: () => Promise<void>;
}

/** @param rule what the rule for `team/*` says beside whom it trusts */
export async function startSetting(options: EmbeddedRegistryOptions = {}, rule: object = {}): Promise<Setting> {
  const registry = await startEmbeddedRegistry(options);
  const [trusted, stranger] = [generateKeyPair("p256"), generateKeyPair("p256")];
  const gates: Gate[] = [];
  const gate = (gateOptions: GateOptions = {}) => {
    const opened = createGate(policyFor(registry.host, trusted, rule), { environment: {}, ...gateOptions });
    gates.push(opened);
    return opened;
  };
  return {
    registry,
    trusted,
    stranger,
    gate,
    check: (images, gateOptions) => gate(gateOptions).check(images.map(useOf)),
    close: async () => {
      await Promise.all(gates.map((opened) => opened.close()));
      await registry.close();
    },
  };
}

export function policyFor(host: string, key: KeyPair, rule: object = {}) {
  const document = {
    version: 1,
    signers: { "release-key": { cosign: { key: key.publicKeyPem, transparencyLog: "not-required" } } },
    images: [
      { match: `${host}/team/*`, signedBy: ["release-key"], ...rule },
      { match: `${host}/vendor/*`, signature: "not-required", because: "the vendor signs nothing" },
    ],
    registries: [{ host, plainHttp: true }],
  };
  return readPolicyObject(document, "/", "test");
}

export function useOf(image: string, index = 0): ImageUse {
  const place = { resource: "urn:test", path: `images[${index}]` };
  return { kind: "image", image, place, role: "run", pinForm: "name:tag@digest" };
}

/** `rule/reason` of every finding. */
export function reasons({ findings }: Verdict): string[] {
  return findings.map(({ rule, reason }) => `${rule}/${reason}`);
}
