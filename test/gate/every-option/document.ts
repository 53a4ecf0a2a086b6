import { HOST } from "./flip.ts";

interface Parts {
  readonly signers?: object;
  readonly rule?: object;
  readonly registry?: object;
  readonly rest?: object;
}

/** A whole document, of which a flip changes one option. */
export function document({ signers = {}, rule = {}, registry = {}, rest = {} }: Parts): object {
  return {
    version: 1,
    signers,
    images: [{ match: `${HOST}/team/{name}`, signedBy: ["ci"], ...rule }],
    registries: [{ host: HOST, plainHttp: true, ...registry }],
    ...rest,
  };
}

/** The same with one signer by this description. */
export const by = (cosign: object, rule: object = {}): object => document({ signers: { ci: { cosign } }, rule });
