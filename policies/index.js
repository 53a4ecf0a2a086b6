// What Pulumi starts, from this folder or from the published copy of it. The policy is digestbound.yaml, beside this file.
require("digestbound/pack").startPack(__dirname);
