// Lets a plain Node process load our sources, for tests that need a process of their own.
const { transformFileSync } = require("@swc/core");

require.extensions[".ts"] = (module, filename) => {
  const options = { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } };
  module._compile(transformFileSync(filename, { ...options, swcrc: false }).code, filename);
};
