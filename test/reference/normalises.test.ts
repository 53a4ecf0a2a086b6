import { describe, expect, it } from "@jest/globals";
import { parseImageReference } from "../../src/reference/index.ts";
import { HEX64, SHA256, canonical, reasonOf } from "./read.ts";

describe("Docker Hub's short names are written out", () => {
  it.each([
    ["nginx", "docker.io/library/nginx"],
    ["nginx:1.29", "docker.io/library/nginx:1.29"],
    [`nginx@${SHA256}`, `docker.io/library/nginx@${SHA256}`],
    [`nginx:1.29@${SHA256}`, `docker.io/library/nginx:1.29@${SHA256}`],
    ["acme/web", "docker.io/acme/web"],
    ["acme/web/api:2", "docker.io/acme/web/api:2"],
    ["library/nginx", "docker.io/library/nginx"],
    ["docker.io/nginx", "docker.io/library/nginx"],
    ["docker.io/library/nginx", "docker.io/library/nginx"],
    ["docker.io/acme/web", "docker.io/acme/web"],
    ["index.docker.io/nginx:1", "docker.io/library/nginx:1"],
    ["index.docker.io/library/nginx", "docker.io/library/nginx"],
    ["index.docker.io/acme/web", "docker.io/acme/web"],
    ["myhost/app", "docker.io/myhost/app"],
    ["my_team/app", "docker.io/my_team/app"],
    ["1234/app", "docker.io/1234/app"],
    ["localhost", "docker.io/library/localhost"],
    ["localhost:5000", "docker.io/library/localhost:5000"],
    ["example.com", "docker.io/library/example.com"],
    ["foo.bar:5000", "docker.io/library/foo.bar:5000"],
    ["127.0.0.1", "docker.io/library/127.0.0.1"],
    ["docker.io", "docker.io/library/docker.io"],
    ["library", "docker.io/library/library"],
    ["sha256", "docker.io/library/sha256"],
    ["sha256/app:1", "docker.io/sha256/app:1"],
    ["a", "docker.io/library/a"],
    ["0", "docker.io/library/0"],
    [`docker.io/${HEX64}`, `docker.io/library/${HEX64}`],
  ])("%s is %s", (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });
});

describe("one host has one spelling (hosts are case-insensitive, RFC 4343; 443 is the default port)", () => {
  it.each([
    ["GHCR.io/acme/web", "ghcr.io/acme/web"],
    ["Registry.Example.COM:5000/app", "registry.example.com:5000/app"],
    ["MyHost:5000/app", "myhost:5000/app"],
    ["LOCALHOST:5000/app", "localhost:5000/app"],
    ["ghcr.io:443/acme/web:1", "ghcr.io/acme/web:1"],
    ["GHCR.IO:443/acme/web", "ghcr.io/acme/web"],
    ["localhost:443/app", "localhost/app"],
    ["127.0.0.1:443/app", "127.0.0.1/app"],
    ["[::1]:443/app", "[::1]/app"],
    ["ghcr.io:80/acme/web", "ghcr.io:80/acme/web"],
    ["ghcr.io:4430/acme/web", "ghcr.io:4430/acme/web"],
    ["[2001:DB8::A]/app", "[2001:db8::a]/app"],
    ["[2001:0db8:0000:0000:0000:0000:0000:000a]:5000/app", "[2001:db8::a]:5000/app"],
    ["[0:0:0:0:0:0:0:1]/app", "[::1]/app"],
    ["XN--BCHER-KVA.example/app", "xn--bcher-kva.example/app"],
  ])("%s is %s", (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });
});

describe("a normalised host never turns into a Docker Hub namespace", () => {
  it.each([
    ["myhost:443/app", "myhost:443/app"],
    ["MyHost:443/app:1", "myhost:443/app:1"],
  ])("%s keeps the port that makes it a host", (text, expected) => {
    expect(canonical(text)).toBe(expected);
    expect(parseImageReference(expected)).toStrictEqual(parseImageReference(text));
  });

  it.each([
    "Myhost/app",
    "myHost/app",
    "MYHOST/app:1",
    `Myhost/app@${SHA256}`,
    "Localhost/app",
    "LOCALHOST/app",
    "Library/nginx",
    "Acme/web/api",
    "X/y",
  ])("%s is refused: lower-cased it would name another repository to some runtimes", (text) => {
    expect(reasonOf(text)).toBe("ambiguous-host");
  });
});

describe("a spelling of Docker Hub that runtimes do not fold alike is refused", () => {
  it.each([
    "Docker.io/nginx",
    "DOCKER.IO/library/nginx",
    "Index.docker.io/nginx",
    "index.docker.IO/acme/web",
    "docker.io:443/nginx",
    "docker.io:443/library/nginx",
    "index.docker.io:443/nginx",
    "Docker.io:443/nginx",
  ])("%s", (text) => {
    expect(reasonOf(text)).toBe("ambiguous-host");
  });
});
