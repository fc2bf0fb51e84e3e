import type { SessionState } from "../../session/state/state.js";
import { format } from "../language/strings.js";
import { errorWords } from "./error-words.js";
import { agentNameOf, type Presentation } from "./presentation.js";

/** The text of the status line: the connection while it is not live, else the turn. */
export function statusWords({ connection, turn }: SessionState, presentation: Presentation): string {
  if (connection !== "live" || turn === "idle")
    return format(presentation.strings, `connection.${connection}`);
  return format(presentation.strings, `turn.${turn}`, { agent: agentNameOf(presentation) });
}

/** The text of the banner: what is wrong with the connection, in one or two sentences; "" when nothing is wrong. */
export function bannerWords(state: SessionState, presentation: Presentation): string {
  const { connection, error, retryAt } = state;
  const { strings } = presentation;
  const reason = error && error.code !== "network" ? `${errorWords(strings, error)} ` : "";
  switch (connection) {
    case "reconnecting": {
      const count = retryAt === null ? 0 : Math.max(0, Math.ceil((retryAt - Date.now()) / 1000));
      const words =
        count > 0
          ? format(strings, "banner.reconnecting-in", { count })
          : format(strings, "banner.reconnecting");
      return reason + words;
    }
    case "offline":
      return format(strings, "banner.offline");
    case "unauthorized":
      return error?.code === "forbidden" ? reason : format(strings, "banner.unauthorized");
    case "closed":
      return reason || format(strings, "banner.closed");
    case "disconnected":
      return reason;
    default:
      return state.readOnly ? format(strings, "banner.read-only") : "";
  }
}
