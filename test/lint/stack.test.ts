import { describe, expect, it } from "@jest/globals";
import { UNKNOWN } from "../../src/discover/index.ts";
import { registryFacts, stackFindings } from "../../src/lint/index.ts";
import { resource } from "./facts.ts";

const project = resource("harbor:index/project:Project", { name: "apps" });
const cache = resource("harbor:index/project:Project", { name: "hub", registryId: UNKNOWN });
const rule = (props: object) =>
  resource("harbor:index/immutableTagRule:ImmutableTagRule", { projectId: UNKNOWN, ...props });

describe("a project of Harbor", () => {
  it.each([
    ["without a rule", [project], 1],
    ["with a rule", [project, rule({ tagMatching: "**" })], 0],
    ["with a rule that comes before it", [rule({ tagMatching: "**" }), project], 0],
    ["with a rule that excludes tags", [project, rule({ tagExcluding: "latest" })], 0],
    ["with a rule of which is unknown whether it is on", [project, rule({ disabled: UNKNOWN })], 0],
    ["with a rule that is switched off", [project, rule({ disabled: true })], 1],
    ["that caches another registry", [cache], 0],
    ["of Terraform", [resource("m:tf:harbor_project", { name: "apps" })], 1],
  ])("%s", (_, resources, expected) => {
    const found = stackFindings(resources.map((one) => ({ registry: registryFacts(one), uses: [] })));
    expect(found).toHaveLength(expected);
    for (const { resource: about, finding } of found) {
      expect(about.registry.harbor).toBe("project");
      expect(finding).toMatchObject({ rule: "registry-immutable", reason: "mutable-tags" });
    }
  });
});
