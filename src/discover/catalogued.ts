import { rowsOf, type CatalogName, type Row } from "./catalog.ts";
import type { CorrectedPath } from "./corrected-path.ts";
import type { CorrectedType } from "./corrected-type.ts";
import type { Role } from "./image-use.ts";
import { isRead, judgedRole, stepsOf } from "./listed-fields.ts";

/** How the catalog has a place read. */
export interface Catalogued {
  /** As the catalog writes it; `ref` and a few others are also formats of the policy document. */
  readonly format: string;
  readonly role: Role;
}

/** How the catalog has exactly this place of this type read; undefined where it lists none there. */
export function cataloguedAt({ keys }: CorrectedType, path: CorrectedPath): Catalogued | undefined {
  const place = JSON.stringify(path);
  const row = keys.flatMap(rowsUnder).find((one) => isRead(one) && JSON.stringify(stepsOf(one.path)) === place);
  return row && { format: row.format, role: judgedRole(row) };
}

/** Of `terraform aws_ecs_task_definition`, as types have keys. */
function rowsUnder(key: string): readonly Row[] {
  const space = key.indexOf(" ");
  const [platform, name] = [key.slice(0, space), key.slice(space + 1)];
  return rowsOf(platform === "kubernetes" ? "kubernetes-crd" : (platform as CatalogName), name);
}
