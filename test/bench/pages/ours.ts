import { count, measure } from "./bench-page.js";

const session = document.createElement("oc-session");
session.setAttribute("session", `ses_${count}`);
session.setAttribute("token", "ct_bench");
session.setAttribute("base-url", "/v3");
document.body.append(session);

measure({
  scroller: () => session.shadowRoot?.querySelector("[part~=transcript]") ?? null,
  lastText: () =>
    session.shadowRoot?.querySelector(".chunk:last-child > oc-entry:last-child")?.textContent ?? "",
});
