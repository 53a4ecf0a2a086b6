export { oldRootFindings } from "./old-root.ts";
export { jsonReport, jsonUse } from "./json.ts";
export { prettyReport } from "./pretty.ts";
export { unusedFindings } from "./unused-exemptions.ts";
export { exitCode, noPolicy, type GeneralFinding, type Inputs, type Report } from "./report.ts";
export { liftedText, lockText, messageOf, Narrator, offer } from "./text.ts";
