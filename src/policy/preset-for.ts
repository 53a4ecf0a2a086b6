import type { Repository } from "../reference/index.ts";
import { patternMatches } from "./match.ts";
import { parseMatchPattern } from "./match-pattern.ts";
import { PRESET_NAMES, presetOf, type PresetName } from "./presets/index.ts";

/** The preset whose publisher says that it signs the images of this repository; undefined where none does. */
export function presetFor(repository: Repository): PresetName | undefined {
  return PRESET_NAMES.find((name) => patternMatches(parseMatchPattern(presetOf(name).images), repository));
}
