/*
 * The `upload` function of <oc-session> for each of the two recipes:
 *
 *   chat.upload = uploadTo("/api/files");            // your server stores the files: uploads.js
 *   chat.upload = uploadPresigned("/api/presigned"); // a bucket stores them: presigned.js
 */

/**
 * Sends a file to a route of yours, which answers `{ url, name, type, size }`.
 * @param {string} route
 * @returns {(file: File, context: Context) => Promise<any>}
 */
export function uploadTo(route) {
  return (file, context) => send("POST", `${route}?name=${encodeURIComponent(file.name)}`, {}, file, context);
}

/**
 * Asks a route of yours for a signed address, and sends the file there.
 * @param {string} route answers `{ put, headers, url }`
 * @returns {(file: File, context: Context) => Promise<any>}
 */
export function uploadPresigned(route) {
  return async (file, context) => {
    const { name, size, type } = file;
    const response = await fetch(route, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name, size, type }),
      signal: context.signal,
    });
    if (!response.ok) throw new Error(`The server answered ${response.status}.`);
    const { put, headers, url } = await response.json();
    await send("PUT", put, headers, file, context);
    return { url };
  };
}

/**
 * @typedef {{ readonly signal: AbortSignal, readonly onProgress: (share: number) => void }} Context
 *
 * Uses XMLHttpRequest, because `fetch` reports no upload progress.
 * @param {string} method
 * @param {string} url
 * @param {Record<string, string>} headers
 * @param {File} file
 * @param {Context} context
 * @returns {Promise<any>} the answer's JSON, or null if it has none
 */
function send(method, url, headers, file, { signal, onProgress }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.responseType = "json";
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
    request.onload = () => {
      const isDone = request.status >= 200 && request.status < 300;
      if (isDone) resolve(request.response);
      else reject(new Error(`The server answered ${request.status}.`));
    };
    request.onerror = request.onabort = () => reject(new Error("The upload broke off."));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
