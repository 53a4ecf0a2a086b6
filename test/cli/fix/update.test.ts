import { describe, expect, it } from "@jest/globals";
import { pod, repositories, type Repository } from "./setting.ts";

const started = repositories();

/** A file with an old pin of a tag that was moved to another trusted image. */
function movedTag({ signed, write }: Repository) {
  const [old, now] = [signed("web", "1.0", "old"), signed("web", "1.0", "now")];
  write("web.yaml", pod(old.pinned));
  return { old, now };
}

describe("a digest that stands there", () => {
  it("never moves by itself", async () => {
    const repository = await started();
    const { old } = movedTag(repository);
    expect(await repository.fix(["--write"])).toMatchObject({ code: 0, stdout: "" });
    expect(repository.read("web.yaml")).toBe(pod(old.pinned));
  });

  it("moves with --update to what its tag points at, where that is trusted", async () => {
    const repository = await started();
    const { old, now } = movedTag(repository);
    const shown = await repository.fix(["--update"]);
    expect([shown.code, shown.stdout]).toEqual([1, expect.stringContaining(`- ${old.pinned}\n+ ${now.pinned}\n`)]);
    expect((await repository.fix(["--update", "--write"])).code).toBe(0);
    expect(repository.read("web.yaml")).toBe(pod(now.pinned));
    expect(await repository.fix(["--update", "--write"])).toMatchObject({ code: 0, stdout: "" });
  });

  it("stays where the tag points at an untrusted digest: that is the attack (law 4)", async () => {
    const { fix, write, read, signed, unsigned } = await started();
    const old = signed("web");
    unsigned("team/web", "1.0", "poisoned");
    write("web.yaml", pod(old.pinned));
    const { code, stdout, stderr } = await fix(["--update", "--write", "--accept-unverified"]);
    expect([code, stdout, read("web.yaml")]).toEqual([1, "", pod(old.pinned)]);
    expect(stderr).toContain("carries no signature");
    expect(stderr).toContain("--update leaves its digest as it is.");
  });

  it("stays where nobody vouches for the new one, unless the user accepts that", async () => {
    const { fix, write, read, unsigned } = await started();
    const [old, now] = [unsigned("vendor/db", "9", "old"), unsigned("vendor/db", "9", "now")];
    write("db.yaml", pod(old.pinned));
    expect((await fix(["--update", "--write"])).code).toBe(1);
    expect(read("db.yaml")).toBe(pod(old.pinned));
    expect((await fix(["--update", "--write", "--accept-unverified"])).code).toBe(0);
    expect(read("db.yaml")).toBe(pod(now.pinned));
    expect((await fix(["--update", "--write"])).code).toBe(0);
  });

  it("stays where no tag stands beside it, and where the tag says the same", async () => {
    const { fix, write, read, signed } = await started();
    const { pinned, tag } = signed("web");
    const bare = pinned.replace(/:1\.0@/, "@");
    write("web.yaml", pod(bare, pinned));
    expect(await fix(["--update", "--write"])).toMatchObject({ code: 0, stdout: "" });
    expect(read("web.yaml")).toBe(pod(bare, pinned));
    expect(tag).toContain(":1.0");
  });

  it("moves although it is rejected itself: the tag cures it", async () => {
    const { fix, write, read, signed, unsigned } = await started();
    const evil = unsigned("team/web", "1.0", "poisoned");
    const good = signed("web");
    write("web.yaml", pod(evil.pinned));
    expect((await fix(["--write"])).code).toBe(1);
    expect((await fix(["--update", "--write"])).code).toBe(0);
    expect(read("web.yaml")).toBe(pod(good.pinned));
  });
});

describe("a lock file", () => {
  async function locked() {
    const repository = await started();
    const { console, signed } = repository;
    const old = signed("web", "1.0", "old");
    await console.called(["lock", old.tag, "--policy", console.policy]);
    return { repository, old, now: signed("web", "1.0", "now") };
  }

  it("says which digest a tag stands for, and is not written", async () => {
    const { repository, old } = await locked();
    repository.write("web.yaml", pod(old.tag));
    const { code, stdout, stderr } = await repository.fix(["--write"]);
    expect([code, repository.read("web.yaml")]).toEqual([0, pod(old.pinned)]);
    expect(stdout).toContain("the locked digest, since ");
    expect(stderr).toContain("image-lock (tag-moved)");
  });

  it("holds --update at its digest", async () => {
    const { repository, old, now } = await locked();
    repository.write("web.yaml", pod(now.pinned));
    expect((await repository.fix(["--write", "--update"])).code).toBe(0);
    expect(repository.read("web.yaml")).toBe(pod(old.pinned));
  });

  it("lets a digest be written that nobody has to vouch for, since somebody locked it (law 4)", async () => {
    const { fix, console, write, read, unsigned } = await started();
    const { tag, pinned } = unsigned("vendor/db");
    await console.called(["lock", tag, "--accept-unverified", "--policy", console.policy]);
    write("db.yaml", pod(tag));
    expect((await fix(["--write"])).code).toBe(0);
    expect(read("db.yaml")).toBe(pod(pinned));
  });
});
