import { OnDemand } from "../../on-demand.js";
import type { Entry } from "../../session/state/state.js";
import { notLoaded } from "../../wire/errors.js";
import { markdownFile } from "../content/markdown-loader.js";
import type { Presentation } from "../presentation/presentation.js";

/** The code that writes a conversation as markdown. */
// oxlint-disable-next-line no-restricted-imports -- `ui/export` is a file of its own, loaded here
export const exportFile = new OnDemand(() => import("../export/export-markdown.js"));

/**
 * A conversation as one markdown document.
 *
 * @throws {SessionError} code `network`, when a needed file cannot be loaded; the next call tries again.
 */
export async function exportMarkdown(entries: readonly Entry[], presentation: Presentation): Promise<string> {
  const files = await Promise.all([exportFile.load(), markdownFile.load()]).catch((cause: unknown) => {
    throw notLoaded("writes markdown", cause);
  });
  return files[0].exportMarkdown(entries, presentation, files[1]);
}
