import { describe, expect, it } from "@jest/globals";
import { UNKNOWN } from "../../src/discover/index.ts";
import { ARTIFACTS, told } from "./facts.ts";

const MUTABLE = "mutable-tags dockerConfig.immutableTags";
const FIXED = { format: "DOCKER", dockerConfig: { immutableTags: true } };

describe("a repository of Artifact Registry", () => {
  it.each<[string, unknown, readonly string[]]>([
    ["says nothing of its tags", { format: "DOCKER" }, [MUTABLE]],
    ["lets them be moved", { format: "docker", dockerConfig: { immutableTags: false } }, [MUTABLE]],
    ["has an empty setting", { format: "DOCKER", mode: "STANDARD_REPOSITORY", dockerConfig: {} }, [MUTABLE]],
    ["has null where Terraform sets nothing", { format: "DOCKER", mode: null }, [MUTABLE]],
    ["fixes them", FIXED, []],
    ["has an unknown setting (law 6)", { format: "DOCKER", dockerConfig: { immutableTags: UNKNOWN } }, []],
    ["has unknown settings", { format: "DOCKER", dockerConfig: UNKNOWN }, []],
    ["caches another registry", { format: "DOCKER", mode: "REMOTE_REPOSITORY" }, []],
    ["joins others", { format: "DOCKER", mode: "VIRTUAL_REPOSITORY" }, []],
    ["has an unknown mode", { format: "DOCKER", mode: UNKNOWN }, []],
    ["holds no images", { format: "NPM" }, []],
    ["has an unknown format", { format: UNKNOWN }, []],
  ])("%s", (_, props, expected) => {
    expect(told(ARTIFACTS, props)).toEqual(expected);
  });

  it.each<[string, unknown, readonly string[]]>([
    ["google-native:artifactregistry/v1:Repository", { format: "DOCKER" }, [MUTABLE]],
    [
      "module:tf:google_artifact_registry_repository",
      { format: "DOCKER", docker_config: [{ immutable_tags: false }] },
      ["mutable-tags docker_config[0].immutable_tags"],
    ],
    [
      "module:tf:google_artifact_registry_repository",
      { format: "DOCKER", docker_config: [{ immutable_tags: true }] },
      [],
    ],
    [
      "module:tf:google_artifact_registry_repository",
      { format: "DOCKER", docker_config: [] },
      ["mutable-tags docker_config[0].immutableTags"],
    ],
    [
      "kubernetes:artifactregistry.cnrm.cloud.google.com/v1beta1:ArtifactRegistryRepository",
      { spec: { format: "DOCKER" } },
      ["mutable-tags spec.dockerConfig.immutableTags"],
    ],
    [
      "kubernetes:artifactregistry.cnrm.cloud.google.com/v1beta1:ArtifactRegistryRepositoryPatch",
      { spec: { description: "x" } },
      [],
    ],
    [
      "kubernetes:artifact.gcp.upbound.io/v1beta1:RegistryRepository",
      { spec: { forProvider: { format: "DOCKER", dockerConfig: [{ immutableTags: true }] } } },
      [],
    ],
  ])("as %s %#", (type, props, expected) => {
    expect(told(type, props)).toEqual(expected);
  });
});

describe("its cleanup policies", () => {
  const remove = (condition?: object) => ({ id: "a", action: "DELETE", ...(condition !== undefined && { condition }) });
  const keep = (rest: object) => ({ id: "b", action: "KEEP", ...rest });
  const cleanup = (...cleanupPolicies: readonly unknown[]) => ({ ...FIXED, cleanupPolicies });
  const FIRST = ["deletes-images cleanupPolicies[0]"];

  it.each<[string, unknown, readonly string[]]>([
    ["take untagged images", cleanup(remove({ tagState: "UNTAGGED", olderThan: "7d" })), FIRST],
    ["take any image", cleanup(remove({ tagState: "ANY", olderThan: "7d" })), FIRST],
    ["take any image, which is the default", cleanup(remove({ olderThan: "7d" })), FIRST],
    ["name no condition", cleanup(remove()), FIRST],
    ["take every tag", cleanup(remove({ tagState: "TAGGED" })), FIRST],
    ["take tags of signatures", cleanup(remove({ tagState: "TAGGED", tagPrefixes: ["dev", "sha256-"] })), FIRST],
    ["take some tags only", cleanup(remove({ tagState: "TAGGED", tagPrefixes: ["dev"] })), []],
    ["take some tags only, in any state", cleanup(remove({ tagState: "ANY", tagPrefixes: ["dev"] })), []],
    ["are tried, and delete nothing", { ...cleanup(remove()), cleanupPolicyDryRun: true }, []],
    ["are perhaps only tried", { ...cleanup(remove()), cleanupPolicyDryRun: UNKNOWN }, []],
    ["keep everything", cleanup(remove(), keep({ condition: { tagState: "ANY" } })), []],
    ["keep the newest ones", cleanup(remove(), keep({ mostRecentVersions: { keepCount: 5 } })), FIRST],
    [
      "keep the newest ones of all",
      cleanup(remove(), keep({ condition: { tagState: "ANY" }, mostRecentVersions: { keepCount: 5 } })),
      FIRST,
    ],
    ["keep what is tagged", cleanup(remove(), keep({ condition: { tagState: "TAGGED" } })), FIRST],
    ["keep what is new", cleanup(remove(), keep({ condition: { newerThan: "30d" } })), FIRST],
    ["only keep", cleanup(keep({ condition: { tagState: "ANY" } })), []],
    ["are unknown (law 6)", { ...FIXED, cleanupPolicies: UNKNOWN }, []],
    [
      "are unknown in part",
      cleanup(UNKNOWN, remove({ tagState: UNKNOWN }), remove()),
      ["deletes-images cleanupPolicies[2]"],
    ],
    ["take unknown tags", cleanup(remove({ tagState: "TAGGED", tagPrefixes: [UNKNOWN] })), []],
    ["stand in a map", { ...FIXED, cleanupPolicies: { "<b>": remove() } }, ["deletes-images cleanupPolicies{}"]],
  ])("%s", (_, props, expected) => {
    expect(told(ARTIFACTS, props)).toEqual(expected);
  });
});
