import { describe, expect, it } from "@jest/globals";
import { InvalidDigest, InvalidImageReference, parseDigest, parseImageReference } from "../../src/reference/index.ts";
import { HEX64, SHA256, refusalOf } from "./read.ts";

function messageOf(text: string): string {
  return refusalOf(() => parseImageReference(text)).message;
}

describe("a message says what is wrong, where, and how to mend it", () => {
  it.each([
    ["", /empty.*write registry\/repository/],
    ["a".repeat(2000), /2000 characters.*1024/],
    ["https://ghcr.io/a", /scheme.*remove everything up to and including :\/\//],
    ["user:pw@ghcr.io/a", /user name or password.*remove.*change the password/],
    [" nginx", /character 1 \(U\+0020\).*white space.*remove/],
    ["nginx:1\u200B", /character 8 \(U\+200B\).*invisible/],
    [`nginx\uFF20${SHA256}`, /character 6 \(U\+FF20\).*look-alike.*ASCII/],
    ["${IMAGE}", /character 1 \(U\+0024\).*placeholder.*write the value/],
    ["a%20b", /character 2 \(U\+0025\).*percent-encoding.*plainly/],
    ["a\\b", /character 2 \(U\+005C\).*backslash.*forward slash/],
    ["a?b", /character 2 \(U\+003F\).*URL.*remove/],
    ["a*b", /character 2 \(U\+002A\).*not allowed/],
    [SHA256, /"sha256" names a digest's algorithm.*put the repository/],
    [HEX64, /image ID.*write repository/],
    ["a@b@c", /more than one at sign/],
    ["2001:db8::1/a", /"2001:db8::1".*brackets/],
    ["my_host.io/a", /"my_host.io".*letters, digits and "-"/],
    ["ghcr.io:99999/a", /port "99999".*1 to 65535/],
    ["Myhost/a", /"Myhost".*Docker Hub namespace.*add the host's port or domain/],
    ["Docker.io/a", /"Docker.io".*write docker.io/],
    ["127.1/a", /"127.1" reads as "127.0.0.1".*write that instead/],
    ["ghcr.io/", /no repository.*write registry\/repository/],
    [`ghcr.io/${"a".repeat(300)}`, /300 characters.*255/],
    ["ghcr.io/Acme/a", /component "Acme" must be written in lower case/],
    ["ghcr.io/a..b", /component "a\.\.b"/],
    ["ghcr.io/a//b", /empty.*remove the extra slash/],
    ["nginx:", /tag.*empty.*remove the colon/],
    [`nginx:${"a".repeat(129)}`, /tag has 129 characters.*128/],
    ["nginx:-a", /tag "-a".*beginning with/],
    ["nginx@", /digest is empty.*sha256:/],
    ["nginx@foo", /digest "foo" has no algorithm.*write sha256:/],
    ["nginx@sha256:x", /digest's character 1 after the colon, "x", is no hex digit/],
    [`nginx@sha256:${HEX64.toUpperCase()}`, /lower case/],
    [`nginx@SHA256:${HEX64}`, /algorithm "SHA256" must be written in lower case/],
    [`nginx@sha256:${HEX64.slice(1)}`, /63 hex digits instead of 64/],
    [`nginx@sha512:${HEX64}`, /64 hex digits instead of 128/],
    [`nginx@blake3:${HEX64}`, /algorithm "blake3" cannot be verified here.*sha256 or sha512/],
  ])("%j", (text, expected) => {
    expect(messageOf(text)).toMatch(expected);
  });

  it("begins with the text it is about", () => {
    expect(messageOf("nginx@foo")).toMatch(/^"nginx@foo" is not an image reference: /);
    expect(refusalOf(() => parseDigest("foo")).message).toMatch(/^"foo" is not a digest: /);
  });

  it("comes as an error of its own class", () => {
    expect(refusalOf(() => parseImageReference("nginx@foo"))).toBeInstanceOf(InvalidImageReference);
    expect(refusalOf(() => parseDigest("foo"))).toBeInstanceOf(InvalidDigest);
    expect(refusalOf(() => parseImageReference("")).name).toBe("InvalidImageReference");
    expect(refusalOf(() => parseDigest("")).name).toBe("InvalidDigest");
  });
});

describe("a message is safe to print", () => {
  it.each([
    "user:hunter2@ghcr.io/acme/web",
    "https://user:hunter2@ghcr.io/acme/web",
    "docker://hunter2@ghcr.io/acme/web",
    "user:hunter2@ghcr.io",
    "user:hunter2@ghcr.io:5000",
    "user:hunter2@",
    "user:hunter2@a@b",
    " user:hunter2@ghcr.io/acme/web",
    "user:hunter2\uFF20ghcr.io/acme/web",
    `user:hunter2@ghcr.io/acme/web@${SHA256}`,
    "ghcr.io/acme/web?token=hunter2",
    `${"a".repeat(2000)}:hunter2@ghcr.io/x`,
  ])("%s: no password", (text) => {
    expect(messageOf(text)).not.toContain("hunter2");
  });

  it.each([
    "\u001b[2Jnginx",
    "nginx\nWARNING: all good",
    "nginx@\u202Efoo",
    "nginx:\u0007",
    `nginx@sha256:${"\n".repeat(64)}`,
  ])("%j: no control characters", (text) => {
    expect(messageOf(text)).toMatch(/^\P{C}+$/u);
  });

  it.each([
    ["a", "a".repeat(100_000)],
    ["newlines", "\n".repeat(100_000)],
    ["a long component", `ghcr.io/${"-".repeat(250)}`],
    ["a long port", `ghcr.io:${"9".repeat(1000)}/a`],
    ["a long algorithm", `nginx@${"a".repeat(900)}:0`],
    ["a long host", `${"a".repeat(1000)}:1/a`],
  ])("%s: short enough", (_, text) => {
    expect(messageOf(text).length).toBeLessThan(600);
  });
});
