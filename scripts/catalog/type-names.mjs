// src/discover/catalog/types.json: every type of every package that was read. src/discover/known-types.ts reads it.

/** `aws:ecs/cluster:Cluster` is `Cluster` in `aws:ecs/`, `aws-native:ecs:Cluster` is `Cluster` in `aws-native:ecs:`,
 * `AWS::ECS::Cluster` is `Cluster` in `AWS::ECS::`, and `aws_ecs_cluster` is `ecs_cluster` in `aws_`. */
export function splitType(type) {
  const [, module, file, name] = /^([^:]+:[^:]+\/)([^:/]+):(.+)$/.exec(type) ?? [];
  if (name !== undefined && file === name.slice(0, 1).toLowerCase() + name.slice(1)) return [module, name];
  const end = (type.includes(":") ? type.lastIndexOf(":") : type.indexOf("_")) + 1;
  return [type.slice(0, end), type.slice(end)];
}

/** @param {string[]} types */
export function groupTypes(types) {
  const groups = [...Map.groupBy(types.map(splitType), ([group]) => group)];
  return Object.fromEntries(
    groups
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([group, of]) => [group, [...new Set(of.map(([, name]) => name))].sort().join(" ")]),
  );
}
