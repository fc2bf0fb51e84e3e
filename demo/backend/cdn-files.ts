import { readdirSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { ENTRIES } from "../../scripts/cdn.js";
import { launcherWords } from "../../scripts/launcher-words.js";

/** The source files of the CDN files other than languages, from the project's root. */
const SOURCES: Readonly<Record<string, string>> = ENTRIES;

/** Only a build knows the hashes of the files; for sources, every content is accepted. */
const UNPINNED = {
  OC_SESSION_INTEGRITY: '""',
  EMBED_WORDS_INTEGRITY: '""',
  ON_DEMAND_INTEGRITY: unpinned(Object.keys(SOURCES)),
  LOCALES_INTEGRITY: unpinned(
    readdirSync(new URL("../../src/locales", import.meta.url)).map((file) => path.parse(file).name),
  ),
};

/** The source text of a table without hashes. */
function unpinned(files: readonly string[]): string {
  return JSON.stringify(Object.fromEntries(files.map((file) => [file, ""])));
}

/**
 * Serves `/cdn/` like a CDN, with files built from the current sources. A page of the demo can thus load the chat by
 * one tag, like a customer's page.
 */
export async function cdnFiles(
  { url = "" }: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
): Promise<void> {
  const name = /^\/cdn\/((?:locales\/)?[\w-]+)\.js(?:\?|$)/.exec(url)?.[1];
  if (!name || !isFile(name)) return next();
  try {
    const script = await bundle(name);
    response.setHeader("Content-Type", "text/javascript; charset=utf-8").end(script);
  } catch (error) {
    next(error);
  }
}

function isFile(name: string): boolean {
  return name.startsWith("locales/") || Object.hasOwn(SOURCES, name);
}

async function bundle(name: string): Promise<Uint8Array | undefined> {
  const source = SOURCES[name] ?? `src/${name}.ts`;
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../../${source}`, import.meta.url))],
    bundle: true,
    format: name === "embed" ? "iife" : "esm",
    target: "es2022",
    define: { ...UNPINNED, LAUNCHER_WORDS: JSON.stringify(await launcherWords()) },
    write: false,
  });
  return outputFiles[0]?.contents;
}
