import { RULE, KEYED, SIGNERS, waiver, keyed, after, WEB, type Case } from "./case.ts";

export const ruleCases: readonly Case[] = [
  {
    check: "unreachable-rule",
    what: "three components on Docker Hub",
    bad: [after(RULE, waiver("docker.io/acme/team/web"))],
    good: [after(RULE, waiver("docker.io/acme/web"))],
    found:
      "images[1].match:12 matches no repository: on Docker Hub each has exactly two components, as in docker.io/acme/web.",
  },
  {
    check: "unreachable-rule",
    what: "a ** that leaves room for three at least",
    bad: [after(RULE, waiver("docker.io/acme/team/**"))],
    good: [after(RULE, waiver("docker.io/acme/**"))],
    found:
      "images[1].match:12 matches no repository: on Docker Hub each has exactly two components, as in docker.io/acme/web.",
  },
  {
    check: "redundant-rule",
    what: "the same as the rule above it asks",
    bad: [after(RULE, waiver("r.example/a/*") + waiver("r.example/a/web"))],
    good: [after(RULE, waiver("r.example/a/*") + waiver("r.example/b/web"))],
    found: "images[2]:13 asks for what images[1] (r.example/a/*) asks for anyway.",
  },
  {
    check: "redundant-rule",
    what: "the same as a rule further away asks, unless a stricter one stands between",
    bad: [after(RULE, waiver("r.example/**") + waiver("r.example/a/b/web"))],
    good: [
      after(SIGNERS, KEYED),
      after(RULE, waiver("r.example/**") + keyed("r.example/a/**") + waiver("r.example/a/b/web")),
    ],
    found: "images[2]:13 asks for what images[1] (r.example/**) asks for anyway.",
  },
  {
    check: "unsigned-anybody",
    what: "a whole public registry",
    bad: [after(RULE, waiver("docker.io/**"))],
    good: [after(RULE, waiver("docker.io/library/*"))],
    found: "images[1].match:12 lets in unsigned whatever anybody pushes to an account of their own.",
  },
  {
    check: "unsigned-anybody",
    what: "any registry of a cloud",
    bad: [after(RULE, waiver("*.azurecr.io/web"))],
    good: [after(RULE, waiver("acme.azurecr.io/web"))],
    found: "images[1].match:12 lets in unsigned whatever anybody pushes to an account of their own.",
  },
  {
    check: "unsigned-match",
    what: "everything below a place",
    bad: [after(RULE, waiver("r.example/team/**"))],
    good: [after(RULE, waiver("r.example/team/*"))],
    found: "images[1].match:12 lets in unsigned whatever is ever pushed below it.",
  },
  {
    check: "unsigned-match",
    what: "a registry of one's own, unless an attestation is required",
    bad: [after(RULE, waiver("r.example/{name}"))],
    good: [after(RULE, waiver("r.example/{name}").replace(" }\n", ", attestations: [{ type: spdx, by: [ci] }] }\n"))],
    found: "images[1].match:12 lets in unsigned whatever is ever pushed below it.",
  },
  {
    check: "unmet-match",
    what: "a rule for no image",
    bad: [after(RULE, waiver("r.example/web"))],
    good: [],
    images: [WEB],
    found: "images[1].match:12 matches none of the images given.",
  },
  {
    check: "unmet-match",
    what: "a rule of which another one takes every image",
    bad: [after(RULE, waiver("ghcr.io/**"))],
    good: [],
    images: [WEB],
    found:
      "images[1].match:12 decides about none of the images given: more specific rules decide about those that it matches.",
  },
  {
    check: "plain-password",
    what: "a login without TLS",
    bad: [
      after(
        RULE,
        "registries: [{ host: ghcr.io, plainHttp: true, credentials: { username: ci, passwordEnv: PASSWORD } }]\n",
      ),
    ],
    good: [
      after(
        RULE,
        "registries: [{ host: ghcr.io, privateNetwork: true, credentials: { username: ci, passwordEnv: PASSWORD } }]\n",
      ),
    ],
    found: "registries[0].plainHttp:12 sends the password of credentials where everybody on the way can read it.",
  },
  {
    check: "plain-http",
    what: "another machine without TLS",
    bad: [after(RULE, `${waiver("r.example:5000/a")}registries: [{ host: "r.example:5000", plainHttp: true }]\n`)],
    good: [after(RULE, `${waiver("127.0.0.1:5000/a")}registries: [{ host: "127.0.0.1:5000", plainHttp: true }]\n`)],
    found:
      "registries[0].plainHttp:13 speaks without TLS to a host that is not this machine: anybody on the way answers in its place.",
  },
  {
    check: "plain-http",
    what: "another machine without TLS, by an alias",
    bad: [
      after(
        RULE,
        `${waiver("127.0.0.1:5000/a")}registries: [{ host: "127.0.0.1:5000", plainHttp: true, aliases: ["r.example:5000"] }]\n`,
      ),
    ],
    good: [
      after(
        RULE,
        `${waiver("127.0.0.1:5000/a")}registries: [{ host: "127.0.0.1:5000", plainHttp: true, aliases: ["localhost:5000"] }]\n`,
      ),
    ],
    found:
      "registries[0].plainHttp:13 speaks without TLS to a host that is not this machine: anybody on the way answers in its place.",
  },
  {
    check: "unused-registry",
    what: "settings for nobody",
    bad: [after(RULE, "registries: [{ host: mirror.example, privateNetwork: true }]\n")],
    good: [
      after(
        RULE,
        "registries: [{ host: mirror.example, privateNetwork: true }, { host: ghcr.io, mirrors: [mirror.example] }]\n",
      ),
    ],
    found:
      "registries[0].host:12 no match names mirror.example, so that it is never asked and these settings are for nobody.",
  },
  {
    check: "unused-registry",
    what: "settings for a host that a wildcard does not stand for",
    bad: [after(RULE, `${waiver("*.r.example/a")}registries: [{ host: a.b.r.example, privateNetwork: true }]\n`)],
    good: [after(RULE, `${waiver("*.r.example/a")}registries: [{ host: b.r.example, privateNetwork: true }]\n`)],
    found:
      "registries[0].host:13 no match names a.b.r.example, so that it is never asked and these settings are for nobody.",
  },
];
