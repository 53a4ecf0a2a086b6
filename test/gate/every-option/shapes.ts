import { readdirSync } from "node:fs";
import { join } from "node:path";
import { jest } from "@jest/globals";

const ROOM = join(__dirname, "../../../src/policy");

interface Shape {
  readonly what: string;
  readonly wordings: object;
}

function isShape(value: unknown): value is Shape {
  return typeof value === "object" && value !== null && "schema" in value && "wordings" in value;
}

/** Every kind of mapping that a document may hold, by what it is called in messages, and its keys: as the room exports them. */
export function shapesOfTheDocument(): ReadonlyMap<string, readonly string[]> {
  const files = readdirSync(ROOM).filter((name) => name.endsWith(".ts") && name !== "index.ts");
  const exported = files.flatMap((name) => Object.values(jest.requireActual<object>(join(ROOM, name))) as unknown[]);
  const nested = exported.flatMap((value) =>
    typeof value === "object" && value !== null && !isShape(value) ? (Object.values(value) as unknown[]) : [value],
  );
  return new Map(nested.filter(isShape).map(({ what, wordings }) => [what, Object.keys(wordings)]));
}
