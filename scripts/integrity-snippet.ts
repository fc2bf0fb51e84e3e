import { readFile } from "node:fs/promises";

const read = async (file: string) => JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;

/** The launcher's tag for a public CDN, with the hash of the last build. */
export async function integritySnippet(): Promise<string> {
  const { name, version } = await read("package.json");
  const hashes = await read("dist/cdn/integrity.json");
  const folder = `https://cdn.jsdelivr.net/npm/${String(name)}@${String(version)}/dist/cdn`;
  return `\`\`\`html
<script
  async
  src="${folder}/embed.js"
  integrity="${String(hashes["embed.js"])}"
  crossorigin="anonymous"
  data-endpoint="/api/chat"
></script>
\`\`\``;
}
