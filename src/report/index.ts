export { oldRootFindings } from "./old-root.ts";
export { FORMAT_NAMES, formats, type FormatName, type Renderer } from "./formats.ts";
export { jsonReport, jsonUse } from "./json.ts";
export { withoutLineCommands } from "./lines.ts";
export { prettyReport } from "./pretty/index.ts";
export { PLAIN, type Look, type Style } from "./style.ts";
export { unusedFindings } from "./unused-exemptions.ts";
export { exitCode, noPolicy, type GeneralFinding, type Inputs, type Report } from "./report.ts";
export { liftedText, lockText, messageOf, Narrator, offer, vouching } from "./text.ts";
