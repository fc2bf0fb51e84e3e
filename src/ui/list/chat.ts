/** The properties of `<oc-session>` that a list uses. */
interface ChatElement extends HTMLElement {
  session: string | null | undefined;
  focus(): void;
}

/**
 * The `<oc-session>` that a list names by `for`: observes which conversation it shows, and switches it to another one.
 */
export class Chat {
  readonly #list: HTMLElement;
  readonly #changed: () => void;
  #chat: ChatElement | null = null;

  /** @param changed called when the chat shows another conversation */
  constructor(list: HTMLElement, changed: () => void) {
    this.#list = list;
    this.#changed = changed;
  }

  /** The session that the chat shows; null if there is none. */
  get session(): string | null {
    return this.#chat?.session ?? null;
  }

  /** Finds the chat by its id in the list's tree. Called at each drawing, because the chat may be added later. */
  follow(id: string | null): void {
    const root = this.#list.getRootNode() as Document | ShadowRoot;
    const chat = id === null ? null : (root.getElementById?.(id) as ChatElement | null);
    if (chat === this.#chat) return;
    this.#chat?.removeEventListener("oc-session-change", this.#changed);
    this.#chat = chat ?? null;
    chat?.addEventListener("oc-session-change", this.#changed);
  }

  /**
   * Switches the chat with an id to a session. Finds the chat again, because it may have been added since the last
   * drawing.
   */
  show(session: string, id: string | null): void {
    this.follow(id);
    if (this.#chat) this.#chat.session = session;
  }
}
