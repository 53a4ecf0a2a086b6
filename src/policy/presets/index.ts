import { PRESETS, type Preset } from "./presets.ts";

export type PresetName = keyof typeof PRESETS;
export type { Preset };

export const PRESET_NAMES = Object.keys(PRESETS) as readonly PresetName[];

export function presetOf(name: PresetName): Preset {
  return PRESETS[name];
}
