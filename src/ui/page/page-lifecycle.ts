import type { Session } from "../../session/session.js";
import { ownDocument } from "./own-document.js";

/**
 * Tells a session about its page: network, visibility, freezing, and the back/forward cache.
 *
 * @returns the function that stops this.
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

/** Makes the browser ask the person before a page is left while a message is in its memory only. */
function askBeforeLoss(session: Session): () => void {
  const ask = (event: Event) => event.preventDefault();
  const stop = () => window.removeEventListener("beforeunload", ask);
  // The listener is added only while a message could be lost, because it keeps the page out of Firefox's back/forward
  // cache.
  const follow = () => (session.hasUnsaved ? window.addEventListener("beforeunload", ask) : stop());
  const unobserve = session.observe({ state: follow, identified: follow });
  return () => {
    unobserve();
    stop();
  };
}
