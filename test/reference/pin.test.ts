import { describe, expect, it } from "@jest/globals";
import { InvalidImageReference, parseDigest, pinReference } from "../../src/reference/index.ts";
import { HEX64, SHA256, SHA512 } from "./read.ts";

const digest = parseDigest(SHA256);
const other = `sha256:${"f".repeat(64)}`;

describe("a digest is added to the text as the user wrote it", () => {
  it.each([
    ["nginx", `nginx@${SHA256}`, `nginx@${SHA256}`],
    ["nginx:1.29", `nginx:1.29@${SHA256}`, `nginx@${SHA256}`],
    ["acme/web:1", `acme/web:1@${SHA256}`, `acme/web@${SHA256}`],
    ["docker.io/library/nginx:1", `docker.io/library/nginx:1@${SHA256}`, `docker.io/library/nginx@${SHA256}`],
    ["GHCR.io:443/acme/web:1", `GHCR.io:443/acme/web:1@${SHA256}`, `GHCR.io:443/acme/web@${SHA256}`],
    ["localhost:5000/app", `localhost:5000/app@${SHA256}`, `localhost:5000/app@${SHA256}`],
    ["localhost:5000/app:5000", `localhost:5000/app:5000@${SHA256}`, `localhost:5000/app@${SHA256}`],
    ["localhost:5000", `localhost:5000@${SHA256}`, `localhost@${SHA256}`],
    ["[::1]:5000/app:1", `[::1]:5000/app:1@${SHA256}`, `[::1]:5000/app@${SHA256}`],
    ["[::1]:5000/app", `[::1]:5000/app@${SHA256}`, `[::1]:5000/app@${SHA256}`],
    ["sha256", `sha256@${SHA256}`, `sha256@${SHA256}`],
    [`ghcr.io/sha256:${HEX64}`, `ghcr.io/sha256:${HEX64}@${SHA256}`, `ghcr.io/sha256@${SHA256}`],
  ])("%s", (text, tagged, untagged) => {
    expect(pinReference(text, digest, "name:tag@digest")).toBe(tagged);
    expect(pinReference(text, digest, "name@digest")).toBe(untagged);
  });
});

describe("a digest that is there is replaced", () => {
  it.each([
    [`nginx@${other}`, `nginx@${SHA256}`, `nginx@${SHA256}`],
    [`nginx:1@${other}`, `nginx:1@${SHA256}`, `nginx@${SHA256}`],
    [`nginx:1@${SHA512}`, `nginx:1@${SHA256}`, `nginx@${SHA256}`],
    [`localhost:5000/app@${SHA256}`, `localhost:5000/app@${SHA256}`, `localhost:5000/app@${SHA256}`],
  ])("%s", (text, tagged, untagged) => {
    expect(pinReference(text, digest, "name:tag@digest")).toBe(tagged);
    expect(pinReference(text, digest, "name@digest")).toBe(untagged);
  });
});

describe("nothing is suggested for what the gate would refuse (law 4)", () => {
  it.each(["", " nginx", "nginx@foo", "Myhost/app", "user:pw@ghcr.io/a", SHA256, "nginx:", "<none>@<none>"])(
    "%s",
    (text) => {
      expect(() => pinReference(text, digest, "name:tag@digest")).toThrow(InvalidImageReference);
      expect(() => pinReference(text, digest, "name@digest")).toThrow(InvalidImageReference);
    },
  );
});
