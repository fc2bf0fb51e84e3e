import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { LocaleController, localeFor, type Locale } from "../language/locale.js";
import { spoken } from "../language/spoken.js";
import type { Strings } from "../language/strings.js";
import { isComposing, keepTyping } from "../page/typing.js";
import { RootStyle } from "../page/root-style.js";
import { tokens } from "../styles/tokens.js";
import { Chat } from "./chat.js";
import { listStyles } from "./list-styles.js";
import type { OcSessionListEventMap } from "./events.js";
import { confirming, renaming, resting, type SayOfList } from "./row.js";
import { itemsIn, titleOf, type SessionItem } from "./session-item.js";
import { heirOf } from "./focus-heir.js";
import { goalOf } from "./keys.js";
import { ENGLISH } from "./words.js";

/** How many rows are drawn at first, and added each time the end of the list becomes visible. */
const PAGE_ITEMS = 100;

/** The row that is being renamed, or that asks to confirm a deletion. */
type Busy = { readonly session: string; readonly with: "renaming" | "deleting" };

/**
 * A list of a person's conversations, to choose one from. It stores no data: it shows `items`, and dispatches events
 * for the actions of the person.
 *
 * @summary A list of conversations beside an `<oc-session>`.
 *
 * @fires {CustomEvent<SelectDetail>} oc-select - `{ session }`: a conversation was chosen; unless cancelled, the chat that `for` names shows it.
 * @fires {CustomEvent<RenameDetail>} oc-rename - `{ session, title }`: a person has renamed a conversation; unless cancelled, the list shows the new title until `items` are set again.
 * @fires {CustomEvent<DeleteDetail>} oc-delete - `{ session }`: a person has deleted a conversation, and confirmed it; unless cancelled, the list hides it until `items` are set again.
 *
 * @slot empty - In place of the text of an empty list.
 *
 * @csspart list - The rows.
 * @csspart item - A row; also `current`, and `unread`.
 * @csspart item-button - The button that chooses a conversation.
 * @csspart title - The title of a conversation.
 * @csspart time - When something last happened in a conversation.
 * @csspart state - What the agent is doing; also `working` or `awaiting-input`.
 * @csspart unread-badge - The number of unread messages.
 * @csspart rename-button - The button that opens the field for another title.
 * @csspart rename-input - The field for another title.
 * @csspart delete-button - The button that asks whether to delete a conversation.
 * @csspart confirm-button - The button that confirms the deletion.
 * @csspart cancel-button - The button that cancels the deletion.
 * @csspart more-button - The button that draws more rows.
 * @csspart empty - The text of an empty list.
 *
 * @cssproperty --oc-accent - The badge.
 * @cssproperty --oc-on-accent - Text on the accent.
 * @cssproperty --oc-surface - The background.
 * @cssproperty --oc-subtle - The background of the open row, and of the row under the pointer.
 * @cssproperty --oc-text - Text.
 * @cssproperty --oc-muted - Secondary text.
 * @cssproperty --oc-link - The focus ring.
 * @cssproperty --oc-outline - Edges of the field and of buttons.
 * @cssproperty --oc-danger - The button that confirms a deletion.
 * @cssproperty --oc-warning - An agent that waits for the person.
 * @cssproperty --oc-font - Font family; by default the page's.
 * @cssproperty --oc-font-size - Size of text.
 * @cssproperty --oc-radius - Roundness of rows and buttons.
 * @cssproperty --oc-space - Distance from the edges.
 */
export class OcSessionList extends LitElement {
  static override properties = {
    items: { attribute: false },
    for: { attribute: "for" },
    selected: { attribute: "selected" },
    strings: { attribute: false },
  };

  /** The conversations, in the order in which they are shown. */
  declare items: readonly SessionItem[] | null | undefined;
  /** The id of the `<oc-session>` in the same tree that shows the chosen conversation. */
  declare for: string | null | undefined;
  /** The open session. Default: the session of the chat that `for` names. */
  declare selected: string | null | undefined;
  /** Texts that replace single ones of the language. */
  declare strings: Partial<Strings> | null | undefined;

  readonly #internals = this.attachInternals();
  readonly #language = new LocaleController(this);
  readonly #chat = new Chat(this, () => this.requestUpdate());
  readonly #end = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && this.#more());
  #items: readonly SessionItem[] = [];
  #drawn = PAGE_ITEMS;
  #busy: Busy | null = null;
  /** The session of the row with the tab stop. */
  #stop: string | null = null;
  /** The part to focus after the next drawing, in the row of a session; without one, the text of the empty list. */
  #focus: { readonly session: string | null; readonly part: string } | null = null;
  readonly #renamed = new Map<string, string>();
  readonly #deleted = new Set<string>();

