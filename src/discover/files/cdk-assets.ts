import { locateAssetImageUses } from "../cdk/asset-manifest.ts";
import type { FileFormat } from "./file-format.ts";
import { isDeployedItself } from "./may-hold.ts";
import { jsonDocument, placeInOutput } from "./place-in-file.ts";

/** The asset manifests of a cloud assembly of the AWS CDK: what its images are built from. */
export const cdkAssetsFile: FileFormat = {
  name: "CDK assets",
  names: /\.assets\.json$/i,
  read: (file, { read }) => {
    const isOne = file.members.has("dockerImages") && file.members.has("files") && !isDeployedItself(file);
    if (!isOne) return undefined;
    const located = locateAssetImageUses(file.text, file.path, read);
    return { uses: placeInOutput(file, jsonDocument(file.text), located) };
  },
};
