import { expect, it } from "@jest/globals";
import { readPackage, type Reading } from "./package.ts";

const kind = (name: string, apiVersion: string, spec: string, suffix = "") => `
    interface ${name}${suffix} {
      apiVersion?: pulumi.Input<"${apiVersion}" | undefined>;
      kind?: pulumi.Input<"${name}" | undefined>;
      ${spec}
    }`;

const INPUTS = `
import * as pulumi from "@pulumi/pulumi";
export declare namespace apps {
  namespace v1 {
    ${kind("Deployment", "apps/v1", "spec: pulumi.Input<inputs.core.v1.PodSpec>;\nstatus?: pulumi.Input<inputs.core.v1.Status>;")}
    ${kind("Deployment", "apps/v1", "spec?: pulumi.Input<inputs.core.v1.PodSpecPatch>;", "Patch")}
  }
}
export declare namespace core {
  namespace v1 {
    interface PodSpec {
      containers: pulumi.Input<pulumi.Input<inputs.core.v1.Container>[]>;
      novelContainers?: pulumi.Input<pulumi.Input<inputs.core.v1.Container>[] | undefined>;
      policy?: pulumi.Input<string | enums.core.v1.Policy | undefined>;
      labels?: pulumi.Input<{ [key: string]: pulumi.Input<string> } | undefined>;
    }
    interface PodSpecPatch { patched?: pulumi.Input<string>; }
    interface Container {
      /**
       * Container image name.
       */
      image?: pulumi.Input<string | undefined>;
    }
    interface Status { image?: pulumi.Input<string>; }
    ${kind("Pod", "v1", "spec?: pulumi.Input<inputs.core.v1.PodSpec | undefined>;")}
  }
}
export declare namespace meta { namespace v1 { interface ListMeta { continue?: pulumi.Input<string>; } } }
`;

it("reads the kinds of the API: a container list that nobody has seen yet is a candidate", () => {
  const paths = ["spec.containers[].image", "spec.novelContainers[].image"];
  const leaves = ["apiVersion", "kind", ...paths, "spec.policy", "spec.labels{}"];
  expect(readPackage("kubernetes-types", { "types/input.d.ts": INPUTS })).toEqual({
    types: ["apps/v1/Deployment", "v1/Pod"],
    leaves: { "apps/v1/Deployment": leaves, "v1/Pod": leaves },
    candidates: ["apps/v1/Deployment", "v1/Pod"].flatMap((type) =>
      paths.map((path) => ({ type, path, doc: "Container image name." })),
    ),
    cut: [],
  });
});

it("refuses a package without these types, and a name that is not declared (law 3)", () => {
  expect(readPackage("kubernetes-types", { "index.d.ts": INPUTS })).toContain("no types/input.d.ts in ");
  const broken = INPUTS.replace("interface Container {", "interface Contained {");
  expect(readPackage("kubernetes-types", { "types/input.d.ts": broken })).toBe(
    "no inputs.core.v1.Container is declared",
  );
});

it("reads the types of a package whose other files are longer than a block", () => {
  const reading = readPackage("kubernetes-types", { "a.js": "x".repeat(70_001), "types/input.d.ts": INPUTS });
  expect((reading as Reading).types).toHaveLength(2);
});
