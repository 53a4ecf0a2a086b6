/** Why a field that can name images is not read. The ids stand in the catalog; docs/coverage.md prints the sentences. */
export const REASONS = {
  scanned:
    "a script, or a document that may hold one, which is not judged: what it shows of the images that it runs is told as `image-unlisted`",
  chart: "names a chart or a repository of charts, and no image; which images it deploys cannot be seen here",
  elsewhere: "deploys images that cannot be seen here, and is rejected for it as `image-inspectable`",
  prefix: "names where several images come from, and none of them",
  unsure: "may hold something else than a reference, and nothing beside it tells",
  file: "names a file on disk",
  enum: "a curated name of the provider's own",
  indirect: "names another resource, which names the image",
  override: "read as a part of the override that it stands in",
  "other-door": "a file that nothing hands to discovery yet",
  own: "chooses among the images of the one who reads it, as leaving it out does; no repository stands beside it",
  injected: "the tag of an image that an admission webhook names",
  component: "a component: the objects in it are resources of their own, which are read",
};
