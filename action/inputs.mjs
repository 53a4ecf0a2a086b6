/** An input is neither what it may be nor empty. */
export class InvalidInput extends Error {}

/** The arguments of `digestbound check` that the Action's inputs mean; no shell sees them. @throws InvalidInput */
export function argumentsOf(env) {
  const paths = lines(env.INPUT_PATHS);
  if (paths.includes("-")) throw new InvalidInput("paths: there is no standard input in an action.");
  return [
    ...valued("--policy", env.INPUT_POLICY),
    ...valued("--changed-since", env.INPUT_CHANGED_SINCE),
    ...flag("--frozen", "frozen", env.INPUT_FROZEN),
    ...flag("--offline", "offline", env.INPUT_OFFLINE),
    ...flag("--allow-empty", "allow-empty", env.INPUT_ALLOW_EMPTY),
    "--",
    ...paths,
  ];
}

function lines(text = "") {
  const found = text.split("\n").map((line) => line.trim());
  return found.filter((line) => line !== "");
}

function valued(option, value = "") {
  return value === "" ? [] : [`${option}=${value}`];
}

function flag(option, name, value = "") {
  if (value !== "" && value !== "true" && value !== "false")
    throw new InvalidInput(`${name} is neither true nor false.`);
  return value === "true" ? [option] : [];
}
