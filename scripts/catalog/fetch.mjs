// Gets a package as npm publishes it. It is never installed, and nothing in it is ever run.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** Kept between runs, beside the tools that the tests build. A relative XDG path is ignored. */
export function cacheFolder(environment) {
  const own = environment.DIGESTBOUND_PACKAGES;
  if (own !== undefined && own !== "") return own;
  const xdg = environment.XDG_CACHE_HOME;
  return join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), ".cache"), "digestbound/packages");
}

/**
 * @param {{ name: string, version: string, integrity?: string }} wanted without an integrity, what npm reports is taken
 * @param {string} cache
 * @returns {Promise<{ file: string, version: string, integrity: string }>}
 * @throws where the registry cannot be reached, lacks it, or has other bytes under this version than those that are listed
 */
export async function fetchPackage({ name, version, integrity }, cache) {
  const kept = (exact) => join(cache, `${name.replace(/^@/, "").replaceAll("/", "-")}-${exact}.tgz`);
  if (integrity !== undefined && existsSync(kept(version)) && integrityOf(kept(version)) === integrity)
    return { file: kept(version), version, integrity };
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "fetch-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.on("exit", remove);
  try {
    const packed = await npmPack(`${name}@${version}`, folder);
    const found = integrityOf(packed.file);
    const expected = integrity ?? packed.integrity;
    if (found !== expected) throw new Error(`${name}@${version} is ${found}, and ${expected} is expected`);
    renameSync(packed.file, kept(packed.version));
    return { file: kept(packed.version), version: packed.version, integrity: found };
  } finally {
    process.removeListener("exit", remove);
    remove();
  }
}

function integrityOf(file) {
  return `sha512-${createHash("sha512").update(readFileSync(file)).digest("base64")}`;
}

async function npmPack(spec, folder) {
  const npm = process.env.npm_execpath;
  const [program, first] = npm?.endsWith(".js") === true ? [process.execPath, [npm]] : ["npm", []];
  const options = [
    "--ignore-scripts",
    "--json",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=1000",
    "--fetch-timeout=60000",
    "--pack-destination",
    folder,
  ];
  const { error, stdout, stderr } = await new Promise((settle) => {
    const args = [...first, "pack", ...options, "--", spec];
    execFile(program, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }, (failed, out, err) =>
      settle({ error: failed, stdout: out, stderr: err }),
    );
  });
  if (error !== null) throw new Error(`cannot fetch ${spec}: ${whyNot(error, stderr)}`);
  const [{ filename, version, integrity }] = JSON.parse(stdout);
  return { file: join(folder, filename), version, integrity };
}

/** npm says it on several lines, and then where its log is. */
function whyNot(error, stderr) {
  const lines = stderr
    .split("\n")
    .filter((line) => line.startsWith("npm error"))
    .map((line) => line.replace(/^npm error\s*/, ""))
    .filter((line) => line !== "" && !/complete log of this run/.test(line));
  return lines.length > 0 ? lines.slice(0, 4).join(" ") : error.message.split("\n")[0];
}
