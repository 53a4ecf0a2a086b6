import { authoritySignerShape } from "./authority-signer-shape.ts";
import { githubSignerShape } from "./github-signer-shape.ts";
import { issuerSignerShape } from "./issuer-signer-shape.ts";
import { keySignerShape } from "./key-signer-shape.ts";

/** Every key of every kind of cosign signer. */
export const cosignWordings = {
  ...keySignerShape.wordings,
  ...issuerSignerShape.wordings,
  ...githubSignerShape.wordings,
  ...authoritySignerShape.wordings,
};
