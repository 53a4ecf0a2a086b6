import { members, under } from "../cloudformation/source.ts";
import { underName } from "../arm/source.ts";
import { shapeOf } from "../data.ts";
import { UNKNOWN } from "../image-use.ts";

/** What a name of a program stands for: a value that it writes itself, secret or not. */
export interface Named {
  readonly written: unknown;
  readonly secret: boolean;
}

/** The names that a program, or a component of it, gives a value itself. What is only given from outside has none. */
export class Names {
  readonly #variables: readonly unknown[];
  readonly #settings: readonly unknown[];

  constructor(program: unknown) {
    this.#variables = underName(program, "variables");
    this.#settings = ["config", "configuration", "inputs"].flatMap((name) => underName(program, name));
  }

  /** Of several the last one. Undefined for a resource and for what the program does not say. */
  find(name: string): Named | undefined {
    const variable = this.#variables.flatMap((all) => under(all, name)).at(-1);
    if (variable !== undefined) return { written: variable, secret: false };
    const settings = this.#settings.flatMap(members);
    const setting = settings.findLast(({ key }) => key === name || String(key).endsWith(`:${name}`));
    return setting === undefined ? undefined : settingOf(setting.value);
  }
}

/** `name: value`, or `name: { type, value, default, secret }`. A stack's own file may say otherwise. */
function settingOf(setting: unknown): Named {
  if (shapeOf(setting) !== "object") return { written: setting, secret: false };
  const written = ["value", "default"].flatMap((name) => underName(setting, name)).at(0);
  const secret = underName(setting, "secret").some((one) => one !== false);
  return { written: written ?? UNKNOWN, secret };
}
