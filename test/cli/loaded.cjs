// Preloaded into a program under test: on its end tells on the file descriptor 3 which files it loaded, and which it read.
const fs = require("node:fs");

const read = [];
const { readFileSync } = fs;
fs.readFileSync = (path, ...options) => {
  if (typeof path === "string") read.push(path);
  return readFileSync(path, ...options);
};
process.on("exit", () => fs.writeSync(3, JSON.stringify([...new Set([...Object.keys(require.cache), ...read])])));
