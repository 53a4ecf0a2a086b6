/** Why a predicate does not say what was looked for: words that follow "it", safe to print because nothing of the predicate stands in them. */
export class Lack {
  readonly words: string;

  constructor(words: string) {
    this.words = words;
  }
}
