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
      not_of_this_package: { image: "run ref" },
    },
  };
  const leaves = [
    ["x_task", ["image", "env{}", "values{}", "list.image", "goner"]],
    ["azurerm_linux_web_app", ["name"]],
  ];
  expect(
    evaluate(
      `const { compare } = await import(${url("recall.mjs")});
       const leaves = new Map(${JSON.stringify(leaves)}.map(([type, paths]) => [type, new Set(paths)]));
       return compare(${JSON.stringify(sources)}, leaves);`,
    ),
  ).toEqual({ found: 3, expected: 1, missing: ["x_task list[].image", "x_task gone"] });
});
