export { filesIn, installLocked, installPack, packFolderTo, runIn, unpack } from "./npm.ts";
