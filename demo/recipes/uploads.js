/*
 * Stores files of messages, as a function from a `Request` to a `Response`: `POST` stores a file in a folder, `GET`
 * returns it, by an address that cannot be guessed. The type of a file is detected from its first bytes, not from its
 * name or the browser's claim, and files are served as downloads, never as pages.
 *
 * If possible, serve them from another origin, such as https://files.example: a file then cannot reach your site's
 * data, whatever a browser does with it.
 */
import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { safeName } from "./file-name.js";
import { isSameOrigin } from "./turn.js";

/** The part of a file from which its type is detected. */
const HEAD_BYTES = 4096;

/**
 * @typedef {object} FileHost
 * @property {string} folder of the files, which your server does not serve otherwise
 * @property {number} maxBytes of one file
 * @property {(request: Request) => Promise<string | null> | string | null} userOf who is signed in
 * @property {(user: string) => Promise<boolean>} mayUpload counts an upload; false if there were too many
 */

/**
 * @param {string} base path below which it answers, such as `/api/files`
 * @param {FileHost} host
 * @returns {(request: Request) => Promise<Response>}
 */
export function fileRoutes(base, host) {
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const [, id, ...rest] = pathname.slice(base.length).split("/");
    if (request.method === "POST" && id === undefined) return take(host, request, searchParams, base);
    if (request.method !== "GET" && request.method !== "HEAD") return refusal(405);
    const isThere = /^[\w-]{32}$/.test(id ?? "") && rest.length <= 1;
    return isThere ? give(host.folder, id, request.method === "HEAD") : refusal(404);
  };
}

/**
 * @param {FileHost} host
 * @param {Request} request whose body is the file
 * @param {URLSearchParams} query with the file's `name`
 * @param {string} base path of the files; the chat resolves it against the page's address
 */
async function take(host, request, query, base) {
  const user = await host.userOf(request);
  if (!user) return refusal(401);
  const { headers } = request;
  if (!isSameOrigin(headers.get("origin"), headers.get("host"))) return refusal(403);
  if (!(await host.mayUpload(user))) return refusal(429);
  if (Number(headers.get("content-length") ?? 0) > host.maxBytes) return refusal(413);
  // Unguessable: everybody who has the address can read the file, as the agent must.
  const id = randomBytes(24).toString("base64url");
  await mkdir(host.folder, { recursive: true });
  const temporary = path.join(host.folder, `${id}.part`);
  try {
    const { head, size } = await store(request, temporary, host.maxBytes);
    // If the client disconnects, some servers pass a part of the body, or none, as if it were complete.
    if (size === 0 || size !== Number(headers.get("content-length") ?? size)) return refusal(400);
    const type = typeOf(head);
    if (!type) return refusal(415);
    const name = safeName(query.get("name"));
    await writeFile(path.join(host.folder, `${id}.json`), JSON.stringify({ name, type, size, user }));
    await rename(temporary, path.join(host.folder, id));
    const url = `${base}/${id}/${encodeURIComponent(name)}`;
    return Response.json(
      { url, name, type, size },
      { status: 201, headers: { "cache-control": "no-store" } },
    );
  } catch (error) {
    if (error instanceof TooLarge) return refusal(413);
    console.error(error);
    return refusal(502);
  } finally {
    await rm(temporary, { force: true });
  }
}

class TooLarge extends Error {}

/**
 * Writes a body to disk and counts its bytes, as `Content-Length` can be false.
 * @param {Request} request
 * @param {string} file
 * @param {number} maxBytes
 */
async function store(request, file, maxBytes) {
  const handle = await open(file, "wx");
  let size = 0;
  let head = Buffer.alloc(0);
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.length;
      if (size > maxBytes) throw new TooLarge();
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk]).subarray(0, HEAD_BYTES);
      await handle.write(chunk);
    }
  } finally {
    await handle.close();
  }
  return { head, size };
}

/** @type {readonly (readonly [type: string, at: number, bytes: string])[]} */
const SIGNATURES = [
  ["image/png", 0, "\x89PNG\r\n\x1a\n"],
  ["image/jpeg", 0, "\xff\xd8\xff"],
  ["image/gif", 0, "GIF8"],
  ["image/webp", 8, "WEBP"],
  ["application/pdf", 0, "%PDF-"],
];

/**
 * The type of a file by its first bytes; null for a type that is not accepted. HTML, SVG and scripts are served as
 * plain text.
 * @param {Buffer} head
 */
function typeOf(head) {
  const known = SIGNATURES.find(([, at, bytes]) => head.toString("latin1", at, at + bytes.length) === bytes);
  return known?.[0] ?? (isText(head) ? "text/plain; charset=utf-8" : null);
}

/** @param {Buffer} head */
function isText(head) {
  if (head.includes(0)) return false;
  try {
    // The last character may be incomplete.
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {string} folder
 * @param {string | undefined} id
 * @param {boolean} isHead whether the answer has no body
 */
async function give(folder, id, isHead) {
  try {
    const { name, type, size } = JSON.parse(await readFile(path.join(folder, `${id}.json`), "utf8"));
    /** @type {any} Node's own streams are taken too. A file that is opened and not read would stay open. */
    const body = isHead ? null : Readable.toWeb(createReadStream(path.join(folder, `${id}`)));
    return new Response(body, {
      headers: {
        "content-type": type,
        "content-length": `${size}`,
        // A browser downloads it and does not open it; images in a page are still shown.
        "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
        "x-content-type-options": "nosniff",
        "content-security-policy": "sandbox; default-src 'none'",
        "cross-origin-resource-policy": "same-site",
        "referrer-policy": "no-referrer",
        "cache-control": "private, max-age=31536000, immutable",
      },
    });
  } catch {
    return refusal(404);
  }
}

/** @param {number} status */
function refusal(status) {
  return new Response(null, { status, headers: { "cache-control": "no-store" } });
}
