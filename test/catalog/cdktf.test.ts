import { describe, expect, it } from "@jest/globals";
import { readPackage, type Reading } from "./package.ts";

const field = (declared: string, name: string, words = "") => `
    /**
    * ${words}
    *
    * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/hashicorp/x/1.0.0/docs/resources/task#${name} Task#${name}}
    */
    readonly ${declared};`;
const interfaceOf = (name: string, fields: readonly string[], base = "") =>
  `export interface ${name}${base} {${fields.join("")}\n}\n`;
const config = (name: string, ...fields: string[]) =>
  interfaceOf(`${name}Config`, fields, " extends cdktf.TerraformMetaArguments");
const classOf = (name: string, type: string, base = "TerraformResource") =>
  `export declare class ${name} extends cdktf.${base} {
    static readonly tfResourceType = "${type}";
    private _image?;
    get image(): string;
    constructor(scope: Construct, id: string, config: ${name}Config);
  }\n`;

const TASK = [
  config(
    "Task",
    field("s3Image?: string", "s3_image", "The {container} image."),
    field("count?: number", "count"),
    field("on?: boolean | cdktf.IResolvable", "on"),
    field("names?: string[]", "names"),
    field("env?: {\n        [key: string]: string;\n    }", "env"),
    field("anything?: any", "anything"),
    field("container: TaskContainer[] | cdktf.IResolvable", "container"),
    field("one?: TaskContainer", "one"),
  ),
  classOf("Task", "x_task"),
].join("");
const CONTAINER = interfaceOf("TaskContainer", [field("imageUri?: string", "image_uri"), field("x?: number[][]", "x")]);
const LONG = `lib/task/${"index-structs/".repeat(8)}structs0.d.ts`;

describe("the reader of CDKTF's bindings", () => {
  it("tells types and names as Terraform says them, over all files of a resource", () => {
    const reading = readPackage("cdktf", { "lib/task/index.d.ts": TASK, [LONG]: CONTAINER });
    expect(reading).toEqual({
      types: ["x_task"],
      leaves: {
        x_task: [
          ...["s3_image", "count", "on", "names[]", "env{}", "anything"],
          ...["container[].image_uri", "container[].x[][]", "one.image_uri", "one.x[][]"],
        ],
      },
      candidates: [
        { type: "x_task", path: "s3_image", doc: "The {container} image." },
        { type: "x_task", path: "env{}" },
        { type: "x_task", path: "container[].image_uri" },
        { type: "x_task", path: "one.image_uri" },
      ],
      cut: [],
    });
  });

  it("reads no data source and no provider: they deploy nothing", () => {
    const reading = readPackage("cdktf", {
      "lib/data-x-task/index.d.ts":
        config("DataXTask", field("image: string", "image")) + classOf("DataXTask", "x_task"),
      "lib/provider/index.d.ts": config("XProvider") + classOf("XProvider", "x", "TerraformProvider"),
      "lib/other/index.d.ts": config("Other", field("name: string", "name")) + classOf("Other", "x_other"),
      "lib/other/index.js": "throw new Error('run')",
    });
    expect((reading as Reading).types).toEqual(["x_other"]);
  });

  it("keeps a resource's names apart from those of another", () => {
    const other = config("Other", field("one: TaskContainer", "one")) + classOf("Other", "x_other");
    const reading = readPackage("cdktf", {
      "lib/task/index.d.ts": TASK + CONTAINER,
      "lib/other/index.d.ts": other + interfaceOf("TaskContainer", [field("size: string", "size")]),
    });
    expect((reading as Reading).leaves).toMatchObject({ x_other: ["one.size"] });
  });

  it.each([
    ["a struct that is not declared", TASK, "no TaskContainer is declared beside the resource that uses it"],
    [
      "a field whose name Terraform does not tell",
      config("Task", "\n    /** An image. */ readonly image: string;") + classOf("Task", "x_task"),
      "no link tells Terraform's name of image",
    ],
    ["a resource without a configuration", classOf("Task", "x_task"), "no resource that can be read: Task"],
    [
      "a type of a syntax that nobody knows",
      config("Task", field("image: keyof Task", "image")) + classOf("Task", "x_task"),
      "no type of syntax TypeOperator is known",
    ],
  ])("refuses %s, so that nothing is overlooked (law 3)", (_, text, message) => {
    expect(readPackage("cdktf", { "lib/task/index.d.ts": text })).toBe(message);
  });
});
