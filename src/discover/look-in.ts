import { FAILED, type Member, membersOf, shapeOf } from "./data.ts";

/** More members than an object has that says where something runs. */
const MOST = 1_000;

/** The one member of this name; undefined where there is none, where there are several, or where it cannot be read. */
export function memberOf(members: readonly Member[], name: string): unknown {
  const found = members.filter(({ key }) => key === name);
  const [only] = found;
  return found.length === 1 && only?.value !== FAILED ? only?.value : undefined;
}

/** As above, of a value; a list of one stands for its element, as in Terraform. */
export function lookIn(value: unknown, ...names: readonly string[]): unknown {
  const [name, ...rest] = names;
  if (name === undefined) return value;
  const members = objectMembers(onlyOf(value) ?? value);
  return members === undefined ? undefined : lookIn(memberOf(members, name), ...rest);
}

/** The one element of a list. */
export function onlyOf(value: unknown): unknown {
  const elements = elementsOf(value);
  return elements?.length === 1 ? elements[0] : undefined;
}

export function elementsOf(value: unknown): readonly unknown[] | undefined {
  if (shapeOf(value) !== "list") return undefined;
  const members = membersOf(value as object, MOST);
  return members === FAILED || members.some((one) => one.value === FAILED)
    ? undefined
    : members.map((one) => one.value);
}

function objectMembers(value: unknown): readonly Member[] | undefined {
  if (shapeOf(value) !== "object") return undefined;
  const members = membersOf(value as object, MOST);
  return members === FAILED ? undefined : members;
}
