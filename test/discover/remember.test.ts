import { describe, expect, it } from "@jest/globals";
import { remember } from "../../src/discover/remember.ts";

function counted(bounds?: { most: number; longest: number }) {
  const asked: string[] = [];
  const answer = remember((name) => {
    asked.push(name);
    return name.length > 3;
  }, bounds);
  return { asked, answer };
}

describe("what is asked again of a name is answered from memory", () => {
  it("works an answer out once, also one that says no", () => {
    const { asked, answer } = counted();
    expect([answer("long"), answer("no"), answer("long"), answer("no")]).toEqual([true, false, true, false]);
    expect(asked).toEqual(["long", "no"]);
  });

  it("keeps no more names than it may, and answers all: the judged choose the names", () => {
    const { asked, answer } = counted({ most: 2, longest: 10 });
    for (const name of ["a", "b", "c", "a", "b", "c", "c"]) answer(name);
    expect(asked).toEqual(["a", "b", "c", "c", "c"]);
  });

  it("keeps no name that is too long to be one", () => {
    const { asked, answer } = counted({ most: 2, longest: 4 });
    expect([answer("longer"), answer("longer")]).toEqual([true, true]);
    expect(asked).toHaveLength(2);
  });

  it("tells names apart that objects of JavaScript have, and halves of characters", () => {
    const own = remember((name) => `${name}!`);
    for (const name of ["__proto__", "constructor", "", "\ud800", "\udc00"])
      expect([own(name), own(name)]).toEqual([`${name}!`, `${name}!`]);
  });
});
