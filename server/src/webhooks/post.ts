import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { checkTarget, guardedLookup } from "./target.js";

/** Milliseconds that a receiver has to answer. */
const TIMEOUT_MS = 10_000;

/**
 * Posts a webhook and resolves with the status of the answer. Redirects are not followed, because they can lead to
 * any address. The connection uses the address that was checked, so a second DNS answer cannot change it.
 *
 * @throws TargetError, or an Error that says what failed
 */
export async function postWebhook(
  url: string,
  body: string,
  headers: Record<string, string>,
  options: { allowLoopback: boolean; signal: AbortSignal },
): Promise<number> {
  const target = checkTarget(url, options.allowLoopback);
  const request = target.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const outgoing = request(target, {
      method: "POST",
      agent: false,
      headers: { ...headers, "Content-Length": String(Buffer.byteLength(body)) },
      lookup: guardedLookup(options.allowLoopback),
      signal: AbortSignal.any([options.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    outgoing.end(body);
  });
}
