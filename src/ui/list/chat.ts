/** As much of an `<oc-session>` as a list knows of it. */
interface ChatElement extends HTMLElement {
  session: string | null | undefined;
  focus(): void;
}

/** The chat beside a list: which conversation it shows, and having it show another. */
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

  /** Which chat it is, by its id in the list's tree; it may come into the tree later, and is looked for at each drawing. */
  follow(id: string | null): void {
    const root = this.#list.getRootNode() as Document | ShadowRoot;
    const chat = id === null ? null : (root.getElementById?.(id) as ChatElement | null);
    if (chat === this.#chat) return;
    this.#chat?.removeEventListener("oc-session-change", this.#changed);
    this.#chat = chat ?? null;
    chat?.addEventListener("oc-session-change", this.#changed);
  }

  /** Has the chat of an id show a session: it may be in the document only now. */
  show(session: string, id: string | null): void {
    this.follow(id);
    if (this.#chat) this.#chat.session = session;
  }
}
