import { describe, expect, it } from "@jest/globals";
import { environmentIn } from "../../../src/discover/index.ts";
import { reading, told } from "./reading.ts";

/** In the shape of a well-known sample: a front end, a worker, a queue and a database. */
const VOTING = `x-defaults: &defaults
  restart: always
services:
  vote:
    <<: *defaults
    image: docker.io/acme/vote:1.4   # the front end
    platform: linux/arm64
  redis:
    image: "redis:alpine"
  db:
    image: 'postgres:15-alpine'
    volumes:
      - data:/var/lib/postgresql/data
      - type: image
        source: acme/seed:2
        target: /seed
      - type: bind
        source: ./here
        target: /here
volumes:
  data:
`;

describe("services of a Compose file", () => {
  it("are told with the place of each image", () => {
    expect(told("compose.yaml", VOTING)).toEqual([
      "6:12 image docker.io/acme/vote:1.4*",
      "9:13 image redis:alpine*",
      "11:13 image postgres:15-alpine*",
      "15:17 image acme/seed:2* (artifact)",
    ]);
  });

  it("run on the platform that they name", () => {
    const platforms = reading("compose.yaml", VOTING)?.uses.map(({ use }) => use.platform);
    expect(platforms).toEqual(["linux/arm64", undefined, undefined, undefined]);
  });

  it.each([
    ["compose.yaml", "services: {a: {image: x}}"],
    ["compose.prod.yml", "services: {a: {image: x}}"],
    ["deploy/docker-compose.override.yml", "services: {a: {image: x}}"],
    ["stack.yml", "services: {a: {image: x}}"],
    ["stack.json", '{"services": {"a": {"image": "x"}}}'],
    ["stack.yml", '{"serv\\u0069ces": {"a": {"im\\x61ge": x}}}'],
    ["stack.yml", "services: {a: {build: ., image: x}}"],
  ])("are known by the file's name or by its shape: %s %s", (path, text) => {
    expect(told(path, text).map((line) => line.replace(/^\S+ /, ""))).toEqual(["image x*"]);
  });

  it.each([
    ["values.yaml", "services: {a: {port: 80}}"],
    ["values.yaml", "services: [a]"],
    ["values.yaml", "service: {image: x}"],
    ["values.yaml", "services: {a: {image: x}\n"],
  ])("are not looked for in %s: %s", (path, text) => {
    expect(reading(path, text)).toBeUndefined();
  });

  it("in a file that is called so and cannot be read are told as one that may hold any (law 3)", () => {
    expect(told("compose.yaml", "services: [\n")).toEqual(["1:1 unreadable is not valid YAML"]);
  });

  it("beside a Kubernetes object are read as well as that", () => {
    const pod = "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: a}]}\n";
    expect(told("compose.yaml", pod)).toEqual(["3:29 image a*"]);
    expect(told("compose.yaml", `${pod}services: {w: {image: b}}\n`).sort()).toEqual([
      "3:29 image a*",
      "4:23 image b*",
    ]);
  });

  it("that an anchor gives their image to stand where it is written", () => {
    const text = "x-app: &app\n  image: acme/app:1\nservices:\n  a: *app\n  b: {<<: *app, command: x}\n";
    expect(told("compose.yaml", text)).toEqual(["2:10 image acme/app:1*", "2:10 image acme/app:1*"]);
  });

  it("of the first version stand at the top of the file", () => {
    const text = "version: '1'\nx-base: {image: no}\nvolumes: {image: no}\nweb:\n  image: a:1\n";
    expect(told("docker-compose.yml", text)).toEqual(["5:10 image a:1*"]);
  });

  it("are told twice where their image is, and the last stands where it is written", () => {
    expect(told("compose.yaml", "services: {a: {image: x, image: y}}")).toEqual(["1:33 image x", "1:33 image y*"]);
  });

  it.each([
    ["follows: it alone counts", "{<<: *b, image: y}", ["image y"]],
    ["stands before: to some readers the merged one wins", "{image: y, <<: *b}", ["image x", "image y"]],
    ["is none", "{<<: *b, command: y}", ["image x"]],
  ])("that merge another, where an image of their own %s", (_, service, expected) => {
    const found = told("compose.yaml", `x-b: &b {image: x}\nservices: {a: ${service}}\n`);
    expect(found.map((line) => line.replace(/^\S+ |\*$/g, ""))).toEqual(expected);
  });

  it.each([
    ["a list", "services: [a]", "1:11 unreadable is a list, not an object"],
    ["a number for an image", "services: {a: {image: 1}}", "1:23 unreadable is a number, not an image reference"],
  ])("of another shape are unreadable: %s", (_, text, expected) => {
    expect(told("compose.yaml", text)).toEqual([expected]);
  });

  it.each(["services: {a: {image: ''}}", "services: {a: {image: }}", "services:", "include: [x.yaml]", ""])(
    "are none where there are none: %s",
    (text) => {
      expect(told("compose.yaml", text)).toEqual([]);
    },
  );
});

