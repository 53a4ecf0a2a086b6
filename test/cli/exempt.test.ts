import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { entriesFor, refusedIn } from "../../src/cli/exempt/entries.ts";
import { finding } from "../../src/policy/index.ts";
import { legacySignature, pushImage } from "../fixtures/index.ts";
import { verdictOn } from "../report/verdicts.ts";
import { startConsole, type CallOptions, type Console } from "./console.ts";

const NOW = Date.parse("2026-11-27T12:00:00Z");
const TERMS = ["--until", "2027-01-31", "--owner", "team-legacy", "--because", "signed from next year on"];
const MENDED = "    because: signed from next year on\n    owner: team-legacy\n    until: 2027-01-31\n";

let console: Console;
let host: string;
let signed: string;
let unsigned: string;
let api: string;
beforeAll(async () => {
  console = await startConsole({
    // Other bytes than were asked for, by whichever digest.
    intercept: (request, response) => {
      if (request.url?.includes("/team/forged/manifests/") !== true) return false;
      const other = console.setting.registry.manifest("team/web", "1");
      response.writeHead(200, { "content-type": other?.mediaType }).end(other?.bytes);
      return true;
    },
  });
  const { registry, trusted } = console.setting;
  ({ host } = registry);
  ({ digest: signed } = pushImage(registry, "team/signed", "1", { text: "signed" }));
  legacySignature(registry, "team/signed", signed, { keyPair: trusted });
  ({ digest: unsigned } = pushImage(registry, "team/web", "1", { text: "web" }));
  ({ digest: api } = pushImage(registry, "team/api", "2", { text: "api" }));
});
afterAll(() => console.close());

const exempt = async (args: readonly string[], options: CallOptions = {}) =>
  console.called(["exempt", "--policy", console.policy, ...args], { now: () => NOW, ...options });
const existing = async (names: readonly string[], options: CallOptions = {}) =>
  exempt(["--existing", ...TERMS, ...names], options);
const at = (rest: string) => `${host}/${rest}`;
const head = (many: string) =>
  `# ${many} judged by ${console.policy} on 2026-11-27. Put these entries under exemptions: of the document.\n` +
  "# Each ends by itself. An entry for a digest is about that image alone: where a tag moves, what it points at then is rejected.\n" +
  "exemptions:\n";
const entry = (image: string, rule: string, ...found: readonly string[]) =>
  [...found.map((one) => `  # ${one}\n`), `  - image: ${image}\n    rule: ${rule}\n`, MENDED].join("");

/** A document beside the console's own, whose keys are in blocks so that lines can be put below it. */
function document(name: string, more = ""): string {
  const { signers, images, registries } = JSON.parse(readFileSync(console.policy, "utf8")) as object &
    Record<string, unknown>;
  const path = join(console.folder, name);
  const keys = Object.entries({ version: 1, signers, images, registries });
  writeFileSync(path, `${keys.map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`).join("")}${more}`);
  return path;
}

describe("what is printed", () => {
  it("is one entry for each repository or digest and rule, sorted, with what was found", async () => {
    const gone = `registry.example/app@${unsigned}`;
    const names = [
      at("team/web:1"),
      at(`team/web@${unsigned}`),
      at("team/signed:1"),
      at(`team/signed@${signed}`),
      gone,
    ];
    expect(await existing(names)).toEqual({
      code: 0,
      stderr: "",
      stdout:
        head("5 images") +
        entry(at("team/signed"), "image-pinned", `${at("team/signed:1")}: mutable-tag`) +
        entry(at("team/web"), "image-pinned", `${at("team/web:1")}: mutable-tag`) +
        entry(
          at(`team/web@${unsigned}`),
          "image-signed",
          ...[":1", `@${unsigned}`].map((rest) => `${at(`team/web${rest}`)}: no-signature`),
        ) +
        entry(gone, "image-registry", `${gone}: no-match`),
    });
  });

  it("names five images of an entry and counts the others", async () => {
    const names = Array.from({ length: 7 }, (_, index) => at(`vendor/app:${index}`));
    for (const index of names.keys()) pushImage(console.setting.registry, "vendor/app", `${index}`, { text: "app" });
    const { stdout } = await existing(names);
    expect(stdout).toContain(
      `  # ${at("vendor/app:4")}: mutable-tag\n  # and 2 more\n  - image: ${at("vendor/app")}\n`,
    );
    expect(stdout.split("- image:")).toHaveLength(2);
  });

  it("is a comment alone where nothing is rejected that it could lift", async () => {
    const { code, stdout } = await existing([at(`team/signed@${signed}`)]);
    expect([code, stdout]).toEqual([
      0,
      `# 1 image judged by ${console.policy} on 2026-11-27: nothing is rejected that an exemption could lift.\n`,
    ]);
  });

  it("quotes what YAML would read as something else", async () => {
    const { stdout } = await exempt([
      ...["--existing", "--until", "2027-01-31", "--owner", "yes: no # 1", "--because", "'tis: to be mended"],
      at("vendor/app:1"),
    ]);
    expect(stdout).toContain('    because: "\'tis: to be mended"\n    owner: "yes: no # 1"\n');
  });
});

