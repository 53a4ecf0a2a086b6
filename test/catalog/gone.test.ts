import { expect, it } from "@jest/globals";
import { evaluate, url } from "./package.ts";

it("every listed field of a type that a package has is among its leaves, or known to be gone", () => {
  const sources = {
    "package@1": {
      x_task: {
        image: "run ref",
        "env{KEY}": "run ref",
        values: "blob values",
        "list[].image": "run ref",
        gone: "run ref",
      },
      azurerm_linux_web_app: { "site_config.application_stack.docker_image": "run part:repository" },
    },
    "other@1": { not_of_this_package: { image: "run ref" } },
  };
  const leaves = [
    ["x_task", ["image", "env{}", "values{}", "list.image", "goner"]],
    ["azurerm_linux_web_app", ["name"]],
  ];
  expect(
    evaluate(
      `const { compareListed } = await import(${url("gone.mjs")});
       const leaves = new Map(${JSON.stringify(leaves)}.map(([type, paths]) => [type, new Set(paths)]));
       return compareListed("package", leaves, { terraform: ${JSON.stringify(sources)} });`,
    ),
  ).toEqual({ found: 3, expected: 1, gone: ["list[].image", "gone"].map((path) => ({ type: "x_task", path })) });
});

it("a listed type that no package declares is told, unless the reason is known", () => {
  const catalogs = {
    terraform: {
      x: { x_read: { image: "run ref" }, x_taks: { image: "run ref" }, azapi_resource: { body: "blob arm-body" } },
    },
    "kubernetes-crd": { y: { "example.com/Thing": { "spec.image": "run ref", "spec.other": "run ref" } } },
  };
  expect(
    evaluate(
      `const { notCompared } = await import(${url("not-compared.mjs")});
       return notCompared(${JSON.stringify(catalogs)}, new Set(["x_read"]));`,
    ),
  ).toEqual({ expected: 3, unexplained: ["terraform x_taks"] });
});

it("a listed type that CDKTF's bindings of its provider lack is told", () => {
  const catalogs = { terraform: { "cdktf acme@1.0.0": { acme_gone: { image: "run ref" } } } };
  expect(
    evaluate(
      `const { compareListed } = await import(${url("gone.mjs")});
       return compareListed("@cdktf/provider-acme", new Map(), ${JSON.stringify(catalogs)});`,
    ),
  ).toMatchObject({ gone: [{ type: "acme_gone", path: "image" }] });
});
