export { readBoundedFile, UnreadableFile } from "../storage/index.ts";
