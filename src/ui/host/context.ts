import { createContext } from "@lit/context";
import type { Session } from "../../session/session.js";

/**
 * Gives elements that the host slots into `<oc-session>` the {@link Session} behind it; null while there is
 * none. The key is a registered symbol, so that two copies of this package on a page mean the same.
 */
export const sessionContext = createContext<Session | null>(Symbol.for("oc-session"));
