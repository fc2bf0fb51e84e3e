import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { LAUNCHER_KEYS } from "../src/ui/launcher/words.js";

const LOCALES = fileURLToPath(new URL("../src/locales", import.meta.url));

/** The launcher's strings in every language, by tag, from the files of `src/locales`. */
export async function launcherWords(): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const tags = readdirSync(LOCALES).map((file) => path.parse(file).name);
  const contents = tags.map((tag, i) => `export { strings as _${i} } from "./${tag}.js";`).join("\n");
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: LOCALES, loader: "ts" },
    bundle: true,
    format: "esm",
    write: false,
  });
  const code = Buffer.from(outputFiles[0]?.contents ?? "").toString("base64");
  const tables = (await import(`data:text/javascript;base64,${code}`)) as Record<
    string,
    Record<string, unknown>
  >;
  return Object.fromEntries(
    tags.map((tag, i) => [tag, LAUNCHER_KEYS.map((key) => tables[`_${i}`]?.[key])] as const),
  );
}