it("pasted into the document it makes the same inputs pass, and nothing else", async () => {
  const objects = [
    at("team/web:1"),
    at("team/api:2"),
    at(`team/signed@${signed}`),
    at("team/signed:1"),
    "quay.io/legacy/app:1",
    `quay.io/legacy/app@${api}`,
  ];
  const spec = { containers: objects.map((image, index) => ({ name: `c${index}`, image })) };
  writeFileSync(join(console.folder, "pod.json"), JSON.stringify({ apiVersion: "v1", kind: "Pod", spec }));
  const policy = document("pasted.yaml");
  const args = ["--existing", ...TERMS, "pod.json"];
  const printed = await console.called(["exempt", "--policy", policy, ...args], { now: () => NOW });
  expect([printed.code, printed.stderr]).toEqual([0, ""]);
  appendFileSync(policy, printed.stdout);
  const verify = async (names: readonly string[], now = NOW) => {
    const { code, stdout } = await console.called(["verify", "--policy", policy, "--format", "json", ...names], {
      now: () => now,
    });
    const { uses } = JSON.parse(stdout) as { uses: { verdict: string }[] };
    return { code, verdicts: uses.map(({ verdict }) => verdict) };
  };
  expect(await verify(objects)).toEqual({
    code: 0,
    verdicts: ["exempt", "exempt", "accepted", "exempt", "exempt", "exempt"],
  });
  expect((await verify(objects, Date.parse("2027-02-01T00:00:00Z"))).code).toBe(1);
  // The image was signed since: verify says that its exemption can go.
  const reported = await console.called(["verify", "--policy", policy, at(`team/signed@${signed}`)], {
    now: () => NOW,
  });
  expect(reported.stdout).toContain(
    `note[exemptions]: The exemption from image-pinned for ${at("team/signed")} by team-legacy`,
  );
  // Asked again, nothing is left.
  const again = await console.called(["exempt", "--policy", policy, ...args], { now: () => NOW });
  expect(again.stdout).toContain("nothing is rejected that an exemption could lift");
  // Law 1: an exemption for a digest does not follow its tag.
  const { digest: moved } = pushImage(console.setting.registry, "team/web", "1", { text: "moved" });
  expect(await verify([at("team/web:1"), at(`team/web@${unsigned}`), at(`team/web@${moved}`)])).toEqual({
    code: 1,
    verdicts: ["rejected", "exempt", "rejected"],
  });
});

