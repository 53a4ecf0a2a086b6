import { authoritySignerShape } from "../authority-signer-shape.ts";
import { datedKeyShape } from "../dated-key.ts";
import { githubSignerShape } from "../github-signer-shape.ts";
import { GITHUB_ISSUERS } from "../issuer.ts";
import { issuerSignerShape } from "../issuer-signer-shape.ts";
import { keySignerShape } from "../key-signer-shape.ts";
import { signerShape } from "../schema.ts";
import { witnessesShape } from "../witnesses.ts";
import { oneIsRequired, onlyOneIsRequired, type JsonSchema } from "./json-schema.ts";
import { each, schemaOfShape, whole } from "./shape-schema.ts";

const witnesses = whole(schemaOfShape(witnessesShape, { together: { minProperties: 1 } }));
const datedKey = schemaOfShape(datedKeyShape, { together: oneIsRequired("from", "until") });

const byKey = schemaOfShape(keySignerShape, {
  inner: { witnesses, keys: each({ anyOf: [{ type: "string", minLength: 1 }, datedKey] }) },
});
const onGithub = schemaOfShape(githubSignerShape, { inner: { witnesses } });
const byIssuer = schemaOfShape(issuerSignerShape, { inner: { witnesses } });
const byAuthority = schemaOfShape(authoritySignerShape, { inner: { witnesses } });

/** Where nothing says yet of which kind a signer is: the keys of all kinds, for whoever goes on writing. */
const ofNoKind: JsonSchema = {
  title: "Cosign signer",
  type: "object",
  properties: Object.assign({}, ...[byAuthority, byIssuer, onGithub, byKey].map(({ properties }) => properties)),
  additionalProperties: false,
  ...oneIsRequired("key", "keys", "issuer", "certificateAuthority"),
};

const githubIssuer = { properties: { issuer: { type: "string", pattern: GITHUB_ISSUERS } }, required: ["issuer"] };

/** As the reader tells the kinds apart: by the keys that are there, and by the issuer. */
const cosign: JsonSchema = {
  type: "object",
  ...{ if: oneIsRequired("key", "keys"), then: byKey },
  else: {
    ...{ if: githubIssuer, then: onGithub },
    else: {
      ...{ if: { required: ["certificateAuthority"] }, then: byAuthority },
      else: { if: { required: ["issuer"] }, then: byIssuer, else: ofNoKind },
    },
  },
};

export const signerSchema = schemaOfShape(signerShape, {
  inner: { cosign: whole(cosign) },
  together: { ...onlyOneIsRequired("cosign", "preset"), dependencies: { trustedRoot: ["preset"] } },
});
