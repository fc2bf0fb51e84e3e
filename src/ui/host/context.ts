import { createContext } from "@lit/context";
import type { Session } from "../../session/session.js";

/**
 * The context that gives elements in the slots of `<oc-session>` its {@link Session}; null while there is none. The key
 * is a registered symbol, so that two copies of this package on a page use the same context.
 */
export const sessionContext = createContext<Session | null>(Symbol.for("oc-session"));
