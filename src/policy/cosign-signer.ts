import { z } from "zod";
import { cosignWordings } from "./cosign-keys.ts";
import type { Signer } from "./document.ts";
import { keySignerShape } from "./key-signer-shape.ts";
import { readKeySigner } from "./key-signer.ts";
import { readKeylessSigner } from "./keyless-signer.ts";
import { readShape, type Shape } from "./shape.ts";
import type { SignerContext } from "./signers.ts";

/** Every key of every kind of cosign signer, for a mapping that does not say which kind it is. */
export const cosignShape = {
  what: "a cosign signer",
  schema: z.strictObject(Object.fromEntries(Object.keys(cosignWordings).map((key) => [key, z.unknown().optional()]))),
  wordings: cosignWordings,
  planned: [],
  called: { publicKey: "key", oidcIssuer: "issuer", certificateOidcIssuer: "issuer" },
} satisfies Shape<z.ZodRawShape>;

export const cosignKeys = "key or keys, or with issuer or certificateAuthority and whom it vouches for";

/** Reads a signer by key or by identity; a mapping that is half of one says what the other half is. */
export function readCosignSigner(value: Readonly<Record<string, unknown>>, context: SignerContext): Signer | undefined {
  if (Object.hasOwn(value, "key") || Object.hasOwn(value, "keys")) return readKeySigner(value, context);
  if (["issuer", "certificateAuthority"].some((key) => Object.hasOwn(value, key)))
    return readKeylessSigner(value, context);
  const { path, report } = context;
  if (readShape(cosignShape, value, path, report) === undefined) return undefined;
  const isKeyed = Object.keys(value).every((key) => Object.hasOwn(keySignerShape.wordings, key));
  const missing = isKeyed ? "key" : "issuer";
  report(
    [...path, missing],
    `is missing; expected ${cosignWordings[missing].expected}.`,
    cosignWordings[missing].remedy,
  );
  return undefined;
}
