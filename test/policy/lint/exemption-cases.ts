import { RULE, waiver, after, exemptions, exempt, DIGEST, OTHER, WEB, glass, type Case } from "./case.ts";

export const exemptionCases: readonly Case[] = [
  {
    check: "inline-exemptions",
    what: "programs that may exempt themselves",
    bad: [after(RULE, "inline: allowed\n")],
    good: [after(RULE, "inline: rejected\n")],
    found: "inline:12 lets whoever edits a program exempt its images, by an annotation.",
  },
  {
    check: "void-exemption",
    what: "an end too far ahead",
    bad: [exemptions(exempt("ghcr.io/acme/web", "image-signed", "2027-06-30"))],
    good: [exemptions(exempt("ghcr.io/acme/web", "image-signed"))],
    found: "exemptions[0].until:14 it is void: it is valid until 2027-06-30, and at most 90 days ahead are allowed.",
  },
  {
    check: "void-exemption",
    what: "a glass broken for two days",
    bad: [exemptions(glass("2026-11-29T09:00Z"))],
    good: [exemptions(glass("2026-11-28T09:00Z"))],
    found:
      "exemptions[0].until:14 it is void: it is valid until 2026-11-29T09:00Z, and at most 24 hours ahead are allowed.",
  },
  {
    check: "ended-exemption",
    what: "yesterday",
    bad: [exemptions(exempt("ghcr.io/acme/web", "image-signed", "2026-11-26"))],
    good: [exemptions(exempt("ghcr.io/acme/web", "image-signed", "2026-11-27"))],
    found: "exemptions[0].until:14 it ended: it was valid until 2026-11-26.",
  },
  {
    check: "ended-break-glass",
    what: "an hour ago",
    bad: [exemptions(glass("2026-11-27T11:00Z"))],
    good: [exemptions(glass("2026-11-27T13:00Z"))],
    found: "exemptions[0].until:14 it ended: it was valid until 2026-11-27T11:00Z.",
  },
  {
    check: "no-longest-exemption",
    what: "exemptions without a limit",
    bad: [exemptions(exempt("ghcr.io/acme/web", "image-signed")), ["longestExemption: 90d\n", ""]],
    good: [exemptions(exempt("ghcr.io/acme/web", "image-signed"))],
    found: "exemptions:12 there are exemptions, and nothing says how far ahead they may end.",
  },
  {
    check: "duplicate-exemption",
    what: "one that is in another one",
    bad: [exemptions(exempt("ghcr.io/acme/*", "image-signed"), exempt("ghcr.io/acme/web", "image-signed"))],
    good: [exemptions(exempt("ghcr.io/acme/*", "image-signed"), exempt("ghcr.io/acme/web", "image-pinned"))],
    found: "exemptions[1]:15 exemptions[0] lifts all of it, and for as long.",
  },
  {
    check: "duplicate-exemption",
    what: "one that is in a later one, which ends earlier or is for one digest alone",
    bad: [exemptions(exempt("ghcr.io/acme/web", "image-signed"), exempt("ghcr.io/acme/*", "image-signed"))],
    good: [
      exemptions(
        exempt("ghcr.io/acme/web", "image-signed"),
        exempt("ghcr.io/acme/*", "image-signed", "2027-01-30"),
        exempt(`ghcr.io/acme/api@${DIGEST}`, "image-signed"),
        exempt(`ghcr.io/acme/api@${OTHER}`, "image-signed"),
      ),
    ],
    found: "exemptions[0]:14 exemptions[1] lifts all of it, and for as long.",
  },
  {
    check: "moot-exemption",
    what: "image-signed where no signature is required",
    bad: [
      after(RULE, waiver("r.example/a")),
      [
        "because: nobody signs these }\n",
        `because: nobody signs these }\nlongestExemption: 90d\nexemptions: [{ ${exempt("r.example/a", "image-signed")} }]\n`,
      ],
    ],
    good: [
      after(RULE, waiver("r.example/a")),
      [
        "because: nobody signs these }\n",
        `because: nobody signs these }\nlongestExemption: 90d\nexemptions: [{ ${exempt("r.example/a", "image-pinned")} }]\n`,
      ],
    ],
    found: "exemptions[0].rule:14 no rule for these images requires a signature.",
  },
  {
    check: "moot-exemption",
    what: "image-attested where no attestation is required",
    bad: [exemptions(exempt("ghcr.io/acme/web", "image-attested"))],
    good: [
      exemptions(exempt("ghcr.io/acme/web", "image-attested")),
      ["[ci]\n", "[ci]\n    attestations: [{ type: spdx, by: [ci] }]\n"],
    ],
    found: "exemptions[0].rule:14 no rule for these images requires an attestation.",
  },
  {
    check: "moot-exemption",
    what: "image-registry where a match covers the images",
    bad: [exemptions(exempt("ghcr.io/acme/*", "image-registry"))],
    good: [exemptions(exempt("ghcr.io/acme/**", "image-registry"))],
    found: "exemptions[0].rule:14 a match covers all of these images.",
  },
  {
    check: "moot-exemption",
    what: "image-checked where nothing is checked",
    bad: [exemptions(glass("2026-11-28T09:00Z").replace("ghcr.io/acme/web", "r.example/web"))],
    good: [exemptions(glass("2026-11-28T09:00Z"))],
    found: "exemptions[0].rule:14 no rule for these images requires anything that could not be checked.",
  },
  {
    check: "wide-exemption",
    what: "a wildcard of which one image has need",
    bad: [exemptions(exempt("ghcr.io/acme/*", "image-signed"))],
    good: [exemptions(exempt("ghcr.io/acme/web", "image-signed"))],
    images: [WEB, "ghcr.io/acme/web:2", "ghcr.io/other/web"],
    found: "exemptions[0].image:14 is wider than the images given: of these only ghcr.io/acme/web is meant.",
  },
  {
    check: "unmet-exemption",
    what: "an image that nobody uses",
    bad: [exemptions(exempt("ghcr.io/acme/old", "image-signed"))],
    good: [exemptions(exempt("ghcr.io/acme/web", "image-signed"))],
    images: [WEB],
    found: "exemptions[0].image:14 is none of the images given.",
  },
  {
    check: "unmet-exemption",
    what: "another digest",
    bad: [exemptions(exempt(`ghcr.io/acme/web@${OTHER}`, "image-signed"))],
    good: [exemptions(exempt(`ghcr.io/acme/web@${DIGEST}`, "image-signed"))],
    images: [`ghcr.io/acme/web@${DIGEST}`],
    found: "exemptions[0].image:14 is none of the images given.",
  },
];
