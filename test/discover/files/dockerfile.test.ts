import { describe, expect, it } from "@jest/globals";
import { mayNameImages } from "../../../src/discover/index.ts";
import { reading, told } from "./reading.ts";

const found = (text: string, path = "Dockerfile") =>
  told(path, text).map((line) => line.replace(/ \(build-from\)$/, ""));

describe("the images of a Dockerfile stand where they are written", () => {
  it.each<[name: string, text: string, expected: string[]]>([
    [
      "FROM",
      "FROM golang:1.22 AS build\nFROM gcr.io/distroless/static\n",
      ["1:6 image golang:1.22*", "2:6 image gcr.io/distroless/static*"],
    ],
    ["in lower case, after white space", "  from   a:1\n", ["1:10 image a:1*"]],
    ["a platform", "FROM --platform=$BUILDPLATFORM a:1 AS x\n", ["1:32 image a:1*"]],
    ["continued lines", "FROM \\\n# no\n\n  a:1 \\\n  AS x\n", ["4:3 image a:1*"]],
    ["Windows' line ends", "# x\r\nFROM \\\r\n a:1\r\n", ["3:2 image a:1*"]],
    ["a name in two lines", "FROM al\\\npine:3\n", ["1:6 image alpine:3"]],
    ["after a here-document", "FROM a:1\nRUN <<EOF\nFROM no\nEOF\nFROM b:1\n", ["1:6 image a:1*", "5:6 image b:1*"]],
    ["after a mark of the byte order", "\uFEFFARG A=x\nFROM a:1\n", ["2:6 image a:1*"]],
    ["the frontend", "# syntax = docker/dockerfile:1 x\nFROM scratch\n", ["1:12 image docker/dockerfile:1*"]],
    ["the frontend after a shebang", "#!/bin/x\n# syntax=d:1\nFROM scratch\n", ["2:10 image d:1*"]],
    ["COPY --from", "FROM scratch\nCOPY --chown=1:1 --from=busybox:1 /x /\n", ["2:25 image busybox:1*"]],
    ["ADD --from in quotes", 'FROM scratch\nADD --from="b:1" /x /\n', ["2:5 image b:1"]],
    ["ONBUILD", "FROM scratch\nONBUILD COPY --from=b:1 /x /\n", ["2:21 image b:1*"]],
    ["RUN --mount", "FROM scratch\nRUN --mount=type=bind,from=b:1,target=/x true\n", ["2:28 image b:1*"]],
    [
      "RUN --mount, the same word twice",
      "FROM scratch\nRUN --mount=target=/from=b:1,from=b:1 true\n",
      ["2:35 image b:1*"],
    ],
    ["stages", "FROM a:1 AS x\nFROM x\nCOPY --from=0 / /\nCOPY --from=x / /\n", ["1:6 image a:1*"]],
  ])("%s", (_, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it.each<[name: string, text: string, expected: string[]]>([
    ["an argument that is the whole of it", "ARG BASE=alpine:3\nFROM $BASE\n", ["1:10 image alpine:3*"]],
    ["in braces and in quotes", 'ARG X=1 BASE="alpine:3"\nFROM ${BASE} AS x\n', ["1:15 image alpine:3*"]],
    ["of another argument", "ARG A=alpine:3\nARG B=$A\nFROM $B\n", ["1:7 image alpine:3*"]],
    ["declared twice: the last counts", "ARG A=a:1\nARG A=b:1\nFROM $A\n", ["2:7 image b:1*"]],
    ["an alternative", "FROM ${BASE:-alpine:3}\n", ["1:14 image alpine:3*"]],
    ["a default that wins over the alternative", "ARG B=a:1\nFROM ${B:-c:1}\n", ["1:7 image a:1*"]],
    ["a part of it", "ARG V=3\nFROM alpine:$V\n", ["2:6 image alpine:3"]],
    ["without a default", "ARG V\nFROM node:$V\nFROM ${W}\n", ["2:6 unknown node:…", "3:6 unknown …"]],
    ["that the builder sets", "FROM a:$TARGETARCH\n", ["1:6 unknown a:…"]],
  ])("arguments: %s (law 6)", (_, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it("says which argument has no default", () => {
    expect(reading("Dockerfile", "FROM node:$V\n")?.uses[0]?.use).toMatchObject({
      why: "is decided by the build argument V, which has no default: node:….",
      place: { resource: "Dockerfile", path: "FROM" },
    });
  });

  it("tells the platform and the instruction of each", () => {
    const text =
      "# syntax=s:1\nARG A=a:1\nFROM --platform=linux/arm64 $A\nCOPY --from=b:1 / /\nRUN --mount=from=c:1 x\n";
    const uses = reading("Dockerfile", text)?.uses.map(({ use }) => [use.place.path, use.platform]);
    expect(uses).toEqual([
      ["syntax", undefined],
      ["ARG", "linux/arm64"],
      ["COPY", undefined],
      ["RUN", undefined],
    ]);
  });

  it.each([
    ["FROM a b c\n", "1:6 unreadable has a FROM line that cannot be read"],
    ["RUN x\n", "1:1 unreadable is a Dockerfile without a FROM line"],
    ["FROM a\nRUN <<EOF\n", "1:1 unreadable has a here-document that cannot be read"],
    ["FROM scratch\nCOPY --from=$X / /\n", "2:13 unreadable copies from an image that a variable names"],
  ])("%j cannot be read (law 3)", (text, expected) => {
    expect(found(text)).toEqual([expected]);
  });

  it("what a template puts in is not known", () => {
    const text = "{% if x %}\nFROM {{ base }}:1\n{% endif %}\nFROM a:1\n";
    expect(found(text, "Dockerfile.j2")).toEqual(["2:6 unknown …:1", "4:6 image a:1*"]);
  });
});

describe("which files are Dockerfiles", () => {
  it.each([
    "Dockerfile",
    "web/Dockerfile",
    "Dockerfile.prod",
    "Dockerfile-dev",
    "web.Dockerfile",
    "web.dockerfile",
    "Containerfile",
    "Containerfile.x",
  ])("%s is", (path) => {
    expect(mayNameImages(path.split("/").at(-1) ?? "")).toBe(true);
    expect(found("RUN x\n", path)).toEqual(["1:1 unreadable is a Dockerfile without a FROM line"]);
  });

  it.each(["Dockerfile.md", "dockerfile.go", "Dockerfile.dockerignore", "Dockerfile.prod.dockerignore", "x.txt"])(
    "%s is one where it begins as one",
    (path) => {
      expect(reading(path, "# Read me\n\nSome FROM words\n")).toBeUndefined();
      expect(reading(path, "from os import path\n")).toBeUndefined();
      expect(found("# x\nARG A=1\n\nFROM --platform=x a:1 AS b\n", path)).toEqual(["4:19 image a:1*"]);
    },
  );
});
