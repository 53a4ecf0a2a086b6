import { describe, expect, it } from "@jest/globals";
import { told } from "./reading.ts";

const HCL = `# docker-image://acme/base:1.2
variable "TAG" { default = "1.2" }
variable "OPEN" {}
target "web" {
  contexts = {
    base  = "docker-image://acme/base:\${TAG}"
    os    = "docker-image://debian:12"
    open  = "docker-image://a:\${OPEN}"
    other = "target:lib"
  }
  tags = ["acme/web:1"]
}
target "lib" {
  dockerfile-inline = <<EOT
FROM busybox:1
EOT
}
`;

describe("targets of Docker Bake", () => {
  it("in HCL: contexts that are images, with the file's own defaults, and inline Dockerfiles", () => {
    expect(told("docker-bake.hcl", HCL)).toEqual([
      "4:1 image acme/base:1.2 (build-from)",
      "7:29 image debian:12* (build-from)",
      "4:1 unknown a:… (build-from)",
      "15:6 image busybox:1* (build-from)",
    ]);
  });

  it("in JSON", () => {
    const text = `{"target": {"a": {\n "contexts": {"b": "docker-image://a:1"},\n "dockerfile-inline": "FROM b:1"}}}`;
    expect(told("docker-bake.override.json", text)).toEqual([
      "2:36 image a:1* (build-from)",
      "3:23 image b:1 (build-from)",
    ]);
  });

  it.each([
    ["docker-bake.hcl", "target {", "is not valid HCL"],
    ["docker-bake.json", "{", "is not valid YAML"],
    ["docker-bake.json", "[]", "is no object"],
  ])("that cannot be read are told (law 3): %s %s", (path, text, why) => {
    expect(told(path, text)).toEqual([`1:1 unreadable ${why}`]);
  });
});
