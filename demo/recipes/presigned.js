/*
 * Files that people put with messages, kept in a bucket that speaks S3's API: your server says where each may go, by an
 * address that is good for one file of one size for a few minutes, and the browser puts it there. As a function from a
 * `Request` to a `Response`; `npm install aws4fetch` signs.
 *
 * The bucket is on an origin of its own, which is what keeps your site safe: nobody has looked into these files. It has
 * to allow your site by CORS: `PUT`, and the headers that are signed.
 */
import { randomBytes } from "node:crypto";
import { AwsV4Signer } from "aws4fetch";
import { isSameOrigin } from "./turn.js";

const MAX_BODY_BYTES = 4096;
const MAX_NAME = 200;
/** Kept as what the browser calls them; anything else as mere bytes. */
const TYPES = ["image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/plain"];
/** Seconds in which an upload has to begin. */
const EXPIRES_S = 300;

/**
 * @typedef {object} BucketHost
 * @property {string} bucket address of it, such as `https://files.s3.eu-central-1.amazonaws.com`
 * @property {string} region
 * @property {string} accessKeyId
 * @property {string} secretAccessKey
 * @property {string} files address below which files can be read, such as that of a CDN before the bucket
 * @property {number} maxBytes of one file
 * @property {(request: Request) => Promise<string | null> | string | null} userOf who is signed in
 * @property {(user: string) => Promise<boolean>} mayUpload counts an upload; false when there were too many
 */

/**
 * @param {BucketHost} host
 * @returns {(request: Request) => Promise<Response>}
 */
export function presignedRoute(host) {
  const { accessKeyId, secretAccessKey, region } = host;
  return async (request) => {
    if (request.method !== "POST") return refusal(405);
    const user = await host.userOf(request);
    if (!user) return refusal(401);
    const sent = request.headers;
    if (!isSameOrigin(sent.get("origin"), sent.get("host"))) return refusal(403);
    const body = await read(request);
    if (body === null) return refusal(413);
    const file = readFile(body);
    if (!file) return refusal(400);
    if (file.size > host.maxBytes) return refusal(413);
    if (!(await host.mayUpload(user))) return refusal(429);
    // Unguessable: who has the address may read the file, as the agent has to.
    const key = `${randomBytes(24).toString("base64url")}/${encodeURIComponent(file.name)}`;
    const put = new URL(`${host.bucket}/${key}`);
    put.searchParams.set("X-Amz-Expires", `${EXPIRES_S}`);
    // What is signed the browser cannot change: the size, and that the file is saved and never opened as a page.
    const headers = { "content-type": file.type, "content-disposition": "attachment" };
    const signer = new AwsV4Signer({
      ...{ accessKeyId, secretAccessKey, region, service: "s3", method: "PUT", url: `${put}` },
      ...{ headers: { ...headers, "content-length": `${file.size}` }, signQuery: true, allHeaders: true },
    });
    const { url } = await signer.sign();
    return Response.json({ put: `${url}`, headers, url: `${host.files}/${key}` });
  };
}

/**
 * The body, whatever length it claims to have; null once it is too long.
 * @param {Request} request
 */
async function read(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * A question as it may be acted on; null for anything else.
 * @param {string} body
 */
function readFile(body) {
  try {
    const { name, size, type } = JSON.parse(body);
    if (typeof name !== "string" || !Number.isSafeInteger(size) || size <= 0) return null;
    // Neither a path nor what turns the order of letters.
    const clean = name
      .replace(/[\p{C}/\\]/gu, "")
      .trim()
      .slice(0, MAX_NAME);
    return { name: clean || "file", size, type: TYPES.includes(type) ? type : "application/octet-stream" };
  } catch {
    return null;
  }
}

/** @param {number} status */
function refusal(status) {
  return new Response(null, { status, headers: { "cache-control": "no-store" } });
}
