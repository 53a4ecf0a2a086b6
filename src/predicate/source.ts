/** Which source a provenance says was built. */
export interface Source {
  /** A URL without `git+`, `.git` and a slash at its end: `https://github.com/acme/web`. */
  readonly repository: string;
  /** As it is written: `refs/tags/v1.2.3`. */
  readonly ref?: string;
  /** In lower-case hexadecimal. */
  readonly commit?: string;
}

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i;

/** Whoever fetches from such a URL leaves the folder that it seems to name, and a glob on that folder would hold. */
const LEAVES_ITS_FOLDER = /\/(?:\.|%2e){1,2}(?:\/|$)|%2f|%5c|\\/i;

/**
 * The source that a URI names: `git+https://github.com/acme/web@refs/heads/main` as SLSA's generators and GitHub write it, or
 * `https://github.com/acme/web.git#refs/heads/main` as BuildKit does. Undefined where it names none by a URL.
 */
export function sourceIn(uri: string): Source | undefined {
  const [, scheme = "", rest = ""] = /^(?:git\+)?([a-z]+:\/\/)(.+)$/.exec(uri) ?? [];
  if (rest === "") return undefined;
  const [, place = "", mark = "", version = ""] = /^([^@#]+)([@#]?)(.*)$/s.exec(rest) ?? [];
  const repository = `${scheme}${place.replace(/\/$/, "").replace(/\.git$/, "")}`;
  // BuildKit puts the folder behind a colon; a ref holds none.
  const name = mark === "#" ? version.replace(/:.*$/s, "") : version;
  if (place === "" || LEAVES_ITS_FOLDER.test(place) || (mark !== "" && name === "")) return undefined;
  if (name === "") return { repository };
  return COMMIT.test(name) ? { repository, commit: name.toLowerCase() } : { repository, ref: name };
}

/** The commit that a digest set names: git's SHA-1 under the names that are in use. */
export function commitIn(digest: { readonly sha1?: unknown; readonly gitCommit?: unknown }): string | undefined {
  const commit = digest.gitCommit ?? digest.sha1;
  return typeof commit === "string" && COMMIT.test(commit) ? commit.toLowerCase() : undefined;
}
