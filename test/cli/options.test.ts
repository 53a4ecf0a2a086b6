import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { run } from "../../src/cli/run.ts";
import type { Terminal } from "../../src/cli/terminal.ts";

const docs = join(__dirname, "../../docs");
const pages = readdirSync(docs).filter((name) => name.endsWith(".md"));
const texts = [join(docs, "../README.md"), ...pages.map((name) => join(docs, name))].map((path) =>
  readFileSync(path, "utf8"),
);

const COMMANDS: readonly (readonly string[])[] = [
  ["verify"],
  ["resolve"],
  ["lock"],
  ["init"],
  ["explain"],
  ["doctor"],
  ["trust", "refresh"],
  ["exempt"],
  ["policy", "lint"],
];

/** The options that a command's own help lists. */
async function optionsOf(command: readonly string[]): Promise<readonly string[]> {
  const out: string[] = [];
  const write = (text: string) => out.push(text);
  const listeners = { once: () => undefined, removeListener: () => undefined };
  const terminal = { stdout: { write }, stderr: { write }, env: {}, cwd: () => "/", ...listeners };
  expect(await run([...command, "--help"], terminal as unknown as Terminal, "1.2.3")).toBe(0);
  const [, list = ""] = out.join("").split("\nOptions:\n");
  const own = list.split("\n\n")[0] ?? "";
  return Array.from(own.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm), ([, name = ""]) => name).filter(
    (name) => name !== "--help",
  );
}

const written = (name: string) => new RegExp(`${name}(?![\\w-])`);

it.each(COMMANDS.map((command) => [command.join(" "), command] as const))(
  "every option of %s stands in a page that tells of the command (law 7)",
  async (name, command) => {
    const options = await optionsOf(command);
    expect(options.length).toBeGreaterThan(2);
    const about = texts.filter((text) => text.includes(`\`${name}`) || text.includes(`digestbound ${name}`));
    const untold = options.filter((option) => !about.some((text) => written(option).test(text)));
    expect(untold).toEqual([]);
  },
);

it("docs/lock.md lists the options of lock, and no others", async () => {
  const page = readFileSync(join(docs, "lock.md"), "utf8");
  const table = /\| option +\| meaning +\|\n([^]*?)\n\n/.exec(page)?.[1] ?? "";
  const listed = Array.from(table.matchAll(/^\| `(--[\w-]+)/gm), ([, name = ""]) => name);
  expect(listed.sort()).toEqual([...(await optionsOf(["lock"]))].sort());
});

const VARIABLES = ["DIGESTBOUND_LOCK", "DIGESTBOUND_FROZEN", "DIGESTBOUND_OFFLINE", "DIGESTBOUND_CACHE"];

it("every variable of its own that the program reads is known here, and stands in the documentation", () => {
  const root = join(__dirname, "../../src");
  const sources = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const read = sources.flatMap((name) => readFileSync(join(root, name), "utf8").match(/\bDIGESTBOUND_[A-Z_]+/g) ?? []);
  expect([...new Set<string>(read)].sort()).toEqual([...VARIABLES].sort());
  for (const name of VARIABLES) expect(texts.some((text) => text.includes(`\`${name}`))).toBe(true);
});
