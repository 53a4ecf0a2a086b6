import { expect, it } from "@jest/globals";
import { checkRealm } from "../../src/registry/realm.ts";
import { failureOf } from "./contents.ts";

it.each([
  ["https://ghcr.io", "https://ghcr.io/token", "https://ghcr.io/token"],
  ["https://ghcr.io", "https://GHCR.io/token?account=x#f", "https://ghcr.io/token?account=x"],
  ["https://ghcr.io", "https://ghcr.io\\@attacker.example/token", "https://ghcr.io/@attacker.example/token"],
  ["https://registry.example:5000", "https://registry.example:5001/token", "https://registry.example:5001/token"],
  ["https://registry.gitlab.com", "https://gitlab.com/jwt/auth", "https://gitlab.com/jwt/auth"],
  ["https://example.com", "https://auth.example.com/token", "https://auth.example.com/token"],
  ["https://registry-1.docker.io", "https://auth.docker.io/token", "https://auth.docker.io/token"],
  ["http://127.0.0.1:5000", "http://127.0.0.1:5000/token", "http://127.0.0.1:5000/token"],
  ["http://localhost:5000", "https://localhost:5001/token", "https://localhost:5001/token"],
  ["https://10.0.0.5", "https://10.0.0.5/token", "https://10.0.0.5/token"],
])("%s may ask for tokens at %s", (registry, realm, expected) => {
  expect(checkRealm(realm, new URL(registry)).href).toBe(expected);
});

it.each([
  ["https://ghcr.io", "", "no realm"],
  ["https://ghcr.io", "/token", "a path"],
  ["https://ghcr.io", "//ghcr.io/token", "no scheme"],
  ["https://ghcr.io", "http://ghcr.io/token", "plain HTTP (D19)"],
  ["https://ghcr.io", "file:///etc/passwd", "a file (D18)"],
  ["https://ghcr.io", "gopher://ghcr.io/1", "gopher (D18)"],
  ["https://ghcr.io", "ftp://ghcr.io/", "FTP"],
  ["https://ghcr.io", "javascript:alert(1)", "a script"],
  ["https://ghcr.io", "https://attacker.example/token", "another domain (D18; CVE-2020-15157, CVE-2026-33540)"],
  ["https://ghcr.io", "https://evilghcr.io/token", "a domain with the same end"],
  ["https://ghcr.io", "https://ghcr.io.attacker.example/token", "a domain with the same beginning"],
  ["https://ghcr.io", "https://ghcr.io@attacker.example/token", "the registry as a user name"],
  ["https://ghcr.io", "https://user:password@ghcr.io/token", "a user name"],
  ["https://a.azurecr.io", "https://b.azurecr.io/oauth2/token", "a neighbour's domain"],
  ["https://registry.com", "https://com/token", "a top-level domain"],
  ["http://localhost:5000", "https://evil.localhost/token", "a domain below a single label"],
  ["https://ghcr.io", "https://auth.docker.io/token", "Docker Hub's service for another registry"],
  ["https://docker.io.attacker.example", "https://auth.docker.io/token", "Docker Hub's service for a look-alike"],
  ["https://ghcr.io", "https://169.254.169.254/token", "the metadata service (D18)"],
  ["https://ghcr.io", "https://2852039166/token", "the metadata service by number (D18)"],
  ["https://ghcr.io", "https://[::ffff:a9fe:a9fe]/token", "the metadata service over IPv6 (D18)"],
  ["https://ghcr.io", "https://127.0.0.1/token", "this machine (D18)"],
  ["https://ghcr.io", "https://[::1]/token", "this machine over IPv6 (D18)"],
  ["https://ghcr.io", "https://10.0.0.1/token", "a private address (D18)"],
  ["https://10.0.0.5", "https://10.0.0.6/token", "another private address"],
  ["https://1.10.0.5", "https://10.0.5.0/token", "an address that looks like a parent domain"],
  ["http://127.0.0.1:5000", "http://127.0.0.1:5001/token", "plain HTTP on another port"],
  ["http://127.0.0.1:5000", "http://localhost:5000/token", "plain HTTP on another name"],
  ["https://127.0.0.1:5000", "http://127.0.0.1:5000/token", "plain HTTP on a registry that speaks HTTPS (D19)"],
])("%s may not send us to %j: %s", async (registry, realm) => {
  const checking = Promise.resolve().then(() => checkRealm(realm, new URL(registry)));
  const error = await failureOf(checking);
  expect(error).toMatchObject({ reason: "bad-realm" });
  expect(error.message).not.toContain("password");
});
