import fc from "fast-check";

const characters = (text: string) => fc.constantFrom(...Array.from(text));
const LOWER = "abcdefghijklmnopqrstuvwxyz0123456789";

function word(alphabet: string, maxLength: number): fc.Arbitrary<string> {
  return fc.string({ unit: characters(alphabet), minLength: 1, maxLength });
}

function joined(part: fc.Arbitrary<string>, separator: fc.Arbitrary<string>, maxParts: number): fc.Arbitrary<string> {
  return fc
    .tuple(part, fc.array(fc.tuple(separator, part), { maxLength: maxParts - 1 }))
    .map(([first, rest]) => first + rest.map(([sign, next]) => sign + next).join(""));
}

const label = joined(word(LOWER, 8), fc.constantFrom("-", "--"), 3).filter((text) => !text.startsWith("xn--"));
const mixedCase = (text: fc.Arbitrary<string>) =>
  fc
    .tuple(text, fc.infiniteStream(fc.boolean()))
    .map(([lower, coins]) =>
      Array.from(lower, (letter) => (coins.next().value === true ? letter.toUpperCase() : letter)).join(""),
    );
const port = fc.oneof(
  fc.constant(""),
  fc.constant(":443"),
  fc.integer({ min: 1, max: 65535 }).map((number) => `:${number}`),
);
const domain = mixedCase(joined(label, fc.constant("."), 4).map((name) => `${name}.example`));
const address = fc.oneof(
  fc.ipV4(),
  fc
    .array(fc.integer({ min: 1, max: 0xffff }), { minLength: 8, maxLength: 8 })
    .map((groups) => `[${groups.map((group) => group.toString(16)).join(":")}]`),
);
const host = fc.oneof(
  fc.tuple(fc.oneof(domain, address, fc.constant("localhost")), port).map((parts) => parts.join("")),
  fc
    .tuple(
      mixedCase(label).filter((name) => !/^[0-9]+$|^0x/i.test(name)),
      fc.integer({ min: 1, max: 65535 }),
    )
    .map((parts) => parts.join(":")),
  fc.constantFrom("docker.io", "index.docker.io", "registry-1.docker.io"),
);

const component = joined(word(LOWER, 10), fc.constantFrom(".", "_", "__", "-", "---"), 3);
const path = joined(component, fc.constant("/"), 4);
const name = fc.oneof(
  path.filter((text) => !text.includes("/") || !/[.:]|^localhost\//.test(text.split("/", 1)[0] ?? "")),
  fc.tuple(host, path).map((parts) => parts.join("/")),
);

const tag = fc
  .tuple(word(`${LOWER}ABCXYZ_`, 1), fc.string({ unit: characters(`${LOWER}ABCXYZ_.-`), maxLength: 127 }))
  .map((parts) => parts.join(""));

const hexDigits = (length: number) =>
  fc.string({ unit: characters("0123456789abcdef"), minLength: length, maxLength: length });

export const digestTexts = fc.oneof(
  hexDigits(64).map((hex) => `sha256:${hex}`),
  hexDigits(128).map((hex) => `sha512:${hex}`),
);

/** Texts that the grammar takes, made from it. */
export const references = fc
  .record({
    name,
    tag: fc.option(
      tag.map((text) => `:${text}`),
      { nil: "" },
    ),
    digest: fc.option(
      digestTexts.map((text) => `@${text}`),
      { nil: "" },
    ),
  })
  .map((parts) => parts.name + parts.tag + parts.digest);

/** Texts of the characters that decide how a reference is cut into parts: most are refused, some are not. */
export const nearReferences = fc.string({
  unit: fc.constantFrom(
    ...Array.from("aZ0.:/@-_[]%\\?# \n<$"),
    "sha256:",
    "docker.io",
    "localhost",
    "ghcr.io/",
    "0".repeat(64),
    "\u202E",
  ),
  maxLength: 24,
});

/** Any text at all, lone surrogates and look-alikes included. */
export const texts = fc.oneof(
  nearReferences,
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 }).map((units) => String.fromCharCode(...units)),
);

/** A reference with one character put in, taken out or changed. */
export const damagedReferences = fc
  .tuple(
    references,
    fc.nat(),
    fc.nat(1),
    fc.oneof(fc.constant(""), fc.string({ unit: "binary", minLength: 1, maxLength: 1 })),
  )
  .map(([text, at, removed, added]) => {
    const index = at % (text.length + 1);
    return text.slice(0, index) + added + text.slice(index + removed);
  });
