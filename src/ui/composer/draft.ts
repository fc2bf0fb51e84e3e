/** The part of a session that stores the draft of its conversation. */
interface Drafted {
  draft: string;
}

/** The text of the composer. It belongs to one conversation, and is not carried into another one. */
export class Draft {
  #text = "";
  /** The draft of the conversation that the next update opens; null where the host has set none. */
  #next: string | null = null;

  /** The text that was set last. */
  get text(): string {
    return this.#next ?? this.#text;
  }

  /**
   * Sets and stores the text. Returns the text before.
   *
   * @param open the open session.
   * @param named the open session; null where a property that was set before in this task names another conversation.
   *   The text is for that one.
   */
  write(text: string, open: Drafted | null, named: Drafted | null): string {
    const before = this.text;
    if (open === named) this.#text = text;
    else this.#next = text;
    if (named) named.draft = text;
    return before;
  }

  /**
   * Takes the text of the conversation that is open now: the stored one, unless one was set before.
   *
   * @param before the session that was open until now.
   * @param isNew whether the open session was not open at the last call.
   */
  follow(open: Drafted | null, before: Drafted | null, isNew: boolean): void {
    if (before && before !== open) this.#text = this.#next ?? "";
    this.#next = null;
    if (open && isNew) this.#text ||= open.draft;
  }
}
