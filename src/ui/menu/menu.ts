/**
 * The menu of the header, by the pattern https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/. The code is a file of
 * its own, loaded when a person first opens the menu. It does not use Lit, because the file would contain a second copy
 * of it.
 */
import type { MenuItem } from "../host/attributes.js";
import { formatTags } from "../language/format-tags.js";
import { spoken } from "../language/spoken.js";
import { adoptRules } from "../page/adopt-rules.js";
import { onDisconnected } from "../page/on-disconnected.js";
import { actionOf, type MenuAction, type MenuHost, type Question } from "./actions.js";
import { MENU_RULES } from "./menu-styles.js";
import { ENGLISH, type MenuSay } from "./words.js";

/** How long an item shows that it is done, before the menu closes. */
const DONE_MS = 1_000;

/** The time between two updates of the progress in a waiting item. */
const PROGRESS_MS = 200;

/** The open menus, by their buttons. */
const opened = new WeakMap<Element, OpenMenu>();

/**
 * Opens the menu of a button, below the button; closes it if it is open.
 *
 * @param at the index of the item that gets the focus: 0, the first, or -1, the last.
 */
export function toggleMenu(
  button: HTMLElement,
  names: readonly MenuItem[],
  host: MenuHost,
  at: 0 | -1 = 0,
): void {
  const open = opened.get(button);
  if (open) open.close();
  else opened.set(button, new OpenMenu(button, names, host, at));
}

class OpenMenu {
  readonly #button: HTMLElement;
  readonly #host: MenuHost;
  readonly #say: MenuSay;
  readonly #list = document.createElement("div");
  readonly #listening = new AbortController();

