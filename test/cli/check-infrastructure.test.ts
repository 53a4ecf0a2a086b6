import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Console, startConsole } from "./console.ts";

let console: Console;
beforeAll(async () => {
  console = await startConsole();
});
afterAll(() => console.close());

/** A folder of these files, below the console's. */
function folder(name: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    const at = join(console.folder, name, path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, text);
  }
  return name;
}

interface Printed {
  readonly uses: readonly { readonly image: string | null; readonly place: { readonly file: string } }[];
  readonly inputs: { readonly skipped: readonly { readonly file: string; readonly why: string }[] };
}

const POD = "apiVersion: v1\nkind: Pod\nspec: { containers: [{ image: 'x:1' }] }\n";
const TERRAFORM =
  "is Terraform source, which is not read; plan it, and check the plan: terraform show -json plan.out | digestbound check -";

describe("sources of Terraform", () => {
  it("alone are no input that was read (law 3)", async () => {
    const name = folder("tf-alone", { "main.tf": "", "modules/a/main.tf": "" });
    const { code, stderr } = await console.called(["check", name]);
    expect(code).toBe(2);
    expect(stderr).toContain(`tf-alone/main.tf ${TERRAFORM}`);
    expect((await console.called(["check", `${name}/main.tf`])).code).toBe(2);
    expect((await console.called(["check", name, "--allow-empty"])).code).toBe(0);
  });

  it("beside others are told once a folder", async () => {
    const name = folder("tf-beside", { "a.tf": "", "b.tf": "", "c.tf.json": "{}", "m/d.tf": "", "pod.yaml": POD });
    const { code, stdout } = await console.called(["check", name, "--format", "json"]);
    expect(code).toBe(1);
    expect((JSON.parse(stdout) as Printed).inputs.skipped).toEqual([
      { file: "tf-beside/a.tf", why: `${TERRAFORM} (so are 2 others of its folder)` },
      { file: "tf-beside/m/d.tf", why: TERRAFORM },
    ]);
  });
});

it("a nested template that is read with its parent is told once", async () => {
  const bucket = "cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}";
  const url = `https://s3.\${AWS::Region}.\${AWS::URLSuffix}/${bucket}/n.json`;
  const fn = { Type: "AWS::Lambda::Function", Properties: { Code: { ImageUri: "x:1" } } };
  const files = {
    a: { source: { path: "N.nested.template.json" }, destinations: { b: { bucketName: bucket, objectKey: "n.json" } } },
  };
  const artifacts = { A: { type: "cdk:asset-manifest", properties: { file: "A.assets.json" } } };
  const name = folder("cdk.out", {
    "manifest.json": JSON.stringify({ version: "1", artifacts }),
    "A.assets.json": JSON.stringify({ files, dockerImages: {} }),
    "A.template.json": JSON.stringify({
      Resources: { N: { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL: { "Fn::Sub": url } } } },
    }),
    "N.nested.template.json": JSON.stringify({ Resources: { Fn: fn } }),
  });
  const { stdout } = await console.called(["check", name, "--format", "json"]);
  expect((JSON.parse(stdout) as Printed).uses).toEqual([
    expect.objectContaining({
      image: "x:1",
      place: expect.objectContaining({ file: "cdk.out/N.nested.template.json" }) as unknown,
    }),
  ]);
});

describe("docs/ci/terraform.md", () => {
  const docs = readFileSync(join(__dirname, "../../docs/ci/terraform.md"), "utf8");
  const plan = readFileSync(join(__dirname, "../discover/terraform-plan/written/create.json"), "utf8");

  it("shows what check says of a plan that Terraform wrote", async () => {
    const { code, stdout } = await console.called(["check", "-", "--offline", "--format", "json"], { stdin: plan });
    expect(code).toBe(1);
    const [, shown = ""] = /```json\n([^]*?)```/.exec(docs) ?? [];
    const { place, ...use } = JSON.parse(shown) as Printed["uses"][number];
    const expected = expect.objectContaining({ ...use, place: expect.objectContaining(place) as unknown }) as unknown;
    expect((JSON.parse(stdout) as Printed).uses).toContainEqual(expected);
  });

  it("prints no secret of it (law 10)", async () => {
    const { stdout, stderr } = await console.called(["check", "-", "--format", "json"], { stdin: plan });
    expect(plan).toContain("ghcr.io/acme/secret:1");
    expect(stdout + stderr).not.toContain("acme/secret");
  });
});
