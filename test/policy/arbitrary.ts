import fc from "fast-check";

/** Few letters and few hosts, so that patterns and repositories meet often. */
const components = ["a", "b", "ab", "ba", "a-b", "aab", "b.a", "ab-ba"];
const hosts = ["r.example", "a.r.example", "b.r.example", "b.r.example:5000", "localhost:5000", "a.b.r.example"];

/** `host/path` of a repository that a reference can name. */
export const repositories = fc
  .tuple(fc.constantFrom(...hosts), fc.array(fc.constantFrom(...components), { minLength: 1, maxLength: 4 }))
  .map(([host, path]) => [host, ...path].join("/"));

const wildcards = ["*", "{name}", "a*", "*b", "a-*", "a*b", "{name}-ba"];

/** Patterns that are right: wildcards in hosts and components, `**` at the end of some, each capture named once. */
export const patterns = fc
  .tuple(
    fc.constantFrom(...hosts, "*.r.example", "*.b.r.example", "*.r.example:5000"),
    fc.array(fc.constantFrom(...components, ...wildcards), { maxLength: 3 }),
    fc.boolean(),
  )
  .filter(([, path, crosses]) => crosses || path.length > 0)
  .map(([host, path, crosses]) => {
    const named = path.map((part, index) => part.replace("{name}", `{name${index}}`));
    return [host, ...named, ...(crosses ? ["**"] : [])].join("/");
  });
