import type { Session } from "../../session/session.js";
import { ownDocument } from "./own-document.js";

/**
 * Tells a session what becomes of its page: network, visibility, the back/forward cache.
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
  window.addEventListener("pageshow", (event) => event.persisted && session.resume(), { signal });
  // A frozen tab hears nothing, and must not hold what other tabs wait for.
  document.addEventListener("freeze", () => session.suspend(), { signal });
  document.addEventListener("resume", () => session.resume(), { signal });

  if (!navigator.onLine) session.setOnline(false);
  if (ownDocument("visibilityState") === "hidden") session.setVisible(false);
  return () => listening.abort();
}
