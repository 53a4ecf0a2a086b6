/** A place in a type's inputs: `"[]"` is each element of a list, `"{}"` each value of a map, anything else a name. */
export type CorrectedPath = readonly string[];

const LONGEST = 1000;
const STEP = /(?<each>\[\]|\{\})|\{(?<key>[^{}[\]\s]+)\}|(?<dot>\.?)(?<name>[^.[\]{}\s"'\\]+)/y;

/**
 * Reads `spec.runtime.images[].name`, `spec.sidecars{}.image`, `metadata.annotations{acme.io/image}`: names with dots between
 * them, `[]` for each element, `{}` for each value and `{key}` for the value of that very key. Undefined where it is no path.
 * @param inside the path goes on from a list or a map: it may begin with `[]` and `{}`
 */
export function parseCorrectedPath(text: string, inside = false): CorrectedPath | undefined {
  if (text === "" || text.length > LONGEST) return undefined;
  const steps: string[] = [];
  const step = new RegExp(STEP);
  while (step.lastIndex < text.length) {
    const found = step.exec(text)?.groups;
    if (found === undefined) return undefined;
    const { each, key, dot, name } = found;
    const begins = steps.length === 0;
    const fits = name === undefined ? !begins || inside : (dot === "") === begins;
    const taken = each ?? key ?? name;
    // An assignment of this name changes what an object is, and no platform has it.
    if (!fits || taken === undefined || taken === "__proto__") return undefined;
    steps.push(taken);
  }
  return steps;
}
