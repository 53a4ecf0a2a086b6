import { InvalidArgumentError, Option } from "commander";

export function policyOption(): Option {
  const description = "the policy document (default: digestbound.yaml from here up to the repository root)";
  return new Option("--policy <file>", description).argParser(once);
}

export function cacheOption(): Option {
  return new Option("--no-cache", "use nothing that earlier runs read, and keep nothing");
}

export function lockOption(): Option {
  const description = "the lock file (default: digestbound.lock beside the policy document, where there is one)";
  return new Option("--lock <file>", description).argParser(once);
}

export function frozenOption(): Option {
  return new Option("--frozen", "reject what the lock file does not have, or has otherwise");
}

export function offlineOption(): Option {
  const description = "ask nobody: what digestbound.evidence beside the lock file does not support is undetermined";
  return new Option("--offline", description);
}

export function atOption(): Option {
  const description = "as of the beginning of this day to come (UTC), or of a moment: 2027-01-31, 2027-01-31T09:00Z";
  return new Option("--at <date>", description).argParser(once);
}

export function formatOption(): Option {
  return new Option("--format <format>", "how to report").choices(["pretty", "json"]).default("pretty");
}

export function colourOption(): Option {
  return new Option("--no-color", "plain text (so does NO_COLOR)");
}

/** The last of two would win, and a list of images that somebody else wrote could bring a policy of its own (law 8). */
export function once(value: string, previous: string | undefined): string {
  if (previous !== undefined) throw new InvalidArgumentError("It may be given once.");
  return value;
}

export function several(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value];
}