describe("variables of a Compose file", () => {
  const one = (image: string, beside = {}) => told("compose.yaml", `services:\n  a:\n    image: "${image}"\n`, beside);

  it.each([
    ["nginx:${TAG:-1.25}", "3:12 image nginx:1.25"],
    ["nginx:${TAG-1.25}", "3:12 image nginx:1.25"],
    ["${IMAGE:-nginx:1.25}", "3:22 image nginx:1.25*"],
    ["a:${X:-${Y:-2}}", "3:12 image a:2"],
    ["a:$$x", "3:12 image a:$x"],
    ["ghcr.io/acme/web:${TAG}", "3:12 unknown ghcr.io/acme/web:…"],
    ["ghcr.io/acme/web:$TAG", "3:12 unknown ghcr.io/acme/web:…"],
    ["a:${TAG:?which one}", "3:12 unknown a:…"],
    ["a:1${DEBUG:+-debug}", "3:12 unknown a:1…"],
    ["a:${X:-$Y}", "3:12 unknown a:…"],
    ["a:${X", "3:12 unreadable has a $ that Compose cannot read"],
    ["a:$", "3:12 unreadable has a $ that Compose cannot read"],
    ["a:${X!}", "3:12 unreadable has a $ that Compose cannot read"],
  ])("%s is %s (law 6)", (image, expected) => {
    expect(one(image)).toEqual([expected]);
  });

  it("say why they are unknown, and what to do", () => {
    const [found] = reading("compose.yaml", "services: {a: {image: 'a:${TAG}'}}")?.uses ?? [];
    expect(found?.use).toMatchObject({ why: "is decided by the variable TAG, which has no default here: a:…." });
  });

  it("that a .env beside the file speaks of have no default, unless it is asked for", () => {
    const files = { ".env": "TAG=3\n" };
    expect(one("a:${TAG:-2}", { files })).toEqual(["3:12 unknown a:…"]);
    expect(one("a:${OTHER:-2}", { files })).toEqual(["3:12 image a:2"]);
    expect(one("a:${TAG:-2}", { files, environment: environmentIn(["TAG=3\n"]) })).toEqual(["3:12 image a:3"]);
    expect(one("a:${TAG:-2}", { files, environment: environmentIn([""]) })).toEqual(["3:12 image a:2"]);
  });

  it.each([
    ["TAG=3", "image a:3"],
    ["export TAG='3' # three", "image a:3"],
    ["TAG=1\nTAG=3", "image a:3"],
    ["TAG=$OTHER", "unknown a:…"],
    ["TAG: 3", "unknown a:…"],
    ["TAG=", "image a:2"],
    ["XTAG=4", "image a:2"],
  ])("are read from a file: %j", (text, expected) => {
    expect(one("a:${TAG:-2}", { environment: environmentIn([text]) })).toEqual([`3:12 ${expected}`]);
  });

  it("of several files the later counts", () => {
    expect(one("a:$TAG", { environment: environmentIn(["TAG=1", "TAG=2"]) })).toEqual(["3:12 image a:2"]);
  });
});

