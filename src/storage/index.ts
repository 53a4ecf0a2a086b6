export { attempt } from "./attempt.ts";
export { cacheFolder } from "./cache-folder.ts";
export { areTrusted, guardedFolder, privateFolder, provideFolders } from "./folders.ts";
export type { Folder } from "./folders.ts";
export { readPrivateFile, writePrivateFile } from "./private-file.ts";
export { seal, unseal } from "./seal.ts";
export { sweep } from "./sweep.ts";
