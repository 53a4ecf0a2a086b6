import { describe, expect, it } from "@jest/globals";
import { assemblyImageUses } from "../../../src/discover/index.ts";

const BUCKET = "cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}";
const url = (key: string, bucket: unknown = { "Fn::Sub": BUCKET }) => ({
  "Fn::Join": ["", ["https://s3.", { Ref: "AWS::Region" }, ".", { Ref: "AWS::URLSuffix" }, "/", bucket, `/${key}`]],
});
const stack = (TemplateURL: unknown, Parameters?: unknown) => ({
  Type: "AWS::CloudFormation::Stack",
  Properties: { TemplateURL, ...(Parameters === undefined ? {} : { Parameters }) },
});
const task = (Image: unknown) => ({
  Type: "AWS::ECS::TaskDefinition",
  Properties: { ContainerDefinitions: [{ Image }] },
});
const template = (Resources: object, Parameters: object = {}) => JSON.stringify({ Resources, Parameters });

/** An asset manifest that uploads each of these files under its name. */
function manifest(paths: Readonly<Record<string, string>>, destination: object = { bucketName: BUCKET }) {
  const files = Object.entries(paths).map(([key, path]) => {
    return [
      key,
      { source: { path, packaging: "file" }, destinations: { here: { ...destination, objectKey: key } } },
    ] as const;
  });
  return JSON.stringify({ files: Object.fromEntries(files), dockerImages: {} });
}

const ASSEMBLY = JSON.stringify({
  artifacts: {
    "Web.assets": { type: "cdk:asset-manifest", properties: { file: "Web.assets.json" } },
    Web: { type: "aws:cloudformation:stack", properties: { templateFile: "Web.template.json" } },
  },
});

/** The uses, one line each. */
function told(files: Readonly<Record<string, string | undefined>>, templates = ["out/Web.template.json"]): string[] {
  const all: Readonly<Record<string, string | undefined>> = { "out/manifest.json": ASSEMBLY, ...files };
  const found = assemblyImageUses(templates, { read: (path) => all[path], shown: (path) => path });
  return found.map(({ use, path }) => {
    const what = use.kind === "image" ? use.image : use.kind;
    return `${what} at ${use.place.resource} ${use.place.path} in ${path}`;
  });
}

const NAME = "AWS::CloudFormation::Stack N Properties.TemplateURL in out/Web.template.json";
const HIDDEN = /^hidden at AWS::CloudFormation::Stack N Properties\.TemplateURL/;
const inner = {
  "out/Web.assets.json": manifest({ "n.json": "N.json" }),
  "out/N.json": template({ T: task("inner:1") }),
};
const IN_INNER = "AWS::ECS::TaskDefinition T Properties.ContainerDefinitions[0].Image in out/N.json";

