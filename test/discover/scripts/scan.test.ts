import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { discoverImageUses, UNKNOWN, unlistedImages } from "../../../src/discover/index.ts";
import { type CatalogName, parseRow, readCatalog } from "../../../src/discover/catalog.ts";
import { plantAt, withUnknowns } from "../planting.ts";
import { resource } from "../resource.ts";
import { cpuTime } from "../../cpu-time.ts";

const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64");
const SCRIPT = "#!/bin/sh\ndocker run web:1\n";
const INSTANCE = "aws:ec2/instance:Instance";

function told(type: string, props: unknown): string[] {
  const one = resource(type, props);
  return unlistedImages(one, discoverImageUses(one)).map(
    ({ kind, repository, path, line }) =>
      `${kind} ${repository ?? "?"} at ${path}${line === undefined ? "" : ` line ${line}`}`,
  );
}

const userData = (text: unknown) => told(INSTANCE, { userData: text });

describe("what a machine runs when it starts is looked through", () => {
  const found = ["command docker.io/library/web at userData line 2"];
  it.each<[string, unknown]>([
    ["a script", SCRIPT],
    ["base64", base64(SCRIPT)],
    ["base64 in lines", base64(SCRIPT).replace(/(.{10})/g, "$1\n")],
    ["gzip", base64(gzipSync(SCRIPT))],
    ["base64 of base64", base64(base64(SCRIPT))],
  ])("%s", (_, text) => {
    expect(userData(text)).toEqual(found);
  });

  it("a message of several parts", () => {
    const head = (type: string) => `Content-Type: text/${type}; charset="us-ascii"\nMIME-Version: 1.0\n`;
    const parts = [
      `${head("x-shellscript")}\n${SCRIPT}`,
      `${head("x-shellscript")}Content-Transfer-Encoding: base64\n\n${base64(SCRIPT)}\n`,
      `${head("cloud-config")}\n#cloud-config\nruncmd:\n- [docker, run, -d, db]\n`,
    ];
    const message = `Content-Type: multipart/mixed; boundary="==B=="\nMIME-Version: 1.0\n\n--==B==\n${parts.join("\n--==B==\n")}\n--==B==--\n`;
    const all = [
      "command docker.io/library/web at userData[0] line 2",
      "command docker.io/library/web at userData[1] line 2",
      "command docker.io/library/db at userData[2].runcmd[0]",
    ];
    expect(userData(message)).toEqual(all);
    expect(userData(base64(gzipSync(message)))).toEqual(all);
  });

  it.each<[string, string, string[]]>([
    ["a command", "runcmd:\n- docker run web:1", ["command docker.io/library/web at userData.runcmd[0]"]],
    ["words", "bootcmd:\n- [sudo, docker, pull, web]", ["command docker.io/library/web at userData.bootcmd[0]"]],
    ["a shell", "runcmd:\n- [sh, -c, docker run $A]", ["hidden ? at userData.runcmd[0][2]"]],
    [
      "a file",
      `write_files:\n- path: /a\n  encoding: gz+b64\n  content: ${base64(gzipSync(SCRIPT))}`,
      ["command docker.io/library/web at userData.write_files[0].content line 2"],
    ],
    [
      "a Compose file",
      "write_files:\n- content: |\n    services:\n      web:\n        image: web",
      ["reference docker.io/library/web at userData.write_files[0].content line 3"],
    ],
    [
      "a unit of systemd",
      "write_files:\n- content: |\n    [Service]\n    ExecStart=/usr/bin/docker run --rm web",
      ["command docker.io/library/web at userData.write_files[0].content line 2"],
    ],
    ["no YAML", "runcmd: [\n- docker run web:1", ["command docker.io/library/web at userData line 3"]],
  ])("the configuration of cloud-init: %s", (_, text, wanted) => {
    expect(userData(`#cloud-config\n${text}\n`)).toEqual(wanted);
    expect(userData(base64(`## template: jinja\n#cloud-config\n${text}\n`))).toEqual(
      wanted.map((line) => line.replace(/ line 3$/, text.startsWith("runcmd: [") ? " line 4" : "$&")),
    );
  });
});

