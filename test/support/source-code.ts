import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

const COMMENTS = /\/\*.*?\*\/|^[^\S\n]*\/\/[^\n]*$/gms;

/** The matches of patterns in the code of `src`, without its comments: the file, and the matching code. */
export function usesInSource(...patterns: readonly RegExp[]): string[] {
  return readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const code = readFileSync(path.join("src", file), "utf8").replaceAll(COMMENTS, "");
      return patterns.flatMap((pattern) => [...code.matchAll(pattern)].map(([use]) => `${file}: ${use}`));
    });
}
