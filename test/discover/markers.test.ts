import { describe, expect, it } from "@jest/globals";
import { discoverImageUses, UNKNOWN, withSecretsMarked, type Marker } from "../../src/discover/index.ts";
import { planted, resource } from "./resource.ts";

const KEY = "digestbound/exempt";
const MARKED = { metadata: { annotations: { [KEY]: "image: a" } } };
const containers = [{ image: "nginx" }, { image: "redis" }];
const PLACE = 'metadata.annotations["digestbound/exempt"]';

function markers(type: string, props: unknown): readonly (readonly Marker[] | undefined)[] {
  return discoverImageUses(resource(type, props)).map((use) => use.markers);
}

const deployment = (root: object, template: object = {}) => ({
  ...root,
  spec: { template: { ...template, spec: { containers } } },
});
const text = (path: string) => [{ path, value: { text: "image: a" } }];

describe("a marker goes with every use of its resource", () => {
  it.each([
    ["of the object", "kubernetes:apps/v1:Deployment", deployment(MARKED), PLACE],
    ["of a patch", "kubernetes:apps/v1:DeploymentPatch", deployment(MARKED), PLACE],
    ["of a pod", "kubernetes:core/v1:Pod", { ...MARKED, spec: { containers } }, PLACE],
    ["of a custom resource", "kubernetes:acme.io/v1:Shop", { ...MARKED, spec: { pod: { containers } } }, PLACE],
    ["of the pod template", "kubernetes:apps/v1:Deployment", deployment({}, MARKED), `spec.template.${PLACE}`],
    [
      "of a job's template in a CronJob",
      "kubernetes:batch/v1:CronJob",
      planted("spec.jobTemplate.spec.template", { ...MARKED, spec: { containers } }),
      `spec.jobTemplate.spec.template.${PLACE}`,
    ],
    [
      "of a PodTemplate",
      "kubernetes:core/v1:PodTemplate",
      { template: { ...MARKED, spec: { containers } } },
      `template.${PLACE}`,
    ],
  ])("%s", (_, type, props, path) => {
    expect(markers(type, props)).toEqual([text(path), text(path)]);
  });

  it("all of them, where there are several", () => {
    const [first, second] = markers("kubernetes:apps/v1:Deployment", deployment(MARKED, MARKED));
    expect(first).toEqual([...text(PLACE), ...text(`spec.template.${PLACE}`)]);
    expect(second).toBe(first);
  });
});

describe("no use has a marker", () => {
  it.each([
    ["that is another annotation", "kubernetes:core/v1:Pod", { metadata: { annotations: { exempt: "a" } } }],
    ["that is a label", "kubernetes:core/v1:Pod", { metadata: { labels: { [KEY]: "a" } } }],
    ["that is null", "kubernetes:core/v1:Pod", { metadata: { annotations: { [KEY]: null } } }],
    [
      "that is inherited",
      "kubernetes:core/v1:Pod",
      { metadata: { annotations: Object.setPrototypeOf({}, { [KEY]: "a" }) as object } },
    ],
    ["where nobody knows the annotations", "kubernetes:core/v1:Pod", { metadata: { annotations: UNKNOWN } }],
    ["where the annotations are a text", "kubernetes:core/v1:Pod", { metadata: { annotations: KEY } }],
    ["in a resource that is none of Kubernetes", "aws:ecs/taskDefinition:TaskDefinition", MARKED],
  ])("%s", (_, type, props) => {
    const uses = markers(type, { ...props, spec: { containers }, containerDefinitions: '[{"image":"nginx"}]' });
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((one) => one !== undefined)).toEqual([]);
  });

  it("of an object inside another: whoever writes a List marks what is judged as one", () => {
    const item = { apiVersion: "v1", kind: "Pod", ...MARKED, spec: { containers } };
    expect(markers("kubernetes:core/v1:List", { items: [item] })).toEqual([undefined, undefined]);
  });
});

describe("a marker that holds no known text", () => {
  const hostile = Object.defineProperty<object>({}, KEY, {
    enumerable: true,
    get: () => {
      throw new Error("no");
    },
  });

  it.each([
    ["is unknown", { [KEY]: UNKNOWN }, "is not known yet, or a secret"],
    ["is a number", { [KEY]: 1 }, "is a number, not a text"],
    ["is an object", { [KEY]: { image: "a" } }, "is an object, not a text"],
    ["throws", hostile, "could not be read"],
  ])("%s", (_, annotations, why) => {
    const [use] = markers("kubernetes:core/v1:Pod", { metadata: { annotations }, spec: { containers } });
    expect(use).toEqual([{ path: PLACE, value: { why } }]);
  });
});

it("a marker that is a secret is as good as unknown (law 8: whoever reviews the change does not see it)", () => {
  const at = (value: unknown) =>
    discoverImageUses(
      resource("kubernetes:core/v1:Pod", { metadata: { annotations: { [KEY]: value } }, spec: { containers } }),
    );
  const [use] = withSecretsMarked(at("image: a"), at(UNKNOWN));
  expect(use).toMatchObject({ markers: [{ path: PLACE, value: { why: "is not known yet, or a secret" } }] });
  expect(withSecretsMarked(at("image: a"), [])[0]).not.toHaveProperty("markers");
});
