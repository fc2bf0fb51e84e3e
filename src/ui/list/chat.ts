/** The part of `<oc-session>` that a list uses. */
interface ChatElement extends HTMLElement {
  session: string | null | undefined;
  focus(): void;
}

/** The chat beside a list. Tells which conversation the chat shows, and has it show another one. */
export class Chat {
  readonly #list: HTMLElement;
  readonly #changed: () => void;
  #chat: ChatElement | null = null;

  /** @param changed the chat shows another conversation */
  constructor(list: HTMLElement, changed: () => void) {
    this.#list = list;
    this.#changed = changed;
  }

  /** The session that the chat shows; null where there is none. */
  get session(): string | null {
    return this.#chat?.session ?? null;
  }

  /**
   * Sets the chat by its id in the list's tree. The chat may come into the tree later, and is looked for at each
   * drawing.
   */
  follow(id: string | null): void {
    const root = this.#list.getRootNode() as Document | ShadowRoot;
    const chat = id === null ? null : (root.getElementById?.(id) as ChatElement | null);
    if (chat === this.#chat) return;
    this.#chat?.removeEventListener("oc-session-change", this.#changed);
    this.#chat = chat ?? null;
    chat?.addEventListener("oc-session-change", this.#changed);
  }

  /** Has the chat of an id show a session. The chat may have come into the document only now. */
  show(session: string, id: string | null): void {
    this.follow(id);
    if (this.#chat) this.#chat.session = session;
  }
}
