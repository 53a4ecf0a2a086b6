import { describe, expect, it } from "@jest/globals";
import { discoverImageUses, UNKNOWN } from "../../../src/discover/index.ts";
import { resource } from "../resource.ts";
import { cpuTime } from "../../cpu-time.ts";

const WHEN = "is decided when the job runs";

function told(jobspec: unknown, more: object = {}): string[] {
  return discoverImageUses(resource("nomad:index/job:Job", { jobspec, ...more })).map((use) => {
    const place = use.place.path.replace("jobspec.job.web.group.g.task.t.config.", "");
    if (use.kind === "image") return `${use.image} ${place}`;
    return `${use.kind} ${place}${"why" in use ? `: ${use.why}` : ""}`;
  });
}

const job = (config: string, before = "") => `
${before}
job "web" {
  datacenters = ["dc1"] # one
  group "g" {
    count = 1
    task "t" {
      driver = "docker"
      ${config}
    }
  }
}
`;
const image = (value: string, before = "") => job(`config {\n image = ${value}\n ports = ["http"]\n }`, before);

describe("the image of a task is found", () => {
  it.each<[string, string]>([
    ["a text", image('"a:1"')],
    ["beside a comment", image('"a:1" # not b:1')],
    ["beside another comment", image('/* b:1 */ "a:1" // c:1')],
    ["by its scheme", image('"docker://a:1"')],
    ["escaped", image('"\\u0061:1"')],
    ["a here-document", image("<<EOF\na:1\nEOF")],
    ["an indented one", image("<<-EOF\n   a:1\n   EOF")],
    ["a variable's default", image("var.image", 'variable "image" { default = "a:1" }')],
    [
      "in a template",
      image(
        '"${var.name}:${ var.tag }"',
        'variable "name" {\n type = string\n default = "a"\n}\nvariable "tag" {\n default = 1\n}',
      ),
    ],
    ["a local", image("local.image", 'locals {\n  image = "${var.name}:1"\n}\nvariable "name" {\n default = "a"\n}')],
    ["an attribute", job('config = {\n image = "a:1", ports = []\n }')],
    ["an attribute with colons", job('config = { "image": "a:1" }')],
    ["Windows' line ends", image('"a:1"').replaceAll("\n", "\r\n")],
    [
      "beside texts that look like it",
      job(
        'template {\n data = <<EOF\nconfig { image = "b" }\n  EOF x\n EOF\n }\n config {\n image = "a:1"\n args = ["}", "${"a" == "}" ? 1 : 2}", "%{ if true }x%{ endif }"]\n }',
      ),
    ],
    [
      "beside expressions",
      job(
        'env = { A = cond ? [1, { b = "}" }] : f(x...) , B = "c" }\n kill = 2 * (3 +\n 4)\n list = [for a in b : a.c if a.d]\n map = { for k, v in b : k => v }\n config {\n image = "a:1"\n }',
      ),
    ],
  ])("%s", (_, text) => {
    expect(told(text)).toEqual(["a:1 image"]);
  });

  it.each(['driver = "docker"', "kill = 2", "user = var.a", "args = [1]", "kill = f(x)", "user = <<E\na\nE\n"])(
    "behind %s in one line, as HCL 1 has it",
    (before) => {
      const config = '{ group "g" { task "t" { ';
      expect(told(`job "web" ${config}${before} config { image = "a:1" } } } }`)).toEqual(["a:1 image"]);
    },
  );

  it("of each task, and of a sidecar", () => {
    const text =
      'job "j" {\n group "a" {\n task "b" {\n config {\n image = "a"\n }\n }\n task "c" {\n config {\n image = "b"\n }\n }\n service {\n connect {\n sidecar_task {\n config {\n image = "c"\n }\n }\n }\n }\n }\n}';
    expect(told(text)).toEqual([
      "a jobspec.job.j.group.a.task.b.config.image",
      "b jobspec.job.j.group.a.task.c.config.image",
      "c jobspec.job.j.group.a.service.connect.sidecar_task.config.image",
    ]);
  });

  it.each([
    [
      { Job: { TaskGroups: [{ Tasks: [{ Driver: "docker", Config: { image: "a:1" } }] }] } },
      "jobspec.Job.TaskGroups[0].Tasks[0].Config.image",
    ],
    [{ job: { web: { group: { g: { task: { t: { config: { image: "a:1" } } } } } } } }, "image"],
    [
      { job: { web: { group: { g: { task: { t: { config: [{ image: "a:1" }] } } } } } } },
      "jobspec.job.web.group.g.task.t.config[0].image",
    ],
  ])("in JSON %#", (value, place) => {
    expect(told(JSON.stringify(value), { json: true })).toEqual([`a:1 ${place}`]);
  });

  it("as a variable from beside the job says, whatever its default is", () => {
    const text = image("var.image", 'variable "image" { default = "b:1" }');
    expect(told(text, { hcl2: { vars: { image: "a:1" } } })).toEqual(["a:1 image"]);
    expect(told(text, { hcl2: [{ vars: { image: "a:1" } }] })).toEqual(["a:1 image"]);
    expect(told(text, { hcl2: { vars: { other: UNKNOWN } } })).toEqual(["b:1 image"]);
    expect(told(text, { hcl2: { vars: { image: UNKNOWN } } })).toEqual(["unknown image"]);
  });
});

