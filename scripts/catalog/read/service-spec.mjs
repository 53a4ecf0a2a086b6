// Reads @aws-cdk/aws-service-spec: what every CloudFormation resource takes, as one compressed JSON document. Its shape is that
// of @cdklabs/tskb: entities with ids, and references to them.
import { gunzipSync } from "node:zlib";
import { readResult } from "./shapes.mjs";
import { filesOf } from "./tarball.mjs";

/**
 * @param {string} tgzPath the package as `npm pack` fetched it
 * @returns {Promise<ReturnType<typeof readResult>>} types such as AWS::ECS::TaskDefinition
 */
export async function read(tgzPath) {
  const bytes = filesOf(tgzPath).get("db.json.gz");
  if (bytes === undefined) throw new Error(`no db.json.gz in ${tgzPath}`);
  return readResult(resourcesIn(JSON.parse(gunzipSync(bytes).toString("utf8"))));
}

function resourcesIn({ schema: { resource, typeDefinition } }) {
  const types = new Map(typeDefinition.entities.map((entity) => [entity.$id, entity]));
  const objectOf = ({ $id, properties }) => ({
    kind: "object",
    id: $id,
    properties: () =>
      Object.entries(properties).map(([name, { type, documentation }]) => ({
        name,
        doc: documentation,
        shape: shapeOf(type),
      })),
  });
  const shapeOf = (type) => {
    if (type.type === "array") return { kind: "list", of: shapeOf(type.element) };
    if (type.type === "map") return { kind: "map", of: shapeOf(type.element) };
    if (type.type === "union") return { kind: "union", of: type.types.map(shapeOf) };
    if (type.type === "ref") return objectOf(found(types, type.reference.$ref));
    return { kind: KINDS[type.type] ?? unknown(type) };
  };
  return resource.entities.map((entity) => ({ type: entity.cloudFormationType, shape: objectOf(entity) }));
}

/** A tag is a label of the resource. A text of enumerated values is still a text: CodeBuild's images are such. */
const KINDS = {
  string: "string",
  json: "document",
  tag: "other",
  boolean: "other",
  integer: "other",
  number: "other",
  "date-time": "other",
};

function unknown({ type }) {
  throw new Error(`no CloudFormation type ${type} is known`);
}

function found(types, id) {
  const type = types.get(id);
  if (type === undefined) throw new Error(`no type ${id} is defined`);
  return type;
}
