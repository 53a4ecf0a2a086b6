import { onAnything, onImage, status, type Row } from "../row.ts";
import { PASSWORD } from "../scene.ts";

const login = Buffer.from(`ci:${PASSWORD}`).toString("base64");

/** Words in which a registry repeats what it was sent, or writes on somebody's terminal. */
const words: [string, string][] = [
  ["the password", PASSWORD],
  ["the login", login],
  ["the login, percent-encoded", encodeURIComponent(login)],
  ["an escape sequence", "\u001b[2K\u001b[1A"],
  ["a change of direction", "\u202e"],
  ["ten thousand letters", "x".repeat(10_000)],
];

const guarded = (answer: ReturnType<typeof status>) =>
  onAnything((request, response) => {
    if (request.headers.authorization === undefined) response.writeHead(401, { "www-authenticate": "Basic" }).end();
    else answer(request, response);
  });

/** 40: what it says. That nothing of it is printed is checked for every row. */
export const echoes: readonly Row[] = [
  ...words.flatMap(([name, word]): Row[] => {
    const body = JSON.stringify({ errors: [{ code: "DENIED", message: word }] });
    return [
      { row: 40, does: `says ${name} in an error`, outcome: "unauthorized", act: guarded(status(403, {}, body)) },
      {
        row: 40,
        does: `says ${name} as an error's code`,
        outcome: "unavailable",
        act: guarded(status(500, {}, body.replace("DENIED", word))),
      },
      {
        row: 40,
        does: `says ${name} in a redirect`,
        outcome: "bad-redirect",
        act: guarded(status(307, { location: `ftp://storage.example/?token=${encodeURIComponent(word)}` })),
      },
    ];
  }),
  {
    row: 40,
    does: "says the login in a warning and a type",
    outcome: "bad-content-type",
    act: guarded(status(200, { warning: `299 - "${login}"`, "content-type": `text/${login}` })),
  },
  {
    row: 40,
    does: "says the password instead of HTTP",
    outcome: "protocol",
    act: onImage(({ socket }) => void socket.end(`${PASSWORD}\r\n\r\n`)),
  },
];
