/** ASCII letters in lower case, and nothing else: Unicode's rules would turn a Kelvin sign into a k. */
export function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
