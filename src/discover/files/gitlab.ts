import { members, under } from "../cloudformation/source.ts";
import { placeOrMember, usesByFields } from "./by-fields.ts";
import type { Field, Step } from "../field.ts";
import type { Format } from "../format.ts";
import { GITLAB_KEYWORDS } from "./gitlab-jobs.ts";
import { GitlabImages } from "./gitlab-images.ts";
import type { FileUse } from "./place-in-file.ts";
import { mayHold } from "./may-hold.ts";
import { has, type Kind } from "./recognised.ts";
import type { SourceDocument, SourceFile } from "./source-file.ts";

const NAME =
  /(?:^|\/)(?:[^/]*[.-])?gitlab-ci(?:[.-][^/]*)?\.ya?ml$|(?:^|\/)\.gitlab(?:-ci|\/ci)\/(?:[^/]+\/)*[^/]+\.ya?ml$/;
const REFERENCE = "!reference";
const JOB = new RegExp(`^(?!(?:${GITLAB_KEYWORDS.join("|")}|<<)$)`);

/** Images and services of jobs, hidden ones too, and of what is given to all of them. */
export const gitlab: Kind = {
  name: "GitLab CI",
  names: /\.ya?ml$/i,
  isNamed: (path) => NAME.test(path),
  mayBe: (text) => mayHold(text, "script", "stage"),
  isOne: (document) => members(document).some(({ value }) => has(value, "script") && has(value, "stage")),
  longForm: (tag) => (tag === REFERENCE ? REFERENCE : undefined),
  read,
  notes: (document) =>
    under(document, "include").length > 0 ? ["includes other files: those are checked where they stand here"] : [],
};

function read(file: SourceFile, document: SourceDocument): readonly FileUse[] {
  const images = new GitlabImages(document.value, REFERENCE);
  const here = [[], ["default"], [JOB]].flatMap((steps) => imagesOf(steps, images.format));
  return usesByFields(file, document, { here, below: [] }, "GitLab CI", images.resolved());
}

/** Any text or list may stand at the top where no job does. A list in a list is what a reference brings in. */
function imagesOf(steps: readonly Step[], format: Format): readonly Field[] {
  const services = [...steps, "services", "[]"];
  return [
    ...placeOrMember([...steps, "image"], "name", { format, certain: !steps.includes(JOB) }),
    ...placeOrMember(services, "name", { format, certain: false }),
    ...placeOrMember([...services, "[]"], "name", { format, certain: false }),
  ];
}
