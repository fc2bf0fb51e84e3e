import type { SessionState } from "../../session/state/state.js";
import type { Presentation } from "../presentation/presentation.js";

/** The properties and methods of `<oc-transcript>` that this folder uses. */
export interface Transcript extends Element {
  readonly state: SessionState;
  readonly presentation: Presentation;
  /** Adds a Lit controller, which is told when the element is connected and disconnected. */
  addController(controller: { hostConnected(): void; hostDisconnected(): void }): void;
  /** Mounts the entry at an index. Resolves to its element once it is drawn. */
  reveal(index: number): Promise<HTMLElement | undefined>;
  scrollToEnd(): void;
  /** Runs `work`, which scrolls the box, and handles the new position. */
  scrollFor(work: () => void): void;
  /** Dispatches a request to `<oc-session>`. */
  request(type: string, detail?: object): void;
}
