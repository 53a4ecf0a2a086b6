import { expect, it } from "@jest/globals";
import { readDescriptor } from "../../src/registry/descriptor.ts";
import { everyPlatformOf } from "../../src/registry/index.ts";
import { digest } from "../gate/fake-registry.ts";

const ATTESTATION = { "vnd.docker.reference.type": "attestation-manifest" };
const amd64 = { os: "linux", architecture: "amd64" };
const unknown = { os: "unknown", architecture: "unknown" };

function entry(platform?: object, annotations?: object) {
  const value = { mediaType: "application/vnd.oci.image.manifest.v1+json", digest: digest("x"), size: 1 };
  const read = readDescriptor({ ...value, platform, annotations });
  if (read === undefined) throw new Error("it is no descriptor");
  return read;
}

it.each([
  [
    "each platform once",
    [entry(amd64), entry(amd64), entry({ ...amd64, variant: "v3" })],
    ["linux/amd64", "linux/amd64/v3"],
  ],
  ["none of attestations (peers.md §2a 14)", [entry(amd64), entry(unknown, ATTESTATION)], ["linux/amd64"]],
  ["none of what is only marked unknown", [entry(unknown)], []],
  ["none of an attestation without a platform", [entry(undefined, ATTESTATION)], []],
  [
    "that of an image that an annotation calls an attestation, as runtimes do",
    [entry(amd64, ATTESTATION)],
    ["linux/amd64"],
  ],
  ["nothing where an image may be for any", [entry(amd64), entry()], undefined],
  [
    "nothing where one is for what no platform is called",
    [entry(amd64), entry({ ...amd64, os: "\u001b[2J" })],
    undefined,
  ],
  ["nothing of none", [], []],
])("an index tells %s", (_, children, expected) => {
  expect(everyPlatformOf(children)).toEqual(expected);
});
