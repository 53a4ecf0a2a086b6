import { describe, expect, it } from "@jest/globals";
import { parseImageReference } from "../../src/reference/index.ts";
import { HEX64, SHA256, SHA512 } from "./read.ts";

const [A128, A63] = ["a".repeat(128), "a".repeat(63)];

describe("a reference is read into registry, repository, tag and digest", () => {
  it.each([
    ["ghcr.io/acme/web", "ghcr.io", "acme/web", undefined, undefined],
    ["ghcr.io/acme/web:1.4", "ghcr.io", "acme/web", "1.4", undefined],
    [`ghcr.io/acme/web@${SHA256}`, "ghcr.io", "acme/web", undefined, SHA256],
    [`ghcr.io/acme/web:1.4@${SHA256}`, "ghcr.io", "acme/web", "1.4", SHA256],
    [`ghcr.io/acme/web:1.4@${SHA512}`, "ghcr.io", "acme/web", "1.4", SHA512],
    [`quay.io/x@${SHA512}`, "quay.io", "x", undefined, SHA512],
    ["registry.example:5000/app", "registry.example:5000", "app", undefined, undefined],
    ["registry.example:5000/app:5000", "registry.example:5000", "app", "5000", undefined],
    [`registry.example:5000/app:v1@${SHA256}`, "registry.example:5000", "app", "v1", SHA256],
    ["localhost/app", "localhost", "app", undefined, undefined],
    ["localhost:5000/app:dev", "localhost:5000", "app", "dev", undefined],
    ["builder:5000/app", "builder:5000", "app", undefined, undefined],
    ["127.0.0.1/app", "127.0.0.1", "app", undefined, undefined],
    ["127.0.0.1:5000/a/b/c/d/e:f", "127.0.0.1:5000", "a/b/c/d/e", "f", undefined],
    ["[::1]/app", "[::1]", "app", undefined, undefined],
    ["[::1]:5000/app:1", "[::1]:5000", "app", "1", undefined],
    [`[2001:db8::17]:8443/a/b:1@${SHA256}`, "[2001:db8::17]:8443", "a/b", "1", SHA256],
    ["example.com:1/app", "example.com:1", "app", undefined, undefined],
    ["example.com:65535/app", "example.com:65535", "app", undefined, undefined],
    ["a-b.c--d.example/app", "a-b.c--d.example", "app", undefined, undefined],
    ["0.example/app", "0.example", "app", undefined, undefined],
    ["xn--bcher-kva.example/app", "xn--bcher-kva.example", "app", undefined, undefined],
    [`${A63}.example/app`, `${A63}.example`, "app", undefined, undefined],
    [
      "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app:7",
      "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
      "team/app",
      "7",
      undefined,
    ],
    ["europe-docker.pkg.dev/acme-prod/images/web:1", "europe-docker.pkg.dev", "acme-prod/images/web", "1", undefined],
    ["registry-1.docker.io/library/nginx", "registry-1.docker.io", "library/nginx", undefined, undefined],
    ["registry.hub.docker.com/library/nginx", "registry.hub.docker.com", "library/nginx", undefined, undefined],
    ["docker.io:5000/nginx", "docker.io:5000", "nginx", undefined, undefined],
    ["ghcr.io/a__b/c_d/e.f/g---h", "ghcr.io", "a__b/c_d/e.f/g---h", undefined, undefined],
    ["ghcr.io/0/1/2", "ghcr.io", "0/1/2", undefined, undefined],
    ["ghcr.io/a.b/c.d:e.f", "ghcr.io", "a.b/c.d", "e.f", undefined],
    ["ghcr.io/localhost/app", "ghcr.io", "localhost/app", undefined, undefined],
    ["ghcr.io/docker.io/library/nginx", "ghcr.io", "docker.io/library/nginx", undefined, undefined],
    ["ghcr.io/acme/web:_private", "ghcr.io", "acme/web", "_private", undefined],
    ["ghcr.io/acme/web:V1.0.0-RC_2", "ghcr.io", "acme/web", "V1.0.0-RC_2", undefined],
    ["ghcr.io/acme/web:0-", "ghcr.io", "acme/web", "0-", undefined],
    ["ghcr.io/acme/web:a..b", "ghcr.io", "acme/web", "a..b", undefined],
    [`ghcr.io/acme/web:${A128}`, "ghcr.io", "acme/web", A128, undefined],
    [`ghcr.io/acme/web:${HEX64}`, "ghcr.io", "acme/web", HEX64, undefined],
    [`ghcr.io/acme/${HEX64}`, "ghcr.io", `acme/${HEX64}`, undefined, undefined],
    [`ghcr.io/sha256:${HEX64}`, "ghcr.io", "sha256", HEX64, undefined],
    [`ghcr.io/${"a".repeat(255)}`, "ghcr.io", "a".repeat(255), undefined, undefined],
    [`ghcr.io/${"a/".repeat(127)}a`, "ghcr.io", `${"a/".repeat(127)}a`, undefined, undefined],
  ])("%s", (text, registry, repository, tag, digest) => {
    expect(parseImageReference(text)).toStrictEqual({
      registry,
      repository,
      ...(tag === undefined ? {} : { tag }),
      ...(digest === undefined ? {} : { digest }),
    });
  });
});

describe("the longest reference that the grammar allows", () => {
  it("is read", () => {
    const host = `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(61)}`;
    const text = `${host}:65535/${"a".repeat(255)}:${A128}@${SHA512}`;
    expect(parseImageReference(text)).toStrictEqual({
      registry: `${host}:65535`,
      repository: "a".repeat(255),
      tag: A128,
      digest: SHA512,
    });
  });
});
