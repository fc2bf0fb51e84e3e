import { measure } from "./bench-page.js";

/** Puts our element into the page, with these attributes, and announces it. */
export function show(attributes: Readonly<Record<string, string>>): void {
  const session = document.createElement("oc-session");
  for (const [name, value] of Object.entries(attributes)) session.setAttribute(name, value);
  document.body.append(session);
  measure({
    scroller: () => session.shadowRoot?.querySelector("[part~=transcript]") ?? null,
    lastText: () =>
      session.shadowRoot?.querySelector(".chunk:last-child > oc-entry:last-child")?.textContent ?? "",
  });
}
