import fc from "fast-check";

/** A piece of a file's text; an image has the reference that stands in it. */
export interface Piece {
  readonly text: string;
  readonly image?: string;
}

export interface Manifest {
  readonly pieces: readonly Piece[];
  readonly name: string;
}

/** Few, so that the same often stands in several places. */
const image = fc.constantFrom(
  "nginx",
  "nginx:1.29",
  "nginx:1",
  "ghcr.io/acme/web:1.4",
  "localhost:5000/a/b:x",
  `redis:7@sha256:${"7".repeat(64)}`,
);
const comment = fc.constantFrom("", " # nginx:1.29", " #ä€\u{1F600}", "   # token: hunter2", " \t# x");
const blank = fc.constantFrom("", "\n", "# image: nginx\n", "  # ghcr.io/acme/web:1.4\n");
const quote = fc.constantFrom("", '"', "'");
const env = fc.constantFrom("nginx:1.29", "ä: ö", "@sha256:x", "image: nginx", "\u{1F600}");

const block = fc.record({ image, comment, blank, quote, env, isFirst: fc.boolean(), isAnchored: fc.boolean() });

function blockPieces(containers: readonly (typeof block extends fc.Arbitrary<infer T> ? T : never)[]): Piece[] {
  return containers.flatMap((one, index) => {
    const { image: reference, comment: after, blank: before, quote: mark, env: value, isFirst, isAnchored } = one;
    const anchor = isAnchored ? `&i${index} ` : "";
    const own: Piece[] = [
      { text: `image:  ${anchor}${mark}` },
      { text: reference, image: reference },
      { text: `${mark}${after}\n` },
    ];
    const rest: Piece = { text: `name: c${index}${after}\n` };
    const more: Piece = { text: `      env: [{ name: A, value: ${JSON.stringify(value)} }]${after}\n` };
    const [first, second] = isFirst ? [own, [rest]] : [[rest], own];
    const alias: Piece[] = isAnchored ? [{ text: `    - name: alias${index}\n      image: *i${index}\n` }] : [];
    return [{ text: `${before}    - ` }, ...first, { text: "      " }, ...second, more, ...alias];
  });
}

function flowPieces(containers: readonly (typeof block extends fc.Arbitrary<infer T> ? T : never)[]): Piece[] {
  const inner = containers.flatMap(({ image: reference, quote: mark, env: value }, index): Piece[] => [
    {
      text: `${index === 0 ? "" : ", "}{ name: "f${index}", env: [{name: A, value: ${JSON.stringify(value)}}], image: ${mark || '"'}`,
    },
    { text: reference, image: reference },
    { text: `${mark || '"'} }` },
  ]);
  return [{ text: "  initContainers: [" }, ...inner, { text: "]\n" }];
}

const document = fc
  .record({ blocks: fc.array(block, { minLength: 1, maxLength: 4 }), flows: fc.array(block, { maxLength: 3 }), blank })
  .map(({ blocks, flows, blank: before }): Piece[] => [
    { text: `---\n${before}apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n` },
    ...flowPieces(flows),
    { text: "  containers:\n" },
    ...blockPieces(blocks),
  ]);

export const yamlManifest: fc.Arbitrary<Manifest> = fc
  .record({
    documents: fc.array(document, { minLength: 1, maxLength: 3 }),
    isWindows: fc.boolean(),
    hasMark: fc.boolean(),
  })
  .map(({ documents, isWindows, hasMark }) => {
    const pieces = [{ text: hasMark ? "\uFEFF" : "" }, ...documents.flat()];
    const ended = (text: string) => (isWindows ? text.replaceAll("\n", "\r\n") : text);
    return { name: "web.yaml", pieces: pieces.map((piece) => ({ ...piece, text: ended(piece.text) })) };
  });

const space = fc.constantFrom("", " ", "\n\t", "\r\n  ");

export const jsonManifest: fc.Arbitrary<Manifest> = fc
  .record({
    containers: fc.array(fc.tuple(image, env, space), { minLength: 1, maxLength: 5 }),
    space,
    hasMark: fc.boolean(),
  })
  .map(({ containers, space: gap, hasMark }) => {
    const inner = containers.flatMap(([reference, value, between], index): Piece[] => [
      {
        text: `${index === 0 ? "" : `${between},`}{${between}"args":[${JSON.stringify(value)}],"image"${between}:${between}"`,
      },
      { text: reference, image: reference },
      { text: `"${between}}` },
    ]);
    const head = `${hasMark ? "\uFEFF" : ""}${gap}{"apiVersion":"v1",${gap}"kind":"Pod","spec":{"containers":[`;
    return { name: "web.json", pieces: [{ text: head }, ...inner, { text: `]}}${gap}` }] };
  });

const dockerLine = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("FROM ", "from\t", "FROM --platform=linux/amd64 ", "FROM \\\n  "),
      image,
      fc.constantFrom("", " AS build", " as x "),
    )
    .map(([before, reference, after]): Piece[] => [
      { text: before },
      { text: reference, image: reference },
      { text: `${after}\n` },
    ]),
  fc
    .tuple(fc.constantFrom("COPY --from=", "copy --chown=1:1 --from="), image)
    .map(([before, reference]): Piece[] => [
      { text: before },
      { text: reference, image: reference },
      { text: " /a /b\n" },
    ]),
  fc
    .tuple(fc.constantFrom("# ", "RUN echo ", "LABEL a=", "ENV A=", "# FROM ", 'CMD ["x", "'), image)
    .map(([before, reference]): Piece[] => [
      { text: `${before}${reference}${before.startsWith("CMD") ? '"]' : ""}\n` },
    ]),
  fc.constantFrom("\n", "RUN a && \\\n # comment\n    b\n", "WORKDIR /ä\u{1F600}\n").map((text): Piece[] => [{ text }]),
);

export const dockerfileManifest: fc.Arbitrary<Manifest> = fc
  .record({ first: image, lines: fc.array(dockerLine, { maxLength: 8 }), isWindows: fc.boolean() })
  .map(({ first, lines, isWindows }) => {
    const pieces = [{ text: "# the first\nFROM " }, { text: first, image: first }, { text: "\n" }, ...lines.flat()];
    const ended = (text: string) => (isWindows ? text.replaceAll("\n", "\r\n") : text);
    return { name: "Dockerfile", pieces: pieces.map((piece) => ({ ...piece, text: ended(piece.text) })) };
  });

export function textOf(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join("");
}