describe("what a service is built from", () => {
  const build = (lines: string, beside = {}) => told("compose.yaml", `services:\n  a:\n    build:\n${lines}`, beside);

  it("is an inline Dockerfile, with the arguments of the build, after Compose's own variables", () => {
    const lines = `      args: {V: "3", BASE: "debian:$\{W:-12}"}
      dockerfile_inline: |
        ARG V=1
        ARG BASE
        FROM alpine:3.19
        FROM acme/a:$$V
        FROM $$BASE
        FROM acme/b:\${OPEN}
`;
    expect(build(lines)).toEqual([
      "8:14 image alpine:3.19* (build-from)",
      "4:7 image acme/a:3 (build-from)",
      "4:7 image debian:12 (build-from)",
      "4:7 unknown acme/b:… (build-from)",
    ]);
  });

  it.each([
    ["a map", "      additional_contexts:\n        base: docker-image://debian:12\n"],
    ["a list", "      additional_contexts:\n        - base=docker-image://debian:12\n"],
  ])("is an additional context: %s", (_, lines) => {
    expect(build(lines).map((line) => line.replace(/^\S+ /, ""))).toEqual(["image debian:12* (build-from)"]);
  });

  it("are no contexts that are folders or services", () => {
    expect(build("      additional_contexts: {a: ./x, b: 'service:c'}\n")).toEqual([]);
  });

  it("is what an argument makes of a Dockerfile that is read on its own", () => {
    const files = { "docker/Dockerfile": "ARG BASE=good:1\nFROM $BASE\nFROM other:1\n" };
    expect(build("      context: docker\n      args:\n        - BASE=evil:1\n", { files })).toEqual([
      "6:16 image evil:1* (build-from)",
    ]);
    expect(build("      context: docker\n      args: {BASE: }\n", { files })).toEqual(["4:7 unknown … (build-from)"]);
    expect(build("      context: docker\n", { files })).toEqual([]);
    expect(build('      context: "${C:-docker}"\n      args: {BASE: "evil:1"}\n', { files })).toEqual([
      "5:21 image evil:1* (build-from)",
    ]);
  });

  it.each(["https://github.com/acme/x.git", "git@github.com:acme/x", "github.com/acme/x"])(
    "cannot be seen in %s (law 3)",
    (context) => {
      const expected = "is built from a repository elsewhere, and from which images cannot be seen (build-from)";
      expect(told("compose.yaml", `services: {a: {build: '${context}'}}`)).toEqual([`1:23 unreadable ${expected}`]);
      expect(told("compose.yaml", `services: {a: {build: {context: '${context}'}}}`)).toEqual([
        `1:23 unreadable ${expected}`,
      ]);
    },
  );

  it.each([
    ["build", []],
    ["never", []],
    ["always", ["image x"]],
    ["missing", ["image x"]],
    ["${P:-build}", ["image x"]],
  ])("has a name, which is pulled unless it says otherwise: %s", (policy, expected) => {
    const text = `services: {a: {build: ., image: x, pull_policy: '${policy}'}}`;
    expect(told("compose.yaml", text).map((line) => line.replace(/^\S+ |\*$/g, ""))).toEqual(expected);
  });

  it("never pulls only where it is built", () => {
    expect(told("compose.yaml", "services: {a: {image: x, pull_policy: never}}")).toEqual(["1:23 image x*"]);
  });
});

it("what is read elsewhere is noted", () => {
  const text = `include: [a.yaml, {path: [b.yaml]}]
services:
  a: {extends: {file: c.yaml, service: x}}
  b: {build: {context: ., dockerfile: docker/web.docker}}
  c: {build: ., image: x}
  d: {build: {dockerfile: Dockerfile.prod}}
`;
  expect(reading("compose.yaml", text)?.notes).toEqual([
    "includes a.yaml: check that file, too",
    "includes b.yaml: check that file, too",
    "service a extends one of c.yaml: check that file, too",
    "service b is built by docker/web.docker, whose name is not a Dockerfile's: check it by name",
    "service c is built, but its image is pulled where there is one: pull_policy: build never does",
  ]);
});
