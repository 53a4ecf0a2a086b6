// Reads the types of the Kubernetes API out of @pulumi/kubernetes, whose input.d.ts is generated from the API's OpenAPI. A
// container list or an image volume that a newer API adds stands in it first.
import { declarationsIn, wordsOf } from "./interfaces.mjs";
import { shapeOf } from "./interface-shapes.mjs";
import { readResult } from "./shapes.mjs";
import { filesOf } from "./tarball.mjs";

const TYPES = "types/input.d.ts";

/**
 * @param {string} tgzPath the package as `npm pack` fetched it
 * @returns {Promise<ReturnType<typeof readResult>>} types such as apps/v1/Deployment and v1/Pod
 */
export async function read(tgzPath) {
  const bytes = filesOf(tgzPath).get(TYPES);
  if (bytes === undefined) throw new Error(`no ${TYPES} in ${tgzPath}`);
  return readResult(kindsIn(declarationsIn(bytes.toString("utf8"))));
}

function kindsIn({ interfaces }) {
  const kinds = new Map();
  for (const [name, declared] of interfaces) {
    const type = typeOf(declared);
    if (type === undefined) continue;
    // What the cluster says of it is nobody's input.
    declared.members = declared.members.filter((member) => member.name !== "status");
    // What a patch of a kind sets is what the kind has.
    if (!name.endsWith("Patch"))
      kinds.set(type, { type, shape: shapeOf({ kind: "reference", name }, { find, fieldOf }) });
  }
  return [...kinds.values()];

  function find(name) {
    const declared = interfaces.get(name.replace(/^inputs\./, ""));
    if (declared === undefined && name.startsWith("inputs.")) throw new Error(`no ${name} is declared`);
    return declared;
  }
}

/** "apps/v1/Deployment": a kind says its API and its name as constants. */
function typeOf({ members }) {
  const [apiVersion, kind] = ["apiVersion", "kind"].map((field) => {
    const type = members.find(({ name }) => name === field)?.type;
    return (type?.kind === "union" ? type.of : [type]).find((one) => one?.literal !== undefined)?.literal;
  });
  return apiVersion === undefined || kind === undefined ? undefined : `${apiVersion}/${kind}`;
}

const fieldOf = ({ name, comment }) => ({ name, doc: wordsOf(comment) });
