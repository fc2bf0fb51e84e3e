import type { SessionState } from "../../session/state/state.js";
import type { Presentation } from "../presentation/presentation.js";

/** The transcript, as far as this folder needs it. */
export interface Transcript extends Element {
  readonly state: SessionState;
  readonly presentation: Presentation;
  /** Has told when it comes into the document and leaves it. */
  addController(controller: { hostConnected(): void; hostDisconnected(): void }): void;
  /** Mounts the entry at an index. Resolves to its element once it is drawn. */
  reveal(index: number): Promise<HTMLElement | undefined>;
  scrollToEnd(): void;
  /** Runs `work`, which scrolls for the reader. */
  scrollFor(work: () => void): void;
  /** Asks the element around for something, by an event. */
  request(type: string, detail?: object): void;
}
