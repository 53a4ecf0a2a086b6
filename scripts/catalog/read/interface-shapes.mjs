// From declarations to shapes: what a name stands for is looked up when the walk comes to it.

/**
 * @param {import("./interfaces.mjs").Type} type
 * @param {{ find: (name: string) => { members: import("./interfaces.mjs").Member[] } | undefined,
 *   fieldOf: (member: import("./interfaces.mjs").Member) => { name: string, doc?: string } }} package_ how the package names
 *   its interfaces and its fields; a name that is not found is taken for a text
 * @returns {import("./shapes.mjs").Shape}
 */
export function shapeOf(type, package_) {
  if (type.kind === "list" || type.kind === "map") return { ...type, of: shapeOf(type.of, package_) };
  if (type.kind === "union") return { ...type, of: type.of.map((one) => shapeOf(one, package_)) };
  if (type.kind !== "reference") return type;
  const declared = package_.find(type.name);
  if (declared === undefined) return { kind: "string" };
  return {
    kind: "object",
    id: type.name,
    properties: () =>
      declared.members.map((member) => ({ ...package_.fieldOf(member), shape: shapeOf(member.type, package_) })),
  };
}
