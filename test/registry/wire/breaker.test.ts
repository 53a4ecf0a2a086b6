import { expect, it } from "@jest/globals";
import { RegistryError } from "../../../src/registry/index.ts";
import { Breaker } from "../../../src/registry/wire/breaker.ts";
import { failureOf } from "../contents.ts";

const HOST = "https://registry.example";
const refused = new RegistryError("unreachable", "registry.example: the connection was refused (ECONNREFUSED).", {
  remedy: "Check the port.",
  cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }),
});

function start() {
  const clock = { now: 0 };
  const breaker = new Breaker({ hostFailures: 3, hostRest: 30_000 }, () => clock.now);
  const fail = (times: number, began = Infinity) => {
    for (let count = 0; count < times; count += 1) breaker.failed(HOST, refused, began);
  };
  const check = (host = HOST) =>
    Promise.resolve().then(() => {
      breaker.check(host);
    });
  return { clock, breaker, fail, check };
}

it("a host that failed three times in a row is left alone, for the same reason and with the same remedy", async () => {
  const { fail, check } = start();
  fail(2);
  await check();
  fail(1);
  const error = await failureOf(check());
  expect(error).toMatchObject({ reason: "unreachable", remedy: "Check the port." });
  expect(error.message).toBe(`${refused.message} That was 3 times in a row, so it was not asked again.`);
  // By a cause that could pass, a retry would wait for it.
  expect(error.cause).toBeUndefined();
});

it("other hosts are asked meanwhile", async () => {
  const { fail, check } = start();
  fail(3);
  await check("https://registry.example:5000");
});

it("one answer forgets everything", async () => {
  const { breaker, fail, check } = start();
  fail(2);
  breaker.answered(HOST);
  fail(2);
  await check();
});

it("a failure of what was asked before an answer came is not the host's", async () => {
  const { clock, breaker, fail, check } = start();
  clock.now = 10;
  breaker.answered(HOST);
  fail(3, 10);
  await check();
  fail(3, 11);
  await failureOf(check());
});

it("after a rest one request may try, and the others still do not wait for it", async () => {
  const { clock, breaker, fail, check } = start();
  fail(3);
  clock.now = 29_999;
  await failureOf(check());
  clock.now = 30_000;
  await check();
  await failureOf(check());
  fail(1);
  expect((await failureOf(check())).message).toContain("4 times in a row");
  clock.now = 60_000;
  await check();
  breaker.answered(HOST);
  await check();
});