describe("scripts are looked through where the catalog knows of them", () => {
  it.each<[string, unknown, string]>([
    ["aws:ec2/instance:Instance", { userDataBase64: base64(SCRIPT) }, "userDataBase64 line 2"],
    ["some:tf:aws_instance", { user_data_base64: base64(SCRIPT) }, "user_data_base64 line 2"],
    [
      "azure-native:compute:VirtualMachine",
      { osProfile: { customData: base64(SCRIPT) } },
      "osProfile.customData line 2",
    ],
    ["gcp:compute/instance:Instance", { metadata: { "startup-script": SCRIPT } }, "metadata.startup-script line 2"],
    ["oci:Core/instance:Instance", { metadata: { user_data: base64(SCRIPT) } }, "metadata.user_data line 2"],
    ["command:local:Command", { create: "docker run web" }, "create"],
    ["kubernetes:core/v1:ConfigMap", { data: { "run.sh": SCRIPT } }, 'data["run.sh"] line 2'],
    ["aws:imagebuilder/component:Component", { data: "phases:\n- name: docker run web\n" }, "data.phases[0].name"],
    ["aws:emr/cluster:Cluster", { configurationsJson: '[{"a":["docker","run","web"]}]' }, "configurationsJson[0].a"],
    ["aws-native:ssm:Document", { content: { a: ["docker run web"] } }, "content.a[0]"],
  ])("%s", (type, props, place) => {
    expect(told(type, props)).toEqual([`command docker.io/library/web at ${place}`]);
  });

  it.each<CatalogName>(["pulumi", "kubernetes", "terraform", "cloudformation"])(
    "every field of them in the catalog of %s, alone and beside unknown values (law 6)",
    (name) => {
      const missed: string[] = [];
      let fields = 0;
      for (const types of Object.values(readCatalog(name).sources))
        for (const [type, paths] of Object.entries(types))
          for (const [path, row] of Object.entries(paths)) {
            if (parseRow(path, row).not !== "scanned") continue;
            fields += 1;
            const tree: Record<string, unknown> = {};
            plantAt(tree, path, "docker run web");
            const token = name === "kubernetes" ? "kubernetes:core/v1:ConfigMap" : type;
            const shown = [tree, withUnknowns(tree)].map((shape) =>
              told(name === "terraform" ? `some:tf:${type}` : token, shape),
            );
            if (!shown.every(([one]) => one?.startsWith("command docker.io/library/web at ") === true))
              missed.push(`${type} ${path} ${row}`);
          }
      expect(missed).toEqual([]);
      expect(fields).toBeGreaterThan(0);
    },
  );

  it("beside what is unknown, and not where it is unknown itself", () => {
    expect(told(INSTANCE, { ami: UNKNOWN, userData: SCRIPT, tags: UNKNOWN })).toHaveLength(1);
    expect(told(INSTANCE, { userData: UNKNOWN })).toEqual([]);
  });

  it("and nowhere else", () => {
    expect(told(INSTANCE, { tags: { a: SCRIPT } })).toEqual([]);
    expect(told("acme:index:Shop", { userData: SCRIPT })).toEqual([]);
  });

  it("in a document, what stands under the name image is shown where it is more than a word", () => {
    const data = JSON.stringify({ image: "a/b", Image: "ubuntu", other: { image: "aws/codebuild/standard:7.0" } });
    expect(told("aws:imagebuilder/component:Component", { data })).toEqual(["reference docker.io/a/b at data.image"]);
  });
});

describe("what is no script is left alone", () => {
  const data = (text: string) => told("kubernetes:core/v1:ConfigMap", { data: { a: text } });
  it.each<[string, string]>([
    ["a configuration", "user nginx;\nhttp { server { location / { proxy_pass http://web:8080/; } } }\n"],
    ["a policy", '{"Statement":[{"Action":["ecr:*"],"Resource":"arn:aws:ecr:us-east-1:123456789012:repository/web"}]}'],
    ["a dashboard", '{"panels":[{"expr":"sum(a{image=~\\"a/b:.*\\"}) by (image)","legendFormat":"{{image}}"}]}'],
    ["a picture", "title: x\nimage: images/a.png\nog: { image: /static/x.jpg }\n"],
    ["a picture in JSON", '{"image":"icons/logo.png","Image":"https://x/y.png"}'],
    ["a sentence", "# Web\n\nimage: see below\n"],
    [
      "the installation of Docker",
      "apt-get install -y docker.io\ncurl https://download.docker.com/linux/ubuntu/gpg\nsystemctl enable --now docker\ndocker ps -a\ndocker login -u AWS 123456789012.dkr.ecr.us-east-1.amazonaws.com\n# docker run web\n",
    ],
  ])("%s", (_, text) => {
    expect(data(text)).toEqual([]);
    expect(userData(text)).toEqual([]);
  });

  it("but an image in a list beside other words is shown", () => {
    expect(data("x: {image: a, name: b}\n")).toEqual(["reference docker.io/library/a at data.a"]);
    expect(data("web: image: a/b as it is\n")).toEqual(["reference docker.io/a/b at data.a"]);
  });
});

