import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { failureOf, REMEDIES } from "../../src/trust/refresh-failure.ts";

const refused = Object.assign(new Error(""), { code: "ECONNREFUSED" });
const metadata = (cause: unknown) => new Error("error refreshing TUF metadata", { cause });

it.each<[string, unknown, string, string]>([
  [
    "a connection that is refused",
    new TypeError("fetch failed", { cause: refused }),
    "unreachable",
    "could not be read (ECONNREFUSED)",
  ],
  [
    "a name that nobody knows",
    metadata(new TypeError("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND a") })),
    "unreachable",
    "(getaddrinfo ENOTFOUND a)",
  ],
  ["no answer in time", new Error("The operation was aborted due to timeout"), "unreachable", "due to timeout"],
  [
    "a failure that was wrapped as text",
    new Error("Unable to load snapshot metadata error TypeError: fetch failed"),
    "unreachable",
    "snapshot",
  ],
  [
    "an answer that was cut off",
    metadata(new TypeError("terminated", { cause: new Error("other side closed") })),
    "unreachable",
    "(terminated: other side closed)",
  ],
  [
    "a cut that was wrapped as text",
    new Error("Unable to load targets error TypeError: terminated"),
    "unreachable",
    "targets",
  ],
  ["half a document", metadata(new SyntaxError("Unterminated string in JSON")), "not-verified", "cannot be verified"],
  ["old metadata", metadata(new Error("Final timestamp.json is expired")), "expired", "is expired (Final"],
  [
    "an older version",
    metadata(new Error("New timestamp version 1 is less than current version 2")),
    "rolled-back",
    "is older",
  ],
  [
    "anything else",
    metadata(new TypeError("x is not a function")),
    "not-verified",
    "cannot be verified (x is not a function)",
  ],
  ["something that is no error", 7, "not-verified", "cannot be verified ()"],
  ["what is not printable", new Error("\u001b[2J"), "not-verified", "cannot be verified"],
])("tells %s", (_, error, reason, says) => {
  const failure = failureOf(error, "https://mirror.example");
  expect([failure.reason, failure.message]).toEqual([reason, expect.stringContaining(says)]);
  expect(failure.message).not.toContain("\u001b");
});

it("docs/reasons.md lists every reason, and no other", () => {
  const page = readFileSync(join(__dirname, "../../docs/reasons.md"), "utf8");
  const section = page.split(/^## /m).find((text) => text.startsWith("trust refresh:")) ?? "";
  const reasons = Array.from(section.matchAll(/^\| ([a-z-]+[a-z]) /gm), ([, reason]) => reason);
  expect(reasons.filter((reason) => reason !== "reason").sort()).toEqual(Object.keys(REMEDIES).sort());
});
