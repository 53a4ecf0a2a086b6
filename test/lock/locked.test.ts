import { describe, expect, it } from "@jest/globals";
import { LockIndex, previousIn } from "../../src/lock/index.ts";
import { parseImageReference } from "../../src/reference/index.ts";
import { digest, lockOf } from "./lock-setting.ts";

const [a, b, c] = [digest("a"), digest("b"), digest("c")];

const index = new LockIndex(
  lockOf({
    "ghcr.io/acme/web:1.4": { digest: a },
    "ghcr.io/acme/web:latest": { digest: b },
    [`ghcr.io/acme/api:2@${a}`]: { digest: a },
    [`ghcr.io/acme/two:1@${a}`]: { digest: a },
    [`ghcr.io/acme/two:1@${b}`]: { digest: b },
    [`ghcr.io/acme/bare@${a}`]: { digest: a },
    "docker.io/library/nginx:1": { digest: c },
  }),
);

function find(image: string): string {
  const found = index.find(parseImageReference(image));
  if (found.kind === "locked") return found.entry.digest;
  return found.kind === "missing" ? "missing" : found.entries.map((entry) => entry.digest).join(" ");
}

describe("a lock file is looked up", () => {
  it.each([
    ["by its tag", "ghcr.io/acme/web:1.4", a],
    ["by the tag that a registry takes where there is none", "ghcr.io/acme/web", b],
    ["in whatever spelling", "nginx:1", c],
    ["not by another tag", "ghcr.io/acme/web:1.5", "missing"],
    ["not by a tag in another letter case", "ghcr.io/acme/web:LATEST", "missing"],
    ["not in another repository", "ghcr.io/acme/other:1.4", "missing"],
    ["by the tag beside a digest that is locked by its tag", `ghcr.io/acme/web:1.4@${a}`, a],
    ["by a digest alone that some tag was locked to", `ghcr.io/acme/web@${b}`, b],
    ["by a digest that its tag is not locked to", `ghcr.io/acme/web:1.4@${c}`, a],
    ["by a digest that another tag is locked to: the tag counts", `ghcr.io/acme/web:1.4@${b}`, a],
    ["by a digest that nothing in its repository is locked to", `ghcr.io/acme/web@${c}`, `${a} ${b}`],
    ["by a digest in a repository that is not there", `ghcr.io/acme/none@${a}`, "missing"],
    ["by a tag beside which one digest is locked", "ghcr.io/acme/api:2", a],
    ["not by a tag beside which two are", "ghcr.io/acme/two:1", "missing"],
    ["not by no tag where only a digest without one is locked", "ghcr.io/acme/bare", "missing"],
  ])("%s", (_, image, found) => {
    expect(find(image)).toBe(found);
  });
});

it("is looked up in no more time the more it holds for one repository", () => {
  const hex = (number: number) => number.toString(16).padStart(64, "0");
  const entries = Array.from({ length: 10_000 }, (_, number) => [
    `ghcr.io/acme/web:v${number}`,
    { digest: `sha256:${hex(number)}` as const },
  ]);
  const large = new LockIndex(lockOf(Object.fromEntries(entries) as Parameters<typeof lockOf>[0]));
  const asked = [":v7", ":none", `@sha256:${hex(9_999)}`, `@sha256:${hex(10_000)}`, `:v1@sha256:${hex(10_000)}`];
  const references = asked.map((rest) => parseImageReference(`ghcr.io/acme/web${rest}`));
  const found = Array.from({ length: 20_000 }, () => references.map((reference) => large.find(reference).kind));
  expect(found.at(-1)).toEqual(["locked", "missing", "locked", "different", "different"]);
});

describe("what an image is compared with", () => {
  const previous = previousIn(
    lockOf({
      "ghcr.io/acme/web:1.4": { digest: a },
      [`ghcr.io/acme/web:1.4@${b}`]: { digest: b, locked: "2026-06-02T00:00:00Z" },
      [`ghcr.io/acme/web:1.4@${c}`]: { digest: c, locked: "2026-06-01T00:00:00Z" },
      [`ghcr.io/acme/one@${a}`]: { digest: a },
      [`ghcr.io/acme/many@${a}`]: { digest: a },
      [`ghcr.io/acme/many@${b}`]: { digest: b },
    }),
  );

  it.each([
    ["is its own entry", "ghcr.io/acme/web:1.4", "ghcr.io/acme/web:1.4"],
    ["is what was locked last for its tag", `ghcr.io/acme/web:1.4@${digest("d")}`, `ghcr.io/acme/web:1.4@${b}`],
    ["is the one digest of its repository", `ghcr.io/acme/one@${b}`, `ghcr.io/acme/one@${a}`],
    ["is nothing where that would be a guess", `ghcr.io/acme/many@${c}`, undefined],
    ["is nothing of another tag", "ghcr.io/acme/web:1.5", undefined],
    ["is nothing of another repository", "ghcr.io/acme/api:1.4", undefined],
  ])("%s", (_, image, found) => {
    expect(previous(image)?.image).toBe(found);
  });
});
