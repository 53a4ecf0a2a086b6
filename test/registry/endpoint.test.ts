import { describe, expect, it } from "@jest/globals";
import type { Repository } from "../../src/reference/index.ts";
import { parseImageReference } from "../../src/reference/index.ts";
import { apiUrl, endpointOf } from "../../src/registry/endpoint.ts";
import type { Hosts } from "../../src/registry/index.ts";
import { failureOf } from "./contents.ts";

const none: Hosts = new Map();

describe("a repository's API", () => {
  it.each([
    ["ghcr.io/acme/app", "https://ghcr.io/v2/acme/app/manifests/1"],
    ["nginx", "https://registry-1.docker.io/v2/library/nginx/manifests/1"],
    ["index.docker.io/acme/app", "https://registry-1.docker.io/v2/acme/app/manifests/1"],
    ["localhost:5000/app", "https://localhost:5000/v2/app/manifests/1"],
    ["[::1]:5000/app", "https://[::1]:5000/v2/app/manifests/1"],
    ["myhost:443/app", "https://myhost/v2/app/manifests/1"],
    ["registry.example:443/app", "https://registry.example/v2/app/manifests/1"],
  ])("of %s is %s", (image, url) => {
    expect(apiUrl(endpointOf(parseImageReference(image), none), "manifests", "1").href).toBe(url);
  });

  it("of a declared host is spoken to over plain HTTP", () => {
    const endpoint = endpointOf(
      parseImageReference("localhost:5000/app"),
      new Map([["localhost:5000", { plainHttp: true }]]),
    );
    expect(apiUrl(endpoint, "blobs", "sha256:0").href).toBe("http://localhost:5000/v2/app/blobs/sha256:0");
  });
});

describe("a URL", () => {
  it.each([
    ["a/../b", "1"],
    ["a/..", "1"],
    ["a/./b", "1"],
    ["a/%2e%2e/b", "1"],
    ["a?x=1", "1"],
    ["a#f", "1"],
    ["a\\b", "1"],
    ["a b", "1"],
    ["a\nb", "1"],
    ["a\0b", "1"],
    ["ä", "1"],
    ["a", ".."],
    ["a", "../../../token"],
    ["a", "1/../2"],
    ["a", "x/y"],
    ["a", "1?n=2"],
    ["a", "1#"],
    ["a", "1\r\nHost: evil"],
    ["a", "%2e%2e"],
  ])("is not made of repository %j and reference %j (D39; CVE-2024-3727)", async (repository, reference) => {
    const endpoint = endpointOf({ registry: "ghcr.io", repository } as Repository, none);
    const making = Promise.resolve().then(() => apiUrl(endpoint, "manifests", reference));
    expect(await failureOf(making)).toMatchObject({ reason: "malformed" });
  });
});
