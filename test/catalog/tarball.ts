import { gzipSync } from "node:zlib";

const BLOCK = 512;

/** A tarball as npm publishes it, of texts by their path inside the package. A path over 100 bytes is told as pax does. */
export function packageTarball(files: Readonly<Record<string, string | Buffer>>): Buffer {
  const entries = Object.entries(files).flatMap(([path, text]) => {
    const name = `package/${path}`;
    const long = name.length <= 100 ? [] : entry("PaxHeader", Buffer.from(paxRecord(name)), "x");
    return [...long, ...entry(name.slice(0, 100), Buffer.from(text), "0")];
  });
  return gzipSync(Buffer.concat([...entries, Buffer.alloc(2 * BLOCK)]));
}

/** `<length> path=<path>\n`, in which the length counts itself. */
function paxRecord(path: string): string {
  const rest = ` path=${path}\n`;
  const length = (digits: number): number => rest.length + digits;
  const digits = String(length(String(length(1)).length)).length;
  return `${length(digits)}${rest}`;
}

function entry(path: string, content: Buffer, type: string): Buffer[] {
  const header = Buffer.alloc(BLOCK);
  header.write(path, 0, 100, "utf8");
  header.write("0000644\0", 100);
  header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write("        ", 148);
  header.write(type, 156);
  header.write("ustar\0" + "00", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return [header, content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)];
}
