import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "vite";

const PRIVATE = /--_[a-z]+(?:-[a-z]+)*/g;

/**
 * Shortens the names of private custom properties, identically in each file, because the launcher sets one of the
 * chat's.
 */
export function shortProperties(): Plugin {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.ts$/.test(file),
  );
  const found = files.flatMap((file) => readFileSync(path.join("src", file), "utf8").match(PRIVATE) ?? []);
  const names = [...new Set(found)].sort();
  return {
    name: "short-properties",
    transform(code, id) {
      if (!id.endsWith(".ts")) return null;
      return {
        code: code.replace(PRIVATE, (name) => `--_${names.indexOf(name).toString(36)}`),
        map: null,
      };
    },
  };
}
