import { describe, expect, it } from "@jest/globals";
import { nodeVersionProblem } from "../src/node-version.ts";

describe("Node", () => {
  it.each(["22.22.2", "22.23.0", "24.15.0", "24.21.0", "26.0.0", "27.1.0"])("%s is right", (version) => {
    expect(nodeVersionProblem(version)).toBeUndefined();
  });

  it.each(["18.20.0", "20.20.2", "22.22.1", "22.21.9", "23.11.0", "24.14.9", "25.1.0", "", "x"])(
    "%s is wrong",
    (version) => {
      expect(nodeVersionProblem(version)).toMatch(/found Node .*needs .*first on PATH/);
    },
  );
});