  constructor(button: HTMLElement, names: readonly MenuItem[], host: MenuHost, at: 0 | -1) {
    this.#button = button;
    this.#host = host;
    this.#say = spoken(host.words, ENGLISH);
    const list = this.#list;
    list.setAttribute("part", "menu");
    list.role = "menu";
    list.ariaLabel = button.ariaLabel;
    list.append(...names.map((name) => this.#item(actionOf(name, this.#host, this.#say))));
    list.addEventListener("keydown", (event) => this.#onKeyDown(event));
    // A press would move the focus, and so close the menu before its click.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("focusout", ({ relatedTarget }) => this.#left(relatedTarget));
    const root = button.getRootNode();
    adoptRules(root, MENU_RULES);
    button.after(list);
    button.ariaExpanded = "true";
    const { signal } = this.#listening;
    addEventListener("pointerdown", (event) => this.#onPressAnywhere(event), { capture: true, signal });
    // A menu whose chat was removed from the page is closed, so that its listeners on the window are removed.
    onDisconnected(root instanceof ShadowRoot ? root.host : null, () => this.close(), signal);
    this.#items.at(at)?.focus();
  }

  close(): void {
    this.#listening.abort();
    // Closed before: the button may have another menu by now.
    if (!this.#list.isConnected) return;
    opened.delete(this.#button);
    if (this.#list.matches(":focus-within")) this.#button.focus({ preventScroll: true });
    this.#list.remove();
    this.#button.ariaExpanded = "false";
  }

  get #items(): HTMLElement[] {
    return [...this.#list.querySelectorAll("button")];
  }

  #item({ label, act, done, ask, wait }: MenuAction): HTMLElement {
    const item = document.createElement("button");
    item.type = "button";
    item.role = "menuitem";
    item.tabIndex = -1;
    item.setAttribute("part", "menu-item");
    const words = document.createElement("span");
    words.ariaLive = "polite";
    words.textContent = label;
    item.append(words);
    item.addEventListener("pointerenter", () => item.focus({ preventScroll: true }));
    item.addEventListener("click", () => {
      if (ask?.isDue()) return this.#ask({ label, act }, ask);
      if (item.ariaDisabled) return;
      const waiting = wait?.until(this.#listening.signal);
      if (wait && waiting) {
        words.textContent = wait.words;
        const progress = this.#showProgress(item, wait.left);
        return void this.#waitFor(item, waiting, act)
          .catch(() => (words.textContent = label))
          .finally(progress);
      }
      if (!done) {
        this.close();
        return void act();
      }
      void this.#carryOut(item, words, act, done);
    });
    return item;
  }

  /** Replaces the menu by a confirmation. Its text changes when the turn ends. */
  #ask(action: MenuAction, question: Question): void {
    const asked = document.createElement("p");
    asked.className = "menu-question";
    asked.ariaLive = "polite";
    const tell = () => {
      const words = question.isDue() ? question.words : question.overtaken;
      asked.textContent = this.#list.ariaLabel = words;
    };
    tell();
    this.#host.element.addEventListener("oc-turn", tell, { signal: this.#listening.signal });
    const out = this.#item({ label: question.stay, act: () => {} });
    this.#list.replaceChildren(asked, this.#item(action), out);
    out.focus();
  }

  /**
   * Shows the progress of a waiting item as a percentage. It is hidden from screen readers, which would read each step.
   * Returns the function that stops this.
   */
  #showProgress(item: HTMLElement, left: () => number): () => void {
    const all = left();
    const { format } = new Intl.NumberFormat(formatTags(this.#host.words.strings.lang), { style: "percent" });
    const shown = document.createElement("span");
    shown.className = "menu-progress";
    shown.ariaHidden = "true";
    item.append(shown);
    const show = () => (shown.textContent = all > 0 ? format(1 - left() / all) : "");
    const timer = setInterval(show, PROGRESS_MS);
    show();
    return () => {
      clearInterval(timer);
      shown.remove();
    };
  }

  /** Acts when the wait is over, unless the menu was closed before. */
  async #waitFor(item: HTMLElement, waiting: Promise<unknown>, act: () => unknown): Promise<void> {
    item.ariaDisabled = "true";
    await waiting.finally(() => (item.ariaDisabled = null));
    if (!this.#list.isConnected) return;
    this.close();
    act();
  }

  /** Acts, and shows that it is done, or that the browser refuses it. After another failure the menu is unchanged. */
  async #carryOut(item: HTMLElement, words: HTMLElement, act: () => unknown, done: string): Promise<void> {
    item.ariaDisabled = "true";
    try {
      await act();
      words.textContent = `✓ ${done}`;
      setTimeout(() => this.close(), DONE_MS);
    } catch (error) {
      if (error instanceof DOMException) words.textContent = this.#say("error.forbidden");
      item.ariaDisabled = null;
    }
  }

  #onPressAnywhere(event: Event): void {
    const path = event.composedPath();
    // The button's own click closes the menu.
    if (!path.includes(this.#list) && !path.includes(this.#button)) this.close();
  }

  #left(to: EventTarget | null): void {
    if (to instanceof Node && to !== this.#button && !this.#list.contains(to)) this.close();
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Tab") {
      // The browser then moves the focus from the button to the next element.
      this.#button.focus();
      return this.close();
    }
    if (event.key === "Escape") this.close();
    else if (!this.#move(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Moves the focus by a key. Returns whether the key moves it. */
  #move(key: string): boolean {
    const items = this.#items;
    const focused = items.findIndex((item) => item.matches(":focus"));
    const next = targetOf(key, focused, items);
    next?.focus();
    return next !== undefined;
  }
}

function targetOf(key: string, focused: number, items: readonly HTMLElement[]): HTMLElement | undefined {
  if (key === "ArrowDown") return items[(focused + 1) % items.length];
  if (key === "ArrowUp") return items.at(focused - 1);
  if (key === "Home") return items[0];
  if (key === "End") return items.at(-1);
  if (key === " " || [...key].length !== 1) return undefined;
  const after = [...items.slice(focused + 1), ...items.slice(0, focused + 1)];
  return after.find(({ textContent }) => textContent.toLowerCase().startsWith(key.toLowerCase()));
}
