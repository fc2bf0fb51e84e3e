/*
 * Stores files of messages in an S3-compatible bucket: your server signs an address that is valid for one file of one
 * size for a few minutes, and the browser sends the file there. A function from a `Request` to a `Response`; `npm
 * install aws4fetch` for the signature.
 *
 * The bucket must be on another origin, which protects your site, because the content of the files is not checked.
 * Its CORS configuration must allow your site: `PUT`, and the signed headers.
 */
import { randomBytes } from "node:crypto";
import { AwsV4Signer } from "aws4fetch";
import { safeName } from "./file-name.js";
import { isSameOrigin } from "./turn.js";

const MAX_BODY_BYTES = 4096;
/** Stored with the type that the browser names; all other types as bytes. */
const TYPES = ["image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/plain"];
/** Seconds within which the upload must begin. */
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
    // Unguessable: everybody who has the address can read the file, as the agent must.
    const key = `${randomBytes(24).toString("base64url")}/${encodeURIComponent(file.name)}`;
    const put = new URL(`${host.bucket}/${key}`);
    put.searchParams.set("X-Amz-Expires", `${EXPIRES_S}`);
    // The browser cannot change signed headers: the size, and that the file is downloaded and never opened as a page.
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
 * Reads the body and counts its bytes, as `Content-Length` can be false; null if it is too long.
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
 * The validated request; null if it is not valid.
 * @param {string} body
 */
function readFile(body) {
  try {
    const { name, size, type } = JSON.parse(body);
    if (typeof name !== "string" || !Number.isSafeInteger(size) || size <= 0) return null;
    const known = TYPES.includes(type) ? type : "application/octet-stream";
    return { name: safeName(name), size, type: known };
  } catch {
    return null;
  }
}

/** @param {number} status */
function refusal(status) {
  return new Response(null, { status, headers: { "cache-control": "no-store" } });
}