describe("what no exemption lets through is told, and decides the exit code", () => {
  const lines = (text: string) => text.split("\n").filter((line) => line.startsWith("No exemption for this: "));

  it.each([
    ["what could not be found out", () => [at(`team/gone@${unsigned}`)], 3, "image-pinned"],
    ["that beside a tag, which is exempt all the same", () => [at("team/gone:1")], 3, ""],
  ])("%s", async (_, names, code, absent) => {
    const result = await existing(names());
    expect(result.code).toBe(code);
    expect(lines(result.stderr)).toHaveLength(1);
    if (absent === "") expect(result.stdout).toContain("rule: image-pinned");
    else expect(result.stdout).not.toContain(absent);
  });

  it("bytes that are others than their digest says: rejected, with no entry (law 2)", async () => {
    const result = await existing([at(`team/forged@${api}`)]);
    expect(result.stdout).not.toContain("exemptions:");
    expect([result.code, lines(result.stderr).length]).toEqual([1, 1]);
  });

  it.each([
    ["a text that is no reference", "1", { image: "nginx@foo" }],
    ["a number", "1", { image: 1 }],
  ])("%s in a file", async (_, code, container) => {
    const spec = { containers: [{ image: at(`team/signed@${signed}`) }, container] };
    const result = await existing(["-"], { stdin: JSON.stringify({ apiVersion: "v1", kind: "Pod", spec }) });
    expect([String(result.code), lines(result.stderr).length]).toEqual([code, 1]);
  });

  it("what is not known yet: the exit code says that nothing was decided about it (law 6)", async () => {
    const image = { "Fn::ImportValue": "image" };
    const task = {
      Type: "AWS::ECS::TaskDefinition",
      Properties: { ContainerDefinitions: [{ Name: "a", Image: image }] },
    };
    const resources = [
      {
        type: "aws:cloudformation/stack:Stack",
        urn: "urn:a",
        inputs: { templateBody: JSON.stringify({ Resources: { task } }) },
      },
      {
        type: "kubernetes:core/v1:Pod",
        urn: "urn:b",
        inputs: { spec: { containers: [{ image: at(`team/signed@${signed}`) }] } },
      },
    ];
    const result = await existing(["-"], { stdin: JSON.stringify({ deployment: { resources } }) });
    expect([result.code, lines(result.stderr)]).toEqual([3, [expect.stringContaining("urn:a ") as unknown]]);
  });

  it("nor is the tag of an image exempt whose signature is another than its digest says (law 2)", () => {
    const findings = [
      finding("image-pinned", "mutable-tag", "It is so."),
      finding("image-checked", "digest-mismatch", "It is not."),
    ];
    const verdict = verdictOn("quay.io/legacy/app:1", "rejected", { findings, tampered: true });
    expect(entriesFor([verdict], { aliases: new Map() })).toEqual([]);
    expect(refusedIn([verdict]).map(({ message, isBad }) => [message, isBad])).toEqual([
      ["It is so.", true],
      ["It is not.", true],
    ]);
  });

  it("a marker in a file does not count: what is printed has to do without it", async () => {
    const marker = JSON.stringify({
      ...{ image: at("team/api"), rule: "image-signed", owner: "team-api", until: "2026-12-31" },
      because: "signed from next year on",
    });
    const object = {
      ...{ apiVersion: "v1", kind: "Pod", metadata: { annotations: { "digestbound/exempt": marker } } },
      spec: { containers: [{ image: at(`team/api@${api}`) }] },
    };
    const policy = document("inline.yaml", "inline: allowed\n");
    const args = ["exempt", "--policy", policy, "--existing", ...TERMS, "-"];
    const { stdout } = await console.called(args, { now: () => NOW, stdin: JSON.stringify(object) });
    expect(stdout).toContain(entry(at(`team/api@${api}`), "image-signed"));
  });
});

