export { digestOfFiles } from "./digest.ts";
export { mergeFiles, type Merged } from "./merge.ts";
export { checkShapes } from "./shapes.ts";
export { readPolicyFiles, type PolicyFiles } from "./read-files.ts";