describe("an image that is decided later is unknown, and says so", () => {
  it.each([
    [image("var.image"), `image: ${WHEN}.`],
    [image("var.image", 'variable "image" { type = string }'), `image: ${WHEN}.`],
    [image('"a:${var.tag}"'), `image: ${WHEN}: a:….`],
    [image('"a:${NOMAD_META_tag}"'), `image: ${WHEN}: a:….`],
    [image('"${meta.registry}/a:1"'), `image: ${WHEN}: …/a:1.`],
    [image('format("a:%s", var.tag)'), `image: ${WHEN}.`],
    [image('true ? "a:1" : "b:1"'), `image: ${WHEN}.`],
    [image('"a:1" == "b" ? "a" : "b"'), `image: ${WHEN}.`],
    [image('["a:1", "b:1"][0]'), `image: ${WHEN}.`],
    [image('"%{ if x }a%{ else }b%{ endif }"'), `image: ${WHEN}: …a…b….`],
  ])("%#", (text, wanted) => {
    expect(told(text)).toEqual([`unknown ${wanted}`]);
  });
});

describe("what an expression makes may hold an image, and is told (law 3)", () => {
  it.each<[string, string]>([
    ["a configuration", 'config = merge({ image = "a:1" }, {})'],
    ["a text of JSON", `config = jsondecode("{}")`],
    ["a loop", 'config = { for k in ["image"] : k => "a:1" }'],
    ["a name", 'config = { (var.k) = "a:1" }'],
  ])("%s", (_, config) => {
    expect(told(job(config))).toEqual([`unknown jobspec.job.web.group.g.task.t.config: ${WHEN}.`]);
  });

  it("under a name of a template, in a list, and in a sidecar without a driver", () => {
    const place = "jobspec.job.web.group.g.task.t.config";
    expect(told(job('config = { "${var.k}" = "a:1" }'))).toEqual([
      expect.stringMatching(/^unknown .*: is decided when the job runs\.$/),
    ]);
    expect(told(job("config = [f(x)]"))).toEqual([`unknown ${place}[0]: ${WHEN}.`]);
    const sidecar =
      'job "j" {\n group "g" {\n service {\n connect {\n sidecar_task {\n config = f(x)\n }\n }\n }\n }\n}';
    expect(told(sidecar)).toEqual([`unknown jobspec.job.j.group.g.service.connect.sidecar_task.config: ${WHEN}.`]);
  });

  it("a block that is made by another is read", () => {
    const text = job('dynamic "config" {\n for_each = [1]\n content {\n image = "a:1"\n }\n }');
    expect(told(text)).toEqual(["a:1 jobspec.job.web.group.g.task.t.dynamic.config.content.image"]);
  });

  it("but not what has no driver beside it", () => {
    const proxy =
      'job "j" {\n group "g" {\n service {\n connect {\n sidecar_service {\n proxy {\n config = f(x)\n }\n }\n }\n }\n }\n}';
    expect(told(proxy)).toEqual([]);
  });
});

describe("a job that cannot be read is told", () => {
  const invalid = ["unreadable jobspec: is not valid HCL"];
  it.each([
    ["job {"],
    ["job }"],
    ['a = "b'],
    ['a = "${"'],
    ["a = <<EOF\nb"],
    ["a = [1"],
    ["a = "],
    ["/* a"],
    ["{ a"],
    ['a = "\\uzzzz"'],
    ["job ".repeat(10) + "{".repeat(100)],
    ['a = "${'.repeat(100)],
    ["a = " + "[".repeat(100_000)],
  ])("%#", (text) => {
    expect(told(text).map((line) => line.replace("JSON", "HCL"))).toEqual(invalid);
  });

  it("and one without images names none", () => {
    expect(told("")).toEqual([]);
    expect(told('job "j" { group "g" { task "t" { driver = "exec" } } }')).toEqual([]);
    expect(told(UNKNOWN)).toEqual(["unknown jobspec"]);
  });
});

describe("hostile jobs cost bounded time", () => {
  it.each([
    ["#\n"],
    ["/**/"],
    ["/*"],
    ["a = "],
    ['a = "'],
    ['a = "${a}'],
    ["<<A\n"],
    ["a = <<A\n"],
    ["{"],
    ["["],
    ["a = [a,"],
    ["${"],
    ["$"],
    ["a b "],
    ["a {}\n"],
    ['a = "b"\n'],
    ["\\"],
  ])("%j again and again", (piece) => {
    const begin = cpuTime();
    told(piece.repeat(256_000 / piece.length));
    told(`a = "${piece.repeat(250_000 / piece.length)}"`);
    told(`a = [${piece.repeat(250_000 / piece.length)}]`);
    expect(cpuTime() - begin).toBeLessThan(4000);
  });

  it("variables that put in more and more", () => {
    const long = `variable "a" {\n default = "${"x".repeat(10_000)}"\n}\n`;
    const many = `b = "${"${var.a}".repeat(20_000)}"\n`;
    const doubled = Array.from({ length: 100 }, (_, at) => `a${at + 1} = "\${local.a${at}}\${local.a${at}}"\n`).join(
      "",
    );
    const begin = cpuTime();
    expect(told(long + many)).toEqual(["unreadable jobspec: is not valid HCL"]);
    expect(told(`locals {\na0 = "xxxxxxxxxx"\n${doubled}}`)).toEqual([]);
    expect(cpuTime() - begin).toBeLessThan(4000);
  });
});
