/** A part of a word of a shell command. */
export type Part =
  | { readonly kind: "text"; readonly text: string; readonly quoted: boolean }
  /** `$NAME`, `${NAME%:*}`. */
  | { readonly kind: "variable"; readonly name: string; readonly operation: string; readonly quoted: boolean }
  /** `$(…)` and back quotes: a script that begins at `start`. */
  | { readonly kind: "command"; readonly text: string; readonly start: number; readonly quoted: boolean }
  /** What the pipeline puts in before the shell begins: `${{ … }}`, `$(params.image)`. */
  | { readonly kind: "template"; readonly text: string; readonly quoted: boolean };

export interface Word {
  readonly parts: readonly Part[];
  /** Where it stands in its script. */
  readonly start: number;
  readonly end: number;
}

export type Token =
  | { readonly kind: "word"; readonly word: Word }
  /** `;`, `&&`, a line's end and so on. */
  | { readonly kind: "operator"; readonly text: string; readonly start: number }
  | { readonly kind: "redirect"; readonly operator: string; readonly target: Word };

/** What is put in by others than the shell; all of them are read in any quotes. */
export type Dialect = "plain" | "github" | "azure" | "tekton" | "circleci" | "gitlab" | "make" | "braces";

/** The whole of a word that is nothing but letters, quoted or not. */
export function plainText({ parts }: Word): string | undefined {
  let text = "";
  for (const part of parts) {
    if (part.kind !== "text") return undefined;
    text += part.text;
  }
  return text;
}
