// commander and p-limit ship ESM only; Jest runs CommonJS, so they are transformed like our own sources.
const transform = {
  "^.+\\.[cm]?[jt]s$": [
    "@swc/jest",
    { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" }, sourceMaps: "inline" },
  ],
};
const shared = {
  testEnvironment: "node",
  transform,
  transformIgnorePatterns: ["/node_modules/(?!(?:commander|p-limit|yocto-queue)/)"],
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
};

module.exports = {
  // Property tests and child processes take their time on a busy machine; a test that hangs is still ended.
  testTimeout: 60_000,
  projects: [
    {
      ...shared,
      displayName: "unit",
      setupFiles: ["<rootDir>/test/no-cache.cjs"],
      roots: ["<rootDir>/test"],
      testPathIgnorePatterns: [
        "/node_modules/",
        "/dist/",
        "<rootDir>/test/e2e/",
        "<rootDir>/test/registry/differential/",
        "<rootDir>/test/signature/differential/",
      ],
    },
    {
      ...shared,
      displayName: "differential",
      roots: ["<rootDir>/test/registry/differential", "<rootDir>/test/signature/differential"],
      globalSetup: "<rootDir>/test/registry/differential/global-setup.ts",
    },
    { ...shared, displayName: "e2e", roots: ["<rootDir>/test/e2e"], globalSetup: "<rootDir>/test/e2e/global-setup.ts" },
  ],
};
