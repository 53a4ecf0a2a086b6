// The files that the catalog is made of.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const PLATFORMS = ["pulumi", "kubernetes", "kubernetes-crd", "terraform", "cloudformation"];

export const catalogFile = (root, platform) => join(root, "src/discover/catalog", `${platform}.json`);
export const typesFile = (root) => join(root, "src/discover/catalog/types.json");
export const packagesFile = (root) => join(root, "scripts/catalog/packages.json");
export const noImagesFile = (root, name) =>
  join(root, "scripts/catalog/no-images", `${name.replace(/^@/, "").replaceAll("/", "-")}.json`);

/** @returns {unknown} what the file holds, or `otherwise` where there is none */
export function readJson(file, otherwise) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT" && otherwise !== undefined) return otherwise;
    throw new Error(`cannot read ${file}: ${error.message}`, { cause: error });
  }
}

/** Whole or not at all. */
export function writeWhole(file, text) {
  const whole = `${file}.${process.pid}.tmp`;
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(whole, text);
    renameSync(whole, file);
  } finally {
    rmSync(whole, { force: true });
  }
}

export const byName = ([a], [b]) => (a < b ? -1 : a > b ? 1 : 0);
export const sorted = (object) => Object.fromEntries(Object.entries(object).sort(byName));
export const today = () => new Date().toISOString().slice(0, 10);
