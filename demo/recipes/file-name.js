/*
 * Makes a file's name, which the browser sends, safe in a URL and in a header.
 */
const MAX_CHARS = 200;

/** @param {string | null} name */
export function safeName(name) {
  // Removes path separators, characters that end a header, and those that change the direction of text.
  const clean = (name ?? "").replace(/[\p{C}/\\"]/gu, "").trim();
  // Half of a surrogate pair cannot be encoded in a URL.
  const short = clean.slice(0, MAX_CHARS).replace(/\p{Cs}$/u, "");
  // A URL that ends in "", "." or ".." names a folder.
  return /^\.{0,2}$/.test(short) ? "file" : short;
}
