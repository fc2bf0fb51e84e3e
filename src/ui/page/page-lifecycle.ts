import type { Session } from "../../session/session.js";
import { ownDocument } from "./own-document.js";

/**
 * Tells a session of its page: network, visibility, freezing, the back/forward cache.
 *
 * @returns the function that ends it.
 */
export function followPage(session: Session): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  const onVisibility = () => session.setVisible(ownDocument("visibilityState") === "visible");

  window.addEventListener("online", () => session.setOnline(true), { signal });
  window.addEventListener("offline", () => session.setOnline(false), { signal });
  document.addEventListener("visibilitychange", onVisibility, { signal });
  window.addEventListener("pagehide", () => session.suspend(), { signal });
  // Chrome freezes tabs to save memory, and resumes them with all connections dead. A frozen tab runs nothing, so it
  // must not hold a lock that other tabs wait for.
  document.addEventListener("freeze", () => session.suspend(), { signal });
  document.addEventListener("resume", () => session.resume(), { signal });
  window.addEventListener("pageshow", (event) => event.persisted && session.resume(), { signal });

  if (!navigator.onLine) session.setOnline(false);
  if (ownDocument("visibilityState") === "hidden") session.setVisible(false);
  const stopAsking = askBeforeLoss(session);
  return () => {
    listening.abort();
    stopAsking();
  };
}

/** Has the browser ask before it leaves a page with a message that is kept nowhere else, as with any unsaved form. */
function askBeforeLoss(session: Session): () => void {
  const ask = (event: Event) => event.preventDefault();
  const stop = () => window.removeEventListener("beforeunload", ask);
  // The listener is there only while a message could be lost: it keeps a page out of Firefox's back/forward cache.
  const follow = () => (session.hasUnsaved ? window.addEventListener("beforeunload", ask) : stop());
  const unobserve = session.observe({ state: follow, identified: follow });
  return () => {
    unobserve();
    stop();
  };
}
