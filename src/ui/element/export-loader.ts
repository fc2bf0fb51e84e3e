import { OnDemand } from "../../on-demand.js";
import type { Session } from "../../session/session.js";
import type { Entry, SessionState } from "../../session/state/state.js";
import { notLoaded, SessionError } from "../../wire/errors.js";
import { markdownFile } from "../content/markdown-loader.js";
import { isHidden } from "../entry/custom-rendering.js";
import type { Presentation } from "../presentation/presentation.js";

/** The code that writes a conversation as markdown. */
// oxlint-disable-next-line no-restricted-imports -- `ui/export` is a file of its own, loaded here
export const exportFile = new OnDemand(() => import("../export/export-markdown.js"));

/**
 * Reads the rest of a session's log. Resolves to the state with the whole conversation, also if another session is shown
 * by then.
 *
 * @throws {SessionError} as {@link Session.readAll} does; `closed`, if the session has left the conversation.
 */
export async function readWhole(session: Pick<Session, "readAll" | "state">): Promise<SessionState> {
  const before = session.state.session;
  await session.readAll();
  if (before !== null && before !== session.state.session)
    throw new SessionError("closed", "The conversation was left before it was read.");
  return session.state;
}

/**
 * A conversation as one markdown document.
 *
 * @throws {SessionError} code `network`, when a needed file cannot be loaded; the next call tries again.
 */
export async function exportMarkdown(entries: readonly Entry[], presentation: Presentation): Promise<string> {
  const files = await Promise.all([exportFile.load(), markdownFile.load()]).catch((cause: unknown) => {
    throw notLoaded("writes markdown", cause);
  });
  return files[0].exportMarkdown(entries, presentation, files[1], isHidden);
}
