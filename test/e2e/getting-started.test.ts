import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import packageJson from "../../package.json";
import { filesIn } from "../npm/index.ts";
import type { CommandResult } from "../tools/index.ts";
import { edited, pieces, readGuide, type Step } from "./guide.ts";
import { startNewcomer, type Newcomer } from "./newcomer.ts";

const TIMEOUT = 240_000;
const HOST = "registry.example.com";
const SLUG = HOST.replaceAll(".", "-");
const DAY_MS = 24 * 60 * 60 * 1000;
const steps = readGuide();
let newcomer: Newcomer;
beforeAll(async () => {
  newcomer = await startNewcomer();
  newcomer.push("team/legacy", "1.0");
  newcomer.writeProgram({ web: at("team/web:1.4"), legacy: at("team/legacy:1.0") });
  expect(await newcomer.types("pulumi stack init dev")).toMatchObject({ exitCode: 0 });
}, TIMEOUT);
afterAll(() => newcomer.close());

const at = (rest: string) => `${newcomer.host}/${rest}`;
const slug = () => newcomer.host.replaceAll(/[.:]/g, "-");
const inPack = (file: string) => join(newcomer.project, "policies", file);
const read = (file: string) => readFileSync(inPack(file), "utf8");

/** The document's names stand for what is on this machine; nothing else of a command differs. */
function here(text: string): string {
  const { tarball, folder } = newcomer.packages;
  return text
    .replace("npm install --global digestbound", `npm install --global ${folder}`)
    .replace(`digestbound@${packageJson.version}`, tarball)
    .replace("digestbound init", `digestbound init --plain-http ${newcomer.host}`)
    .replace("--until 2027-01-31", `--until ${new Date(Date.now() + 60 * DAY_MS).toISOString().slice(0, 10)}`)
    .replace("ORGANISATION", "acme")
    .replaceAll(HOST, newcomer.host)
    .replaceAll(SLUG, slug());
}

/** What differs from run to run, as the document writes it. */
function shown({ output }: CommandResult): string {
  return output
    .replaceAll(newcomer.host, HOST)
    .replaceAll(slug(), SLUG)
    .replace(/key [A-Za-z0-9+/]{43}=/g, "key rMKCLJt1…");
}

function numbered(number: number): Step {
  const step = steps.find(({ heading }) => heading.startsWith(`${number}. `));
  if (step === undefined) throw new Error(`there is no step ${number}`);
  return step;
}

const commandOf = (number: number) => here(numbered(number).commands.join("\n"));

/** Types the command of this number, and compares what is printed with what is said to be. */
async function follow(number: number): Promise<CommandResult> {
  const result = await newcomer.types(commandOf(number));
  let left = shown(result);
  for (const piece of numbered(number).printed.flatMap(pieces)) {
    expect(left).toContain(piece);
    left = left.slice(left.indexOf(piece) + piece.length);
  }
  return result;
}

it("has exactly ten commands, numbered, one to a section, and one section in which a person decides", () => {
  const typed = steps.filter(({ commands }) => commands.length > 0);
  expect(typed.map(({ heading, commands }) => [heading.split(" ")[0], commands.length])).toEqual(
    Array.from({ length: 10 }, (_, index) => [`${index + 1}.`, 1]),
  );
  expect(steps).toHaveLength(11);
  expect(steps.flatMap(({ commands }) => commands).join("\n")).toContain(`digestbound@${packageJson.version}`);
});

