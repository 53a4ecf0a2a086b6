import { describe, expect, it } from "@jest/globals";
import { pod, repositories } from "./setting.ts";

const started = repositories();

describe("digestbound fix -", () => {
  it("prints standard input with its pins, and what it changed on stderr", async () => {
    const { fix, signed } = await started();
    const { tag, pinned } = signed("web");
    const { code, stdout, stderr } = await fix(["-"], { stdin: pod(tag) });
    expect([code, stdout]).toEqual([0, pod(pinned)]);
    expect(stderr).toMatch(/^\(standard input\):8:14\n- /);
    expect(stderr).toMatch(/Pinned 1 reference\.\n$/);
  });

  it("prints it as it came where there is nothing to pin, or nothing that may be", async () => {
    const { fix, signed, unsigned } = await started();
    const [web, evil] = [signed("web"), unsigned("team/evil")];
    expect(await fix(["-"], { stdin: pod(web.pinned) })).toMatchObject({ code: 0, stdout: pod(web.pinned) });
    expect(await fix(["-"], { stdin: pod(evil.tag) })).toMatchObject({ code: 1, stdout: pod(evil.tag) });
  });

  it("keeps the mark of the byte order and the ends of lines", async () => {
    const { fix, signed } = await started();
    const { tag, pinned } = signed("web");
    const windows = (text: string) => `\uFEFF${text.replaceAll("\n", "\r\n")}`;
    expect((await fix(["-"], { stdin: windows(pod(tag)) })).stdout).toBe(windows(pod(pinned)));
  });

  it("prints nothing of what it does not know, unless that is allowed", async () => {
    const { fix } = await started();
    expect(await fix(["-"], { stdin: "hello\n" })).toMatchObject({ code: 2, stdout: "" });
    expect(await fix(["-", "--allow-empty"], { stdin: "hello\n" })).toMatchObject({ code: 0, stdout: "hello\n" });
  });

  it("colours nothing in the text, on a terminal either", async () => {
    const { fix, signed } = await started();
    const { tag, pinned } = signed("web");
    expect((await fix(["-"], { stdin: pod(tag), isTTY: true })).stdout).toBe(pod(pinned));
  });
});
