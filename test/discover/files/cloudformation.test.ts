import { describe, expect, it } from "@jest/globals";
import { formatOf, json, reading, told } from "./infrastructure.ts";

const template = (properties: string): string => `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Tag: { Type: String, Default: "1.2" }
  Open: { Type: String }
Resources:
  Web:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Image: ${properties}
`;

describe("a template of CloudFormation", () => {
  it.each([
    ["written as it is", "ghcr.io/acme/web:1", "10:18 image ghcr.io/acme/web:1 [ghcr.io/acme/web:1]"],
    ["in quotes", '"ghcr.io/acme/web:1"', "10:19 image ghcr.io/acme/web:1 [ghcr.io/acme/web:1]"],
    ["put together, at its text", '!Sub "ghcr.io/acme/web:${Tag}"', "10:23 image ghcr.io/acme/web:1.2"],
    ["a literal in a function", "!Sub ghcr.io/acme/web:1", "10:23 image ghcr.io/acme/web:1 [ghcr.io/acme/web:1]"],
    ["in the long form", "{ 'Fn::Sub': 'ghcr.io/acme/web:${Tag}' }", "10:18 image ghcr.io/acme/web:1.2"],
    ["of a parameter without a default", '!Sub "ghcr.io/acme/web:${Open}"', "10:23 unknown ghcr.io/acme/web:…"],
    [
      "of another resource",
      "!GetAtt Repository.RepositoryUri",
      "10:26 unknown is put together when the template is deployed.",
    ],
  ])("%s", (_, image, expected) => {
    expect(told("infra/web.yaml", template(image))).toEqual([expected]);
  });

  it("tells both branches of a condition, each where it stands", () => {
    expect(told("web.yaml", template('!If [IsProd, "ghcr.io/a/b:1", "ghcr.io/a/c:1"]'))).toEqual([
      "10:32 image ghcr.io/a/b:1 [ghcr.io/a/b:1]",
      "10:49 image ghcr.io/a/c:1 [ghcr.io/a/c:1]",
    ]);
  });

  it("names the resource and the path in it", () => {
    const [use] = reading("infra/web.yaml", template("ghcr.io/acme/web:1"))?.uses ?? [];
    expect(use?.use.place).toEqual({
      file: "infra/web.yaml",
      line: 10,
      column: 18,
      endColumn: 36,
      resource: "AWS::ECS::TaskDefinition Web",
      path: "Properties.ContainerDefinitions[0].Image",
    });
  });

  it("is read as JSON, too", () => {
    const text = json({
      Resources: { Web: { Type: "AWS::Lambda::Function", Properties: { Code: { ImageUri: "a.io/b:1" } } } },
    });
    expect(told("stack.template", text)).toEqual(["7:24 image a.io/b:1 [a.io/b:1]"]);
  });

  it("of SAM has its functions' images, also those that it sets of all of them", () => {
    const text = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function: { ImageUri: ghcr.io/acme/all:1 }
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties: { ImageUri: ghcr.io/acme/fn:1 }
`;
    expect(told("template.yml", text)).toEqual([
      "3:25 image ghcr.io/acme/all:1 [ghcr.io/acme/all:1]",
      "7:29 image ghcr.io/acme/fn:1 [ghcr.io/acme/fn:1]",
    ]);
    expect(reading("template.yml", text)?.uses[0]?.use.place.path).toBe("Globals.Function.ImageUri");
  });

  it.each([
    ["with a short tag alone", "Resources: { Web: { Type: 'AWS::Lambda::Function', Properties: !Ref X } }"],
    [
      "whose names are spelled otherwise",
      String.raw`{"\u0052esources": {"Web": {"\u0054ype": "AWS::Lambda::Function"}}}`,
    ],
    ["as a flow mapping with quotes", `{"Description": "x", Resources: {A: {Type: 'AWS::X::Y'}}}`],
    ["of another publisher's types", "Resources: { Web: { Type: 'Acme::Web::Service' } }"],
    ["of which only a transform says so", "Transform: AWS::LanguageExtensions\nResources: { Fn::ForEach::A: [] }"],
    ["without resources", "AWSTemplateFormatVersion: '2010-09-09'"],
  ])("is known %s", (_, text) => {
    expect(formatOf("anything.yaml", text)).toBe("CloudFormation");
  });

  it.each([
    ["values of a chart", "Resources: { limits: { cpu: 1 } }"],
    ["a manifest of the CDK", json({ version: "1", artifacts: {} })],
  ])("is not %s", (_, text) => {
    expect(formatOf("values.yaml", text)).toBeUndefined();
  });

  it("hides no object of Kubernetes, which may have any members beside (law 8)", () => {
    const pod = { apiVersion: "v1", kind: "Pod", spec: { containers: [{ image: "ghcr.io/a/b:1" }] } };
    const text = json({ ...pod, AWSTemplateFormatVersion: "x", Resources: { A: { Type: "AWS::X::Y" } } });
    expect(formatOf("pod.json", text)).toBe("Kubernetes");
  });

  it.each([
    ["no YAML", "AWSTemplateFormatVersion: '2010-09-09'\nResources: {", "1:1 unreadable is not valid YAML"],
    [
      "several documents",
      `${template("a.io/b:1")}---\nx: 1\n`,
      "1:1 unreadable is a template among 2 YAML documents, of which CloudFormation takes one",
    ],
    [
      "no YAML, and spells what it is",
      String.raw`"\x52esources": { A: { Type: "\u0041WS::X::Y" }`,
      "1:1 unreadable is not valid YAML",
    ],
  ])("that is %s is told, and not passed over (law 3)", (_, text, expected) => {
    expect(told("web.yaml", text)).toEqual([expected]);
  });
});

describe("a cloud assembly of the AWS CDK", () => {
  const bucket = "cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}";
  const url = { "Fn::Sub": `https://s3.\${AWS::Region}.\${AWS::URLSuffix}/${bucket}/abc.json` };
  const stack = json({
    Resources: {
      Nested: {
        Type: "AWS::CloudFormation::Stack",
        Properties: { TemplateURL: url, Parameters: { Image: "ghcr.io/acme/nested:1" } },
      },
    },
  });
  const nested = json({
    Parameters: { Image: { Type: "String" } },
    Resources: { Fn: { Type: "AWS::Lambda::Function", Properties: { Code: { ImageUri: { Ref: "Image" } } } } },
  });
  const manifest = json({
    version: "1",
    artifacts: { A: { type: "cdk:asset-manifest", properties: { file: "App.assets.json" } } },
  });
  const assets = json({
    version: "1",
    files: {
      abc: {
        source: { path: "App.nested.template.json", packaging: "file" },
        destinations: { here: { bucketName: bucket, objectKey: "abc.json" } },
      },
    },
    dockerImages: { one: { source: { directory: "asset.one", dockerFile: "Dockerfile.web" }, destinations: {} } },
  });

  it("has what its image assets are built from, where the asset manifest names the Dockerfile", () => {
    const beside = { "asset.one/Dockerfile.web": "FROM debian:12\n" };
    expect(told("cdk.out/App.assets.json", assets, { beside })).toEqual(["21:23 image debian:12"]);
    expect(told("cdk.out/App.assets.json", assets)).toEqual(["19:17 unreadable names a Dockerfile that is not there"]);
  });

  it("tells a nested template that is not among its files", () => {
    expect(told("App.template.json", stack)).toEqual([expect.stringMatching(/^6:\d+ hidden names a template/)]);
    const beside = { "manifest.json": manifest, "App.assets.json": assets.replace("abc.json", "other.json") };
    expect(told("App.template.json", stack, { beside })).toEqual([
      expect.stringMatching(/^6:\d+ hidden names a template/),
    ]);
  });

  it("reads a nested template with what its parent sets", () => {
    const beside = { "manifest.json": manifest, "App.assets.json": assets, "App.nested.template.json": nested };
    const uses = reading("cdk.out/App.template.json", stack, { beside })?.uses.map(({ use }) => [
      use.kind === "image" && use.image,
      use.place,
    ]);
    expect(uses).toEqual([
      [
        "ghcr.io/acme/nested:1",
        {
          file: "cdk.out/App.nested.template.json",
          line: 12,
          column: 23,
          resource: "AWS::Lambda::Function Fn",
          path: "Properties.Code.ImageUri",
        },
      ],
    ]);
  });
});
