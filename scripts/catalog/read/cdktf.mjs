// Reads CDKTF's pre-built bindings of a Terraform provider (@cdktf/provider-aws and the like): the declarations of what each
// resource takes. Every name that a resource uses stands in its own folder.
import { setImmediate } from "node:timers/promises";
import { declarationsIn, wordsOf } from "./interfaces.mjs";
import { shapeOf } from "./interface-shapes.mjs";
import { readResult } from "./shapes.mjs";
import { filesOf } from "./tarball.mjs";

/** Data sources read, and deploy nothing. */
const RESOURCE = /^lib\/(?!data-)([^/]+)\/.*\.d\.ts$/;

/**
 * @param {string} tgzPath the package as `npm pack` fetched it
 * @returns {Promise<ReturnType<typeof readResult>>} types such as aws_ecs_task_definition, with Terraform's names in the paths
 */
export async function read(tgzPath) {
  const folders = new Map();
  for (const [path, bytes] of filesOf(tgzPath)) {
    const [, folder] = RESOURCE.exec(path) ?? [];
    if (folder === undefined) continue;
    // An interrupt is heard between two files.
    await setImmediate();
    const { interfaces, classes } = declarationsIn(bytes.toString("utf8"));
    const known = folders.get(folder) ?? { interfaces: new Map(), classes: [] };
    for (const [name, declaration] of interfaces) known.interfaces.set(name, declaration);
    known.classes.push(...classes);
    folders.set(folder, known);
  }
  return readResult([...folders.values()].flatMap(resourcesIn));
}

function resourcesIn({ interfaces, classes }) {
  const resources = classes.filter((declaration) => declaration.extends.includes("cdktf.TerraformResource"));
  return resources.map(({ name, constants }) => {
    const config = [...interfaces].find(([, { extends: bases }]) =>
      bases.includes("cdktf.TerraformMetaArguments"),
    )?.[0];
    const type = constants.get("tfResourceType");
    if (config === undefined || type === undefined) throw new Error(`no resource that can be read: ${name}`);
    const find = (wanted) => found(interfaces, wanted);
    return { type, shape: shapeOf({ kind: "reference", name: config }, { find, fieldOf }) };
  });
}

function found(interfaces, name) {
  const declaration = interfaces.get(name);
  if (declaration === undefined) throw new Error(`no ${name} is declared beside the resource that uses it`);
  return declaration;
}

const LINK = /Docs at Terraform Registry: \{@link \S+#(\S+) [^}]*\}/;

/** `s3Bucket` alone does not tell whether Terraform says `s3_bucket`; the link to its documentation does. */
function fieldOf({ name, comment }) {
  const linked = LINK.exec(comment)?.[1];
  if (linked === undefined) throw new Error(`no link tells Terraform's name of ${name}`);
  const doc = wordsOf(comment.replace(LINK, ""));
  return { name: linked, ...(doc === "" ? {} : { doc }) };
}
