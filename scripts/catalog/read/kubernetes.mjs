// Reads @pulumi/kubernetes twice: the resources of the SDK, and the kinds of the Kubernetes API that it is generated from.
import { read as readKinds } from "./kubernetes-types.mjs";
import { read as readResources } from "./pulumi.mjs";

/**
 * @param {string} tgzPath
 * @returns {Promise<{ types: string[], candidates: { type: string, path: string, doc?: string }[],
 *   leaves: Map<string, Set<string>> }>} tokens such as kubernetes:apps/v1:Deployment, and kinds such as apps/v1/Deployment
 */
export async function read(tgzPath) {
  const [resources, kinds] = [await readResources(tgzPath), await readKinds(tgzPath)];
  return {
    types: [...resources.types, ...kinds.types],
    candidates: [...resources.candidates, ...kinds.candidates],
    leaves: new Map([...resources.leaves, ...kinds.leaves]),
    cut: kinds.cut,
  };
}
