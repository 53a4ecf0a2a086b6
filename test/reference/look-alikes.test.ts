import { describe, expect, it } from "@jest/globals";
import { HEX64, SHA256, reasonOf } from "./read.ts";

const HEX63 = HEX64.slice(1);

describe("white space is never trimmed away", () => {
  it.each([
    " ",
    "\n",
    "\t",
    " nginx",
    "nginx ",
    "nginx\n",
    "\nnginx",
    "nginx\r\n",
    "nginx\t",
    "ngi nx",
    "nginx :1",
    "nginx: 1",
    "nginx\u00A0",
    "nginx\u2003",
    "nginx\u3000:1",
    "\uFEFFnginx",
    "nginx\u2028",
    "nginx\u2029",
    "nginx\u1680",
    "nginx\v1",
    "nginx\f1",
    `nginx@${SHA256} `,
    `nginx@${SHA256}\n`,
    `nginx@ ${SHA256}`,
    `nginx @${SHA256}`,
    `nginx@sha256: ${HEX64}`,
    `nginx@${SHA256}\nghcr.io`,
  ])("%j", (text) => {
    expect(reasonOf(text)).toBe("whitespace");
  });
});

describe("invisible characters are refused", () => {
  it.each([
    "\0",
    "nginx\0",
    "ngi\0nx",
    `nginx@${SHA256}\0`,
    "nginx\u0007",
    "nginx\b",
    "\u001b[31mnginx",
    "nginx\u007f",
    "nginx\u0085",
    "nginx\u009b2J",
    "nginx\u200B",
    "ngi\u200Dnx",
    "nginx\u2060:1",
    "nginx\u202Egnp",
    "nginx\u2066x\u2069",
    "nginx\u061C",
    "nginx\u00AD",
    "nginx\uFE0F",
    "nginx\u{E0061}",
    "nginx\uD800",
    "\uDC00nginx",
    "nginx\uE000",
    "nginx\u115F",
    "nginx\u3164",
  ])("%j", (text) => {
    expect(reasonOf(text)).toBe("control-character");
  });
});

describe("characters that only look like ASCII are refused", () => {
  it.each([
    `nginx\uFF20${SHA256}`,
    `nginx\uFE6B${SHA256}`,
    `nginx@sha256\uFF1A${HEX64}`,
    `nginx@sha256\uA789${HEX64}`,
    `nginx@sha256:${HEX63}\uFF10`,
    `nginx@sha256:${HEX63}\u0430`,
    `nginx@sha256:${HEX63}\u0660`,
    "ng\u0456nx",
    "\u0430cme/web",
    "ghcr\u3002io/acme/web",
    "ghcr\uFF0Eio/acme/web",
    "ghcr\uFF61io/acme/web",
    "ghcr.io\u2215acme/web",
    "ghcr.io\u2044acme/web",
    "ghcr.io\uFF0Facme/web",
    "ghcr.io/acme/web\uFF1A1",
    "bücher.example/app",
    "ghcr.io/acme/wéb",
    "ghcr.io/acme/web:é",
    "nginx:１",
    "\u212Aubernetes/pause",
    "ghcr.\u0131o/acme/web",
    "nginx:\u{1F433}",
    "e\u0301/app",
  ])("%j", (text) => {
    expect(reasonOf(text)).toBe("not-ascii");
  });
});