describe("typed one after the other", () => {
  it(
    "1 installs the command",
    async () => {
      expect(await follow(1)).toMatchObject({ exitCode: 0 });
    },
    TIMEOUT,
  );

  it(
    "2 says of a stack in which nothing is deployed that this is so, and makes nothing",
    async () => {
      const result = await newcomer.types(commandOf(2));
      expect(result).toMatchObject({ exitCode: 2, stdout: "" });
      expect(result.stderr).toContain("a stack in which nothing is deployed yet. Name the images");
      expect(await newcomer.types("test ! -e policies && pulumi up --skip-preview")).toMatchObject({ exitCode: 0 });
    },
    TIMEOUT,
  );

  it.each([
    [2, "makes a pack with a document for what is deployed"],
    [3, "installs the pack"],
  ])(
    "%d %s",
    async (number) => {
      expect(await follow(number)).toMatchObject({ exitCode: 0 });
    },
    TIMEOUT,
  );

  it("the person's edits fit what init wrote", () => {
    const edits = steps.flatMap((step) => step.edits);
    expect(edits.length).toBeGreaterThan(0);
    writeFileSync(inPack("digestbound.yaml"), edits.map(here).reduce(edited, read("digestbound.yaml")));
    writeFileSync(inPack("keys/release.pub"), newcomer.releaseKey);
  });

  it(
    "4 lints the document without an error",
    async () => {
      expect(await follow(4)).toMatchObject({ exitCode: 0 });
    },
    TIMEOUT,
  );

  it(
    "5 rejects a tag and suggests the digest that the trusted key signed",
    async () => {
      const result = await follow(5);
      expect(result.exitCode).toBe(1);
      expect(result.output).toContain(newcomer.web.digest);
    },
    TIMEOUT,
  );

  it(
    "6 exempts the image that nobody signs, and nothing else",
    async () => {
      const before = await newcomer.types(`digestbound verify ${at("team/legacy:1.0")}`);
      expect(before.exitCode).toBe(1);
      expect(await follow(6)).toMatchObject({ exitCode: 0 });
      const exempt = read("digestbound.yaml").match(/(?<=- image: ).*/g) ?? [];
      expect(new Set(exempt.map((image) => image.replace(/@.*/, "")))).toEqual(new Set([at("team/legacy")]));
      const after = await newcomer.types(`digestbound verify ${at("team/legacy:1.0")}`);
      expect(after.exitCode).toBe(0);
      expect(await newcomer.types("digestbound policy lint")).toMatchObject({ exitCode: 0 });
    },
    TIMEOUT,
  );

  it(
    "7 locks both images",
    async () => {
      expect(await follow(7)).toMatchObject({ exitCode: 0 });
      const { images } = JSON.parse(read("digestbound.lock")) as { images: object };
      expect(Object.keys(images)).toEqual([at("team/legacy:1.0"), at("team/web:1.4")]);
    },
    TIMEOUT,
  );

  it(
    "8 previews the stack: the signed image by its digest, and what is exempt is shown",
    async () => {
      const result = await follow(8);
      expect(result.exitCode).toBe(0);
      expect(result.output).not.toContain("[mandatory]");
    },
    TIMEOUT,
  );

  it(
    "9 deploys the verified digest",
    async () => {
      expect(await follow(9)).toMatchObject({ exitCode: 0 });
      const { output } = await newcomer.types("pulumi stack export");
      expect(output).toContain(`"image": "${at("team/web:1.4")}@${newcomer.web.digest}"`);
    },
    TIMEOUT,
  );

  it(
    "10 publishes the document and the public key, without the lock file",
    async () => {
      expect(await follow(10)).toMatchObject({ exitCode: 0 });
      const tarball = join(newcomer.project, "published.tgz");
      writeFileSync(tarball, newcomer.published() ?? "");
      const files = await filesIn(tarball);
      expect(files).toEqual(expect.arrayContaining(["digestbound.yaml", "keys/release.pub", "npm-shrinkwrap.json"]));
      expect(files).not.toContain("digestbound.lock");
    },
    TIMEOUT,
  );
});

it.each([
  ["that nobody signed", "team/web", "image-signed"],
  ["that no match names", "elsewhere/tool", "image-registry"],
])(
  "afterwards a new image %s is stopped",
  async (_, repository, rule) => {
    newcomer.push(repository, "2.0");
    newcomer.writeProgram({ web: at("team/web:1.4"), legacy: at("team/legacy:1.0"), new: at(`${repository}:2.0`) });
    const result = await newcomer.types(commandOf(8));
    expect(result.exitCode).not.toBe(0);
    expect(result.output).toMatch(new RegExp(`\\[mandatory\\].* ${rule} .*: new\\)`));
  },
  TIMEOUT,
);
