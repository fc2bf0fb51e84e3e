import { OnDemand } from "../../../on-demand.js";
import type { SessionState, Turn } from "../../../session/state/state.js";
import { menuOf, type MenuItem } from "../../host/attributes.js";
import type { MenuHost } from "../../menu/actions.js";
import { agentNameOf, type Presentation } from "../../presentation/presentation.js";
import type { MenuButton } from "../header.js";
import { askedFor } from "./asked-for.js";

/** The code that draws the menu. */
// oxlint-disable-next-line no-restricted-imports -- `ui/menu` is a file of its own, loaded here
export const menuFile = new OnDemand(() => import("../../menu/menu.js"));

/** The properties and methods of the element that the menu uses. */
export interface MenuOwner extends HTMLElement {
  readonly menu: string | null | undefined;
  readonly turn: Turn;
  exportMarkdown(): Promise<string>;
  readonly historyComplete: boolean;
  readAll(signal?: AbortSignal): Promise<void>;
  find(): void;
  newConversation(): void;
}

/**
 * The header's menu: decides which items it offers, and loads the file that draws it when a person first opens the
 * menu.
 */
export class HeaderMenu {
  readonly #owner: MenuOwner;
  #tokens = "";
  #items: readonly MenuItem[] = [];
  #unread = 0;
  /** Whether a press waits for the file. A further press would close the menu that nobody has seen yet. */
  #isOpening = false;

  readonly #canBegin: () => boolean;

  /** @param canBegin whether a new conversation can be started. */
  constructor(owner: MenuOwner, canBegin: () => boolean) {
    this.#owner = owner;
    this.#canBegin = canBegin;
  }

  /** The button that opens the menu. It is offered if at least one item applies. */
  button(state: SessionState, words: Presentation, heading: string): MenuButton {
    const owner = this.#owner;
    this.#unread = state.startSeq - state.view.afterSeq;
    const tokens = owner.menu ?? "";
    if (tokens !== this.#tokens) this.#items = menuOf((this.#tokens = tokens));
    const items = this.#items.filter((item) => (item === "new" ? this.#canBegin() : applies(item, state)));
    const host: MenuHost = {
      words,
      element: owner,
      agent: agentNameOf(words),
      isWorking: () => owner.turn === "working",
      heading,
      newConversation: () => owner.newConversation(),
      exportMarkdown: () => askedFor(owner, words.strings, owner.exportMarkdown()),
      readAll: (signal) => (owner.historyComplete ? null : owner.readAll(signal)),
      unread: () => this.#unread,
      find: () => owner.find(),
    };
    // Until it is confirmed that the same person uses the page, the conversation cannot be copied either.
    return {
      isOffered: items.length > 0 && !state.confirming,
      open: (event) => void this.#open(event, items, host),
    };
  }

  async #open(event: Event, items: readonly MenuItem[], host: MenuHost): Promise<void> {
    const button = event.currentTarget as HTMLElement;
    const key = event.type === "keydown" ? (event as KeyboardEvent).key : "ArrowDown";
    if (!/^Arrow(Down|Up)$/.test(key)) return;
    event.preventDefault();
    if (this.#isOpening) return;
    this.#isOpening = true;
    const file = await askedFor(host.element, host.words.strings, menuFile.load()).catch(() => null);
    this.#isOpening = false;
    if (button.isConnected) file?.toggleMenu(button, items, host, key === "ArrowUp" ? -1 : 0);
  }
}

/** Whether an item applies in a state. */
function applies(item: MenuItem, { log, pending }: SessionState): boolean {
  if (item === "copy" && !navigator.clipboard) return false;
  return log.length + pending.length > 0;
}