describe("parts of a URL are no parts of a reference", () => {
  it.each([
    ["https://ghcr.io/acme/web", "scheme"],
    ["http://ghcr.io/acme/web:1", "scheme"],
    ["HTTPS://ghcr.io/acme/web", "scheme"],
    ["docker://nginx", "scheme"],
    [`docker://ghcr.io/acme/web@${SHA256}`, "scheme"],
    ["oci://ghcr.io/acme/chart", "scheme"],
    ["docker-pullable://nginx", "scheme"],
    ["containerd+x://nginx", "scheme"],
    ["https://user:pw@ghcr.io/acme/web", "scheme"],
    ["user:pw@ghcr.io/acme/web", "userinfo"],
    ["user@ghcr.io/acme/web", "userinfo"],
    ["@ghcr.io/acme/web", "userinfo"],
    [":@ghcr.io/acme/web", "userinfo"],
    [`user:pw@ghcr.io/acme/web@${SHA256}`, "userinfo"],
    ["ghcr.io@evil.example/acme/web", "userinfo"],
    ["ghcr.io:5000@evil.example/acme/web", "userinfo"],
    ["ghcr.io/acme@evil.example/web", "userinfo"],
    [`nginx@${SHA256}/x`, "userinfo"],
    [`nginx@sha256:${HEX63}/`, "userinfo"],
    ["user:p w@ghcr.io/acme/web", "userinfo"],
    ["nginx%20", "percent-encoding"],
    ["ghcr.io/%2e%2e/web", "percent-encoding"],
    ["ghcr.io%2facme/web", "percent-encoding"],
    [`nginx%40${SHA256}`, "percent-encoding"],
    ["nginx%00", "percent-encoding"],
    ["[fe80::1%eth0]/app", "percent-encoding"],
    ["[fe80::1%25eth0]:5000/app", "percent-encoding"],
    ["nginx?x", "query-or-fragment"],
    ["ghcr.io/acme/web?tag=1", "query-or-fragment"],
    ["ghcr.io?/acme/web", "query-or-fragment"],
    ["nginx#f", "query-or-fragment"],
    [`nginx#@${SHA256}`, "query-or-fragment"],
    ["ghcr.io\\acme\\web", "backslash"],
    ["ghcr.io/a\\..\\b", "backslash"],
    ["ghcr.io\\@evil.example:80", "backslash"],
  ])("%s is refused as %s", (text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });
});

describe("what nobody filled in is refused", () => {
  it.each([
    "<none>",
    "<none>:<none>",
    "<none>@<none>",
    `<none>@${SHA256}`,
    "nginx:<none>",
    "${IMAGE}",
    "$IMAGE",
    "$(IMAGE)",
    "ghcr.io/acme/web:${TAG}",
    "ghcr.io/acme/web:{{ .Values.tag }}",
    "{{ .Values.image }}",
    "<no value>",
    "nginx@{digest}",
  ])("%s", (text) => {
    expect(reasonOf(text)).toBe("placeholder");
  });
});

describe("other characters are refused", () => {
  it.each([
    "nginx!",
    "nginx,redis",
    "nginx;1",
    "nginx*",
    "~nginx",
    '"nginx"',
    "'nginx'",
    "`nginx`",
    "nginx|sh",
    "nginx&x",
    "nginx(1)",
    "nginx=1",
    "nginx^1",
  ])("%s", (text) => {
    expect(reasonOf(text)).toBe("forbidden-character");
  });
});

describe("strings that looser checks take for pinned (any @, any algorithm, any length)", () => {
  it.each([
    ["nginx@foo", "digest-syntax"],
    ["nginx@latest", "digest-syntax"],
    ["nginx@", "digest-empty"],
    ["nginx:1.29@", "digest-empty"],
    ["nginx@sha256:x", "digest-syntax"],
    ["nginx@sha256:abcdef", "digest-length"],
    ["nginx@sha256:_=-Z", "forbidden-character"],
    ["nginx@1.2.3", "digest-syntax"],
    ["@", "digest-empty"],
    ["user:pw@host", "digest-syntax"],
  ])("%s is refused as %s", (text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });
});

describe("length is bounded before anything is read", () => {
  it.each([
    ["letters", "a".repeat(10_240)],
    ["hyphens", `a${"-".repeat(10_240)}`],
    ["underscores", `ghcr.io/a${"_".repeat(10_240)}a`],
    ["slashes", "/".repeat(10_240)],
    ["colons", ":".repeat(10_240)],
    ["at signs", "@".repeat(10_240)],
    ["labels", `${"a.".repeat(5_120)}/x`],
    ["components", `ghcr.io/${"a/".repeat(5_120)}`],
    ["brackets", "[".repeat(10_240)],
    ["hex digits", `nginx@sha256:${"0".repeat(10_240)}`],
    ["one more than allowed", "a".repeat(1025)],
  ])("%s", (_, text) => {
    expect(reasonOf(text)).toBe("too-long");
  });

  it("reads, and refuses for its own reason, what is just short enough", () => {
    expect(reasonOf("a".repeat(1024))).toBe("repository-too-long");
  });

  it("an empty text is none", () => {
    expect(reasonOf("")).toBe("empty");
  });
});
