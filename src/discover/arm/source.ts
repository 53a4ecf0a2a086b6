import { members } from "../cloudformation/source.ts";

/** Every value under a name, in any case: Azure Resource Manager tells none apart. What is undefined is not there. */
export function underName(value: unknown, name: string): readonly unknown[] {
  const wanted = name.toLowerCase();
  return members(value)
    .filter(({ key, value: inner }) => inner !== undefined && String(key).toLowerCase() === wanted)
    .map((member) => member.value);
}
