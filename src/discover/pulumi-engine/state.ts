import { eachOf, type EngineDocument, gap, isObject, type Members, stateOf, together } from "./document.ts";

/** Of operations that an update was stopped in. */
const LEAVING = /^(?:deleting|reading)$/;

/** What `pulumi stack export` prints: the resources that are deployed, and those of which an update does not know whether they are. */
export function readState({ deployment }: Members): EngineDocument {
  if (!isObject(deployment)) return gap("is no object, as the engine writes it", ["deployment"]);
  const at = ["deployment"];
  return together([
    eachOf(deployment["resources"], [...at, "resources"], stateOf),
    eachOf(deployment["pending_operations"], [...at, "pending_operations"], ({ type, resource }, here) => {
      if (typeof type === "string" && LEAVING.test(type)) return { resources: [], gaps: [] };
      return isObject(resource)
        ? stateOf(resource, [...here, "resource"])
        : gap("is an operation on no resource", here);
    }),
  ]);
}