describe("scripts in templates of CloudFormation are looked through", () => {
  const STACK = "aws:cloudformation/stack:Stack";
  const at = "templateBody.Resources.M.Properties";
  const template = (type: string, properties: object) => ({
    Resources: { M: { Type: type, Properties: properties }, N: { Type: "AWS::S3::Bucket" } },
  });

  it.each<[string, object, string[]]>([
    ["AWS::EC2::Instance", { UserData: base64(SCRIPT) }, [`command docker.io/library/web at ${at}.UserData line 2`]],
    [
      "AWS::EC2::Instance",
      { UserData: { "Fn::Base64": { "Fn::Sub": "#!/bin/sh\ndocker run ${A}\ndocker run web" } } },
      [
        `hidden ? at ${at}.UserData["Fn::Base64"]["Fn::Sub"] line 2`,
        `command docker.io/library/web at ${at}.UserData["Fn::Base64"]["Fn::Sub"] line 3`,
      ],
    ],
    [
      "AWS::EC2::LaunchTemplate",
      { LaunchTemplateData: { UserData: { "Fn::Join": ["", ["docker run web\n", { Ref: "A" }]] } } },
      [`command docker.io/library/web at ${at}.LaunchTemplateData.UserData["Fn::Join"][1][0]`],
    ],
    [
      "AWS::CodeBuild::Project",
      { Source: { BuildSpec: "phases:\n  build:\n    commands: [docker pull web]" } },
      [`command docker.io/library/web at ${at}.Source.BuildSpec.phases.build.commands[0]`],
    ],
    ["AWS::EC2::Instance", { Tags: [{ Value: SCRIPT }] }, []],
    ["AWS::S3::Bucket", { UserData: SCRIPT }, []],
  ])("%s %j", (type, properties, wanted) => {
    expect(told(STACK, { templateBody: JSON.stringify(template(type, properties)) })).toEqual(wanted);
    const native = told("aws-native:cloudformation:Stack", { templateBody: template(type, properties) });
    expect(native).toEqual(wanted);
  });

  it("one in another is not looked through", () => {
    const inner = JSON.stringify(template("AWS::EC2::Instance", { UserData: "docker run web" }));
    const outer = template("AWS::CloudFormation::StackSet", { TemplateBody: inner });
    expect(told(STACK, { templateBody: JSON.stringify(outer) })).toEqual([]);
  });

  it("one script that stands in it a hundred times costs bounded time", () => {
    const script = "true; ".repeat(25_000);
    const one = (at: number) => `  R${at}: { Type: AWS::EC2::Instance, Properties: { UserData: *s } }\n`;
    const templateBody = `A: &s "${script}"\nResources:\n${Array.from({ length: 100 }, (_, at) => one(at)).join("")}`;
    const begin = cpuTime();
    expect(told(STACK, { templateBody })[0]).toMatch(/^unread \? at templateBody/);
    expect(cpuTime() - begin).toBeLessThan(4000);
  });

  it("one that contains itself ends", () => {
    const cyclic: { Resources: Record<string, unknown> } = { Resources: {} };
    cyclic.Resources["S"] = { Type: "AWS::CloudFormation::StackSet", Properties: { TemplateBody: cyclic } };
    expect(told("aws-native:cloudformation:Stack", { templateBody: cyclic })).toEqual([]);
  });
});

describe("hostile scripts", () => {
  const bomb = base64(gzipSync(Buffer.alloc(3 * 1024 * 1024, "a")));
  it.each<[string, unknown, string[]]>([
    ["a text of more than 1 MiB", "a ".repeat(600_000), ["unread ? at userData"]],
    ["an archive that unpacks to more than 1 MiB", bomb, ["unread ? at userData"]],
    ["an archive that is none", base64(Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.from(SCRIPT)])), []],
    ["bytes that are no text", base64(Buffer.from([0, 1, 2, 255, 254, 253, 252, 251, 250, 249])), []],
    ["no text", 7, []],
    ["a thousand images: twenty are told", "docker run web\n".repeat(1000), ["20"]],
    [
      "a message of parts of parts",
      Array.from({ length: 1000 }, (_, at) => `Content-Type: multipart/a; boundary=${at}\n\n--${at}\n`).join(""),
      [],
    ],
  ])("%s", (_, text, wanted) => {
    const begin = cpuTime();
    const lines = userData(text);
    expect(lines.length > 5 ? [String(lines.length)] : lines).toEqual(wanted);
    expect(cpuTime() - begin).toBeLessThan(2000);
  });

  it("many of them in one resource cost as much time as some megabytes, and the others are told", () => {
    const data = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`s${at}`, "a\n".repeat(250_000)]));
    const lines = told("kubernetes:core/v1:ConfigMap", { data });
    expect(lines).toHaveLength(20);
    expect(lines[0]).toBe("unread ? at data.s8");
  });

  it("base64 in base64 in base64 ends somewhere", () => {
    let text = SCRIPT;
    for (let times = 0; times < 12; times += 1) text = base64(text);
    expect(userData(text)).toEqual(["unread ? at userData"]);
  });

  it("objects that contain themselves, and getters that throw", () => {
    const cyclic: Record<string, unknown> = { a: "docker run web" };
    cyclic["self"] = cyclic;
    Object.defineProperty(cyclic, "b", {
      enumerable: true,
      get: () => {
        throw new Error("no");
      },
    });
    expect(told("aws-native:ssm:Document", { content: cyclic })).toHaveLength(20);
  });
});
