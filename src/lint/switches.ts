import { UNKNOWN } from "../discover/index.ts";
import { NO_FACTS, type RegistryFacts, UNTAGGED_ARE_LOST } from "./deletion.ts";
import { found } from "./finding.ts";
import { isOn, property, type Value, word } from "./value.ts";

/** A repository whose tags are fixed by a switch of this name, which is off unless it is set. */
export function immutableBy(name: string): (inputs: Value, isPatch: boolean) => RegistryFacts {
  return (inputs, isPatch) => {
    const setting = property(inputs, name);
    if (isOn(setting) || setting.value === UNKNOWN || (isPatch && setting.value === undefined)) return NO_FACTS;
    const problem =
      setting.value === undefined ? "is not set, and then every tag can be moved" : "lets every tag be moved";
    return { ...NO_FACTS, findings: [found("mutable-tags", setting.path, `${problem} to another image. Write true.`)] };
  };
}

/** A registry of Azure: its tags cannot be fixed by its resource, but it can be told to delete what has no tag. */
export function azureNativeRegistry(inputs: Value): RegistryFacts {
  const status = property(property(property(inputs, "policies"), "retentionPolicy"), "status");
  return word(status) === "ENABLED" ? deletes(status, "Write disabled.") : NO_FACTS;
}

export function azureRegistry(inputs: Value): RegistryFacts {
  const days = property(inputs, "retentionPolicyInDays");
  return typeof days.value === "number" ? deletes(days, "Remove it.") : NO_FACTS;
}

/** A repository of Artifactory, which deletes the oldest tags of an image beyond this number; zero is no limit. */
export function artifactoryRepository(inputs: Value): RegistryFacts {
  const most = property(inputs, "maxUniqueTags");
  if (typeof most.value !== "number" || most.value <= 0) return NO_FACTS;
  const message =
    "deletes an image's oldest tags beyond this number, though they are deployed by their digest. Write 0.";
  return { ...NO_FACTS, findings: [found("deletes-images", most.path, message)] };
}

function deletes({ path }: Value, instead: string): RegistryFacts {
  return { ...NO_FACTS, findings: [found("deletes-images", path, `${UNTAGGED_ARE_LOST} ${instead}`)] };
}
