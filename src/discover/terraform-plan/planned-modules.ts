import { type Entry, plannedEntries } from "./entries.ts";
import { isRefused, listAt, objectAt, type Refused, shownAt, type Steps } from "./refused.ts";

/** The resources of every module, however deep, the root module's first. */
export function plannedInModules(planned: unknown): readonly Entry[] | Refused {
  if (planned === undefined || planned === null) return [];
  const outermost = objectAt("planned_values", planned);
  if (isRefused(outermost)) return outermost;
  const entries: Entry[] = [];
  const open: { readonly where: Steps; readonly value: unknown }[] = [
    { where: ["planned_values", "root_module"], value: outermost.members["root_module"] ?? {} },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { where } = next;
    const module = objectAt(shownAt(where), next.value);
    if (isRefused(module)) return module;
    const own = plannedEntries([...where, "resources"], module.members["resources"]);
    if (isRefused(own)) return own;
    for (const entry of own) entries.push(entry);
    const children = listAt(shownAt([...where, "child_modules"]), module.members["child_modules"]);
    if (isRefused(children)) return children;
    for (const [index, value] of children.entries()) open.push({ where: [...where, "child_modules", index], value });
  }
  return entries;
}