describe("a nested stack of a cloud assembly", () => {
  it("is read in the place of its name", () => {
    const web = template({ N: stack(url("n.json")), T: task("outer:1") });
    expect(told({ ...inner, "out/Web.template.json": web })).toEqual([
      "outer:1 at AWS::ECS::TaskDefinition T Properties.ContainerDefinitions[0].Image in out/Web.template.json",
      `inner:1 at ${IN_INNER}`,
    ]);
  });

  it("inside of a nested stack is read, too", () => {
    const files = {
      "out/Web.assets.json": manifest({ "m.json": "M.json", "n.json": "N.json" }),
      "out/Web.template.json": template({ M: stack(url("m.json")) }),
      "out/M.json": template({ N: stack(url("n.json")) }),
      "out/N.json": template({ T: task("inner:1") }),
    };
    expect(told(files)).toEqual([`inner:1 at ${IN_INNER}`]);
  });

  it("of a fixed account and region is found by where that is", () => {
    const bucket = "cdk-hnb659fds-assets-123456789012-eu-west-1";
    const fixed = { "Fn::Join": ["", ["https://s3.eu-west-1.", { Ref: "AWS::URLSuffix" }, `/${bucket}/n.json`]] };
    const manifests = {
      "out/Web.assets.json": manifest({ "n.json": "N.json" }, { bucketName: bucket, region: "eu-west-1" }),
    };
    expect(told({ ...inner, ...manifests, "out/Web.template.json": template({ N: stack(fixed) }) })).toEqual([
      `inner:1 at ${IN_INNER}`,
    ]);
  });

  it.each<[string, object, readonly string[]]>([
    ["what its parent sets", { I: "set:1" }, ["set:1"]],
    ["what its parent leaves to a condition", { I: { "Fn::If": ["C", "a:1", "b:1"] } }, ["a:1", "b:1"]],
    ["what its parent leaves open", { I: { "Fn::GetAtt": ["R", "Uri"] } }, ["unknown"]],
    ["the default where its parent says nothing", {}, ["default:1"]],
    ["the default where its parent leaves it out", { I: { Ref: "AWS::NoValue" } }, ["default:1"]],
  ])("has of a parameter %s (law 6)", (_, parameters, images) => {
    const files = {
      ...inner,
      "out/Web.template.json": template({ N: stack(url("n.json"), parameters) }),
      "out/N.json": template({ T: task({ Ref: "I" }) }, { I: { Type: "String", Default: "default:1" } }),
    };
    expect(told(files).map((line) => line.split(" ")[0])).toEqual(images);
  });

  it.each<[string, object, Record<string, string | undefined>?]>([
    ["lies in a bucket of somebody else", stack(url("n.json", "evil"))],
    ["is named by a URL", stack("https://s3.amazonaws.com/evil/n.json")],
    ["is no file of the assembly", stack(url("other.json"))],
    ["may be elsewhere, too", stack({ "Fn::If": ["C", url("n.json"), "https://example.com/t"] })],
    ["has parameters that nobody can see", stack(url("n.json"), { "Fn::Transform": { Name: "Mine" } })],
    ["is told by its metadata alone", { ...stack("https://example.com/t"), Metadata: { "aws:asset:path": "N.json" } }],
    [
      "is uploaded from two files",
      stack(url("n.json")),
      {
        "out/Web.assets.json": manifest({ "n.json": "N.json" }).replace(
          '"files":{',
          '"files":{"other":{"source":{"path":"O.json"},"destinations":{"d":{"bucketName":"cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}","objectKey":"n.json"}}},',
        ),
      },
    ],
  ])("is rejected as what cannot be seen where its template %s (law 3)", (_, nested, files = {}) => {
    const web = template({ N: nested });
    expect(told({ ...inner, ...files, "out/Web.template.json": web })).toContainEqual(expect.stringMatching(HIDDEN));
  });

  it("is rejected where two resources have one name", () => {
    const web = `{"Resources":{"N":${JSON.stringify(stack(url("n.json")))},"N":${JSON.stringify(stack("https://example.com/t"))}}}`;
    expect(told({ ...inner, "out/Web.template.json": web })).toEqual([`hidden at ${NAME}`, `hidden at ${NAME}`]);
  });

  it("whose template is missing is told", () => {
    const web = template({ N: stack(url("n.json")) });
    expect(told({ ...inner, "out/N.json": undefined, "out/Web.template.json": web })).toEqual([
      "unreadable at the cloud assembly out/N.json in out/N.json",
    ]);
  });

  it("that nests without end is cut, and told once", () => {
    const web = template({ N: stack(url("w.json")), M: stack(url("w.json")) });
    const files = { "out/Web.assets.json": manifest({ "w.json": "Web.template.json" }), "out/Web.template.json": web };
    expect(told(files)).toEqual(["unreadable at the cloud assembly out/Web.template.json in out/Web.template.json"]);
  });
});

describe("the files of a cloud assembly", () => {
  const web = template({ T: task("a:1") });

  it.each<[string, Record<string, string | undefined>, string]>([
    ["a template", { "out/Web.template.json": undefined }, "out/Web.template.json"],
    ["a template that is no data", { "out/Web.template.json": "{" }, "out/Web.template.json"],
    ["the manifest", { "out/manifest.json": undefined }, "out/manifest.json"],
    ["a manifest that is no object", { "out/manifest.json": "null" }, "out/manifest.json"],
    ["an asset manifest", { "out/Web.assets.json": undefined }, "out/Web.assets.json"],
  ])("are told where %s cannot be read (law 3)", (_, missing, file) => {
    const files = { "out/Web.template.json": web, "out/Web.assets.json": manifest({}), ...missing };
    expect(told(files)).toContain(`unreadable at the cloud assembly ${file} in ${file}`);
  });

  it("may be a stack without resources, which is never deployed", () => {
    expect(told({ "out/Web.template.json": "{}", "out/Web.assets.json": manifest({}) })).toEqual([]);
  });

  it("show what the image assets are built from, once a folder", () => {
    const dockerImages = { a: { source: { directory: "asset.a" } } };
    const files = {
      "out/Web.template.json": web,
      "out/Api.template.json": template({}),
      "out/Web.assets.json": JSON.stringify({ files: {}, dockerImages }),
      "out/asset.a/Dockerfile": "FROM base:1\n",
    };
    expect(told(files, ["out/Web.template.json", "out/Api.template.json"])).toEqual([
      expect.stringMatching(/^base:1 at the image assets dockerImages\.a\.source/),
      "a:1 at AWS::ECS::TaskDefinition T Properties.ContainerDefinitions[0].Image in out/Web.template.json",
    ]);
  });
});