  constructor() {
    super();
    this.#internals.role = "navigation";
    new RootStyle(this, [tokens, listStyles]);
    this.addEventListener("keydown", this.#onKey);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("items")) {
      this.#items = itemsIn(this.items);
      this.#renamed.clear();
      this.#deleted.clear();
      // A renaming or a confirmation ends if its row is removed, for example because the host has set the items of
      // another person.
      if (!this.#items.some(({ session }) => session === this.#busy?.session)) this.#busy = null;
      if (this.#items.length === 0) this.#drawn = PAGE_ITEMS;
    }
    this.#keepFocus();
    this.#chat.follow(this.for || null);
    this.#internals.ariaLabel = this.#say("list.label");
  }

  /** The focus stays in the list when what has it is not drawn again, for example the row of a deleted conversation. */
  #keepFocus(): void {
    const focused = (this.renderRoot as ShadowRoot).activeElement;
    if (!this.#focus && !focused) return;
    const row = focused?.closest<HTMLElement>("[part~=item]");
    const session = this.#focus?.session ?? row?.dataset["session"] ?? null;
    const items = this.#left;
    const shown = items.slice(0, this.#drawn).map((item) => item.session);
    const isMore = focused?.matches("[part~=more-button]") && shown.length < items.length;
    if (isMore || shown.includes(session ?? "")) return;
    const drawn = this.#rows.map(({ dataset }) => dataset["session"] ?? "");
    this.#stop = heirOf(session, drawn, shown) ?? null;
    this.#focus = { session: this.#stop, part: this.#stop === null ? "empty" : "item-button" };
  }

  protected override render(): TemplateResult {
    const items = this.#left;
    const shown = items.slice(0, this.#drawn);
    const current = this.selected || this.#chat.session;
    const stop = [this.#stop, current].find((session) => shown.some((item) => item.session === session));
    const tabStop = stop ?? shown[0]?.session;
    return html`<div class="frame">
      ${items.length === 0 ? html`<p part="empty" tabindex="-1"><slot name="empty">${this.#say("list.empty")}</slot></p>` : nothing}
      <ul part="list" role="list" ?hidden=${items.length === 0}>
        ${repeat(
          shown,
          ({ session }) => session,
          (item) => this.#row(item, item.session === current, item.session === tabStop),
        )}
      </ul>
      ${
        shown.length < items.length
          ? html`<button part="more-button" type="button" @click=${this.#more}>
              ${this.#say("button.show-more")}
            </button>`
          : nothing
      }
    </div>`;
  }

  protected override firstUpdated(): void {
    // With a listener of its own, a row would be "clickable" to screen readers.
    this.renderRoot.addEventListener("click", this.#onClick);
  }

  protected override updated(): void {
    this.#end.disconnect();
    const more = this.renderRoot.querySelector("[part~=more-button]");
    if (more) this.#end.observe(more);
    if (!this.#focus) return;
    const { session, part } = this.#focus;
    const within = session === null ? this.renderRoot : this.#rowOf(session);
    const target = within?.querySelector<HTMLElement>(`[part~="${part}"]`);
    this.#focus = null;
    target?.focus();
    if (!(target instanceof HTMLInputElement)) return;
    keepTyping(target);
    target.select();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // The disconnection has ended the observation of the chat and of the end of the list.
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end.disconnect();
    this.#chat.follow(null);
  }

  #row(item: SessionItem, isCurrent: boolean, isStop: boolean): TemplateResult {
    const { session } = item;
    const row = { item, title: this.#titleOf(item), isCurrent, isStop, locale: this.#locale, say: this.#say };
    const modifiers = `${isCurrent ? " current" : ""}${item.unread ? " unread" : ""}`;
    const busy = this.#busy?.session === session ? this.#busy.with : null;
    return html`<li part="item${modifiers}" data-session=${session}>
      ${
        busy === "renaming"
          ? renaming(row, this.#onRenamed)
          : busy === "deleting"
            ? confirming(row)
            : resting(row)
      }
    </li>`;
  }

  #titleOf({ session, title }: SessionItem): string {
    return titleOf(this.#renamed.get(session) ?? title) || this.#say("list.untitled");
  }

  get #locale(): Locale {
    const { lang, direction } = this.#language;
    return localeFor(lang, this.strings ?? null, direction);
  }

  get #say(): SayOfList {
    return spoken(this.#locale, ENGLISH);
  }

  readonly #more = (): void => {
    this.#drawn += PAGE_ITEMS;
    this.requestUpdate();
  };

  readonly #onClick = (event: Event): void => {
    const button = (event.target as Element).closest("button");
    const part = button?.part[0];
    const { session = "" } = button?.closest<HTMLElement>("[part~=item]")?.dataset ?? {};
    if (part === "item-button") this.#select(session);
    else if (part === "rename-button") this.#begin({ session, with: "renaming" }, "rename-input");
    else if (part === "delete-button") this.#begin({ session, with: "deleting" }, "cancel-button");
    else if (part === "confirm-button") this.#delete(session);
    else if (part === "cancel-button") this.#rest(session);
  };

  #select(session: string): void {
    this.#stop = session;
    this.requestUpdate();
    if (this.#tell("oc-select", { session })) this.#chat.show(session, this.for || null);
  }

  #begin(busy: Busy, part: string): void {
    this.#stop = busy.session;
    this.#busy = busy;
    this.#focus = { session: busy.session, part };
    this.requestUpdate();
  }

  /** Ends a renaming or a confirmation, and focuses its row. */
  #rest(session: string | null): void {
    this.#busy = null;
    if (session !== null) this.#focus = { session, part: "item-button" };
    this.requestUpdate();
  }

  readonly #onRenamed = (event: Event): void => {
    const session = this.#busy?.with === "renaming" ? this.#busy.session : null;
    if (session === null) return;
    // Leaving the field accepts the new title, as Enter does. After a key has ended the renaming, this does nothing.
    this.#rename(session, event.currentTarget as HTMLInputElement);
    this.#rest(null);
  };

  #rename(session: string, { value, defaultValue }: HTMLInputElement): void {
    const item = this.#items.find((one) => one.session === session);
    const title = titleOf(value);
    if (!item || title === "" || value === defaultValue || title === this.#titleOf(item)) return;
    if (this.#tell("oc-rename", { session, title })) this.#renamed.set(session, title);
  }

  #delete(session: string): void {
    if (this.#tell("oc-delete", { session })) this.#deleted.add(session);
    this.#rest(session);
  }

  #tell<Type extends keyof OcSessionListEventMap>(
    type: Type,
    detail: OcSessionListEventMap[Type]["detail"],
  ): boolean {
    const options = { bubbles: true, composed: true, cancelable: true, detail };
    return this.dispatchEvent(new CustomEvent(type, options));
  }

  /** The conversations that are not deleted. */
  get #left(): readonly SessionItem[] {
    return this.#items.filter(({ session }) => !this.#deleted.has(session));
  }

  get #rows(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>("[part~=item]")];
  }

  #rowOf(session: string): HTMLElement | undefined {
    return this.#rows.find(({ dataset }) => dataset["session"] === session);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const target = event.composedPath()[0] as HTMLElement;
    const row = target.closest<HTMLElement>("[part~=item]");
    if (!row || event.altKey || event.ctrlKey || event.metaKey || isComposing(event)) return;
    const { session = "" } = row.dataset;
    if (this.#busy?.session === session) return this.#onBusyKey(event, target, session);
    if (event.key === "F2") this.#begin({ session, with: "renaming" }, "rename-input");
    else if (event.key === "Delete") this.#begin({ session, with: "deleting" }, "cancel-button");
    else if (!this.#move(event.key, row, target)) return;
    event.preventDefault();
  };

  #onBusyKey(event: KeyboardEvent, target: HTMLElement, session: string): void {
    if (event.key === "Enter" && target instanceof HTMLInputElement) this.#rename(session, target);
    else if (event.key !== "Escape") return;
    // This key must not close a launcher or a dialog around the list.
    event.stopPropagation();
    event.preventDefault();
    this.#rest(session);
  }

  #move(key: string, row: HTMLElement, from: HTMLElement): boolean {
    const isRtl = getComputedStyle(this).direction === "rtl";
    const goal = goalOf({ key, isRtl, rows: this.#rows, row, from });
    if (!goal) return false;
    this.#stop = goal.closest<HTMLElement>("[part~=item]")?.dataset["session"] ?? null;
    goal.focus();
    goal.scrollIntoView({ block: "nearest" });
    this.requestUpdate();
    return true;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "oc-session-list": OcSessionList;
  }
}