describe("where other parts of the document have a say", () => {
  const exemptBy = async (policy: string, names: readonly string[]) =>
    console.called(["exempt", "--policy", policy, "--existing", ...TERMS, ...names], { now: () => NOW });

  it("what is only noticed about an image that passes is nothing to exempt, and nothing that stays rejected", async () => {
    const { registry } = console.setting;
    pushImage(registry, "team/signed", "moved", { text: "another" });
    const { code, stdout, stderr } = await existing([at(`team/signed:moved@${signed}`)]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("nothing is rejected that an exemption could lift");
  });

  it("the document's fields and notImages say where images stand, as for the pack", async () => {
    const spec = { picture: { image: at("team/web:1") }, runner: at(`team/api@${api}`) };
    const widget = { apiVersion: "acme.io/v1", kind: "Widget", spec };
    const policy = document(
      "fields.yaml",
      "fields: [{ type: acme.io/Widget, path: spec.runner }]\n" +
        "notImages: [{ type: acme.io/Widget, path: spec.picture.image, because: it names a picture }]\n",
    );
    const args = ["--policy", policy, "-"];
    const stdin = JSON.stringify(widget);
    const printed = await console.called(["exempt", "--existing", ...TERMS, ...args], { now: () => NOW, stdin });
    const { exemptions } = parse(printed.stdout) as { exemptions: { image: string }[] };
    expect(exemptions.map(({ image }) => image)).toEqual([at(`team/api@${api}`)]);
    const linted = await console.called(["policy", "lint", ...args], { stdin });
    expect(linted.stdout).not.toMatch(/unmet-match.*\n.*team/);
    const locked = await console.called(["lock", "--dry-run", ...args], { stdin });
    expect(locked.stdout + locked.stderr).toContain(at(`team/api@${api}`));
    expect(locked.stdout + locked.stderr).not.toContain("team/web");
  });

  it("an image at an alias is exempt by its registry's own host, as the document has to name it", async () => {
    const { registry, trusted } = console.setting;
    const own = "registry.example";
    const policy = join(console.folder, "alias.json");
    const written = (exemptions?: unknown) => {
      const document = {
        version: 1,
        signers: { key: { cosign: { key: trusted.publicKeyPem, transparencyLog: "not-required" } } },
        images: [{ match: `${own}/team/*`, signedBy: ["key"] }],
        registries: [{ host: own, plainHttp: true, aliases: [registry.host] }],
        ...(exemptions !== undefined && { exemptions }),
      };
      writeFileSync(policy, JSON.stringify(document));
    };
    written();
    const names = [at(`team/api@${api}`), at("team/api:2"), at(`other/app@${api}`)];
    const { code, stdout, stderr } = await exemptBy(policy, names);
    expect([code, stderr]).toEqual([0, ""]);
    const { exemptions } = parse(stdout) as { exemptions: { image: string }[] };
    expect(exemptions.map(({ image }) => image)).toEqual([
      `${own}/other/app@${api}`,
      `${own}/team/api`,
      `${own}/team/api@${api}`,
    ]);
    written(exemptions);
    const verified = await console.called(["verify", "--policy", policy, ...names], { now: () => NOW });
    expect([verified.code, verified.stderr]).toEqual([0, ""]);
  });

  it("a document that has exemptions is told to take these under the same key: twice it would be an error", async () => {
    const [own, other] = ["registry.example/own", "registry.example/other"].map((image) => `${image}@${api}`);
    const policy = document("has-some.yaml", `exemptions:\n${entry(own ?? "", "image-registry")}`);
    const { stdout } = await exemptBy(policy, [other ?? ""]);
    expect(stdout).toContain(
      "Put these entries under exemptions: of the document; below the entries of a file that has that key, without it.\n",
    );
    appendFileSync(policy, stdout);
    const twice = await console.called(["verify", "--policy", policy, other ?? ""]);
    expect([twice.code, twice.stderr]).toEqual([2, expect.stringContaining("exemptions: is written twice")]);
    const kept = readFileSync(policy, "utf8").split("\n");
    writeFileSync(policy, kept.filter((line, index) => line !== "exemptions:" || index < 5).join("\n"));
    expect((await console.called(["verify", "--policy", policy, other ?? ""], { now: () => NOW })).code).toBe(0);
  });
});

describe("usage", () => {
  const without = (name: string) =>
    TERMS.filter((_, index) => index !== TERMS.indexOf(name) && index !== TERMS.indexOf(name) + 1);
  const with_ = (name: string, value: string) => [...without(name), name, value];
  it.each<[string, readonly string[], string]>([
    ["no --existing", TERMS, "exempt is for what is there already: say --existing."],
    ["no owner", ["--existing", ...without("--owner")], "missing: --owner."],
    ["no reason", ["--existing", ...without("--because")], "missing: --because."],
    ["no end and no owner", ["--existing", "--because", "signed from next year on"], "missing: --until, --owner."],
    ["an empty owner", ["--existing", ...with_("--owner", " ")], "--owner: expected "],
    [
      "a short reason",
      ["--existing", ...with_("--because", "legacy")],
      "--because: expected one line of 10 to 300 characters",
    ],
    ["no day", ["--existing", ...with_("--until", "2027-02-30")], "--until: expected a day such as 2027-01-31"],
    ["yesterday", ["--existing", ...with_("--until", "2026-11-26")], "--until: 2026-11-26 is over."],
    ["two ends", ["--existing", ...TERMS, "--until", "2027-01-30"], "It may be given once."],
    ["no images", ["--existing", ...TERMS], "name the images in use, or files that name them."],
    ["a file that is not there", ["--existing", ...TERMS, "nowhere.yaml"], "there is no file nowhere.yaml."],
  ])("%s", async (what, args, message) => {
    const names = what.startsWith("no images") || what.startsWith("a file") ? [] : [at("team/web:1")];
    const { code, stdout, stderr } = await exempt([...args, ...names]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    if (!/^two|^a file/.test(what))
      expect(stderr).toContain("\nExample: digestbound exempt --existing --until 2027-01-31 --owner ");
  });

  it.each<[readonly string[], string]>([
    [TERMS, "exempt is for what is there already: say --existing."],
    [
      ["--existing", "--because", "signed from next year on"],
      "an exemption says who answers for it, why, and until when; missing: --until, --owner.",
    ],
    [["--existing", ...TERMS], "name the images in use, or files that name them."],
  ])("every error whole, with an example: %j", async (args, message) => {
    expect(await exempt(args)).toEqual({
      ...{ code: 2, stdout: "" },
      stderr: `digestbound: ${message}\nExample: digestbound exempt --existing --until 2027-01-31 --owner team-legacy --because "signed from next year on" kubernetes.yaml\n`,
    });
  });

  it("an end beyond longestExemption: the last day that it allows is named, and allowed", async () => {
    const policy = document("longest.yaml", "longestExemption: 30d\n");
    const until = async (day: string) =>
      console.called(["exempt", "--policy", policy, "--existing", ...with_("--until", day), at("team/web:1")], {
        now: () => NOW,
      });
    const { code, stderr } = await until("2026-12-27");
    expect(code).toBe(2);
    expect(stderr).toContain(
      "--until: 2026-12-27 is more than 30 days ahead, the document's longestExemption; the last day is 2026-12-26.",
    );
    expect((await until("2026-12-26")).code).toBe(0);
  });

  it("no document", async () => {
    const { code, stderr } = await console.called(["exempt", "--existing", ...TERMS, at("team/web:1")]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      "digestbound: an exemption is from a document, and there is none: give --policy FILE or write a first one: digestbound init IMAGE or PATH….\n",
    );
  });

  it("more exemptions than a document holds", async () => {
    const stdin = Array.from({ length: 600 }, (_, index) => `registry.example/app${index}:1`).join("\n");
    const { code, stdout, stderr } = await existing(["-"], { stdin });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("these are more exemptions than a document holds (1200); name fewer images.");
    // Fewer, and longer than a document may be.
    const long = Array.from({ length: 400 }, (_, index) => `registry.example/app${index}@${unsigned}`).join("\n");
    const args = ["--existing", ...with_("--because", "x".repeat(300)), "-"];
    expect((await exempt(args, { stdin: long })).stderr).toContain("than a document holds (400)");
  });
});
