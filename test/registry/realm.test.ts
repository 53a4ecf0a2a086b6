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
  ["https://registry.acme.example", "https://gitlab.acme.example/jwt/auth", "https://gitlab.acme.example/jwt/auth"],
  ["https://registry.acme.co.uk", "https://auth.acme.co.uk/token", "https://auth.acme.co.uk/token"],
  ["https://registry.acme.corp", "https://auth.acme.corp/token", "https://auth.acme.corp/token"],
  ["https://acme.github.io", "https://auth.acme.github.io/token", "https://auth.acme.github.io/token"],
  ["https://registry.digitalocean.com", "https://api.digitalocean.com/v2", "https://api.digitalocean.com/v2"],
  ["https://us-docker.pkg.dev", "https://us-docker.pkg.dev/v2/token", "https://us-docker.pkg.dev/v2/token"],
  ["https://acme.azurecr.io", "https://acme.azurecr.io/oauth2/token", "https://acme.azurecr.io/oauth2/token"],
  ["https://acme.azurecr.io", "https://eu.acme.azurecr.io/oauth2", "https://eu.acme.azurecr.io/oauth2"],
  ["https://rg.fr-par.scw.cloud", "https://api.scaleway.com/registry/t", "https://api.scaleway.com/registry/t"],
])("%s may ask for tokens at %s", async (registry, realm, expected) => {
  expect((await checkRealm(realm, new URL(registry))).href).toBe(expected);
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
  ["https://acme.co.uk", "https://co.uk/token", "a public suffix"],
  ["https://acme.co.uk", "https://evil.co.uk/token", "a neighbour below a public suffix"],
  ["https://acme.github.io", "https://evil.github.io/token", "a neighbour below a private suffix"],
  ["https://acme.github.io", "https://github.io/token", "a private suffix"],
  ["https://registry.corp", "https://auth.corp/token", "a neighbour below a domain that no list knows"],
  ["https://acme.jfrog.io", "https://evil.jfrog.io/token", "another customer"],
  ["https://us-docker.pkg.dev", "https://evil.pkg.dev/token", "another host of Google's"],
  ["https://1.dkr.ecr.eu-west-1.amazonaws.com", "https://x.amazonaws.com/token", "another host of Amazon's"],
  ["https://acme.azurecr.io", "https://azurecr.io/token", "the domain that all customers share"],
  ["https://evil.scw.cloud", "https://api.scaleway.com/token", "Scaleway's service for what is not its registry"],
  ["https://rg.evil.fr-par.scw.cloud", "https://api.scaleway.com/token", "Scaleway's service for a longer name"],
  ["https://rg.fr-par.scw.cloud", "https://evil.scaleway.com/token", "another host than the documented one"],
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
  const error = await failureOf(checkRealm(realm, new URL(registry)));
  expect(error).toMatchObject({ reason: "bad-realm" });
  expect(error.message).not.toContain("password");
});
