export { filesIn, installPack, packFolderTo, unpack } from "./npm.ts";
