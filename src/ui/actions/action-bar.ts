import type { MessageEntry } from "../../session/state/state.js";
import { spoken } from "../language/spoken.js";
import { adoptRules } from "../page/adopt-rules.js";
import { drawIcon, type Shapes } from "../presentation/drawn-icon.js";
import { make } from "../presentation/nodes.js";
import type { Presentation } from "../presentation/presentation.js";
import { actionsIn, type CheckedAction } from "./action-list.js";
import { ActionMenu } from "./action-menu.js";
import { ACTION_RULES } from "./action-styles.js";
import { copyLinkWith, LINK } from "./link-button.js";
import { leaveRoom } from "./room.js";
import { ENGLISH } from "./words.js";

const EDIT: Shapes = [["path", { d: "M12.5 4.5l3 3L7 16H4v-3zM11 6l3 3" }]];
const MORE: Shapes = [["path", { d: "M5 10h.01M10 10h.01M15 10h.01" }]];
/** The grid of the host's icons is this many units wide and high, as that of most icon sets. */
const ICON_UNITS = 24;
/** How long the menu shows that something was copied, before it closes. It stays open where copying is refused. */
const COPIED_MS = 900;

/** The functions that `<oc-entry>` gives to its action bar. */
export interface ActionHost {
  /** Makes a button that copies the message and shows that it has; null if the page has no clipboard. */
  copyButton(part: string, label: string, wording: "plain" | "markdown"): HTMLElement | null;
  /** Called when an action was chosen, to dispatch its event. */
  act(name: string, pressed: boolean | null): void;
  edit(text: string): void;
  /** Called when a function of the host throws. `what`: the name of the function. */
  failed(what: string, cause: unknown): void;
}

interface Shown {
  readonly action: CheckedAction;
  readonly button: HTMLButtonElement;
}

/** The data that the buttons of a bar are made of. While it is the same, the buttons are kept. */
interface Content {
  readonly strings: unknown;
  readonly dir: unknown;
  readonly canEdit: boolean;
  readonly hasLink: boolean;
  readonly from: string;
  readonly actions: string;
}

/** The actions whose `pressed` has thrown. */
const failing = new WeakSet<object>();

/**
 * The toolbar at a message: buttons that copy it, edit it as a new message, copy a link to it, and the host's actions.
 * Buttons that do not fit in the line are in a menu.
 */
export class ActionBar {
  readonly element = make("div", { class: "actions", role: "toolbar" });
  readonly #host: ActionHost;
  readonly #row = make("div", { class: "action-row", role: "presentation" });
  readonly #more = make("button", { part: "action-button", type: "button", "aria-haspopup": "menu" });
  #content: Content | null = null;
  #shown: readonly Shown[] = [];
  #entry: MessageEntry | null = null;
  #presentation: Presentation | null = null;
  #menu: ActionMenu | null = null;
  /** The button that the Tab key reaches while its message has the tab stop, and its `tabindex`. */
  #stop: HTMLElement = this.#more;
  #tabIndex = -1;

  constructor(host: ActionHost) {
    this.#host = host;
    this.element.append(this.#row, this.#more);
    this.#more.append(drawIcon(MORE));
    this.#more.ariaExpanded = "false";
    this.#more.addEventListener("click", () => this.#openMenu());
    this.element.addEventListener("keydown", (event) => this.#onKey(event));
    this.element.addEventListener("focusin", (event) => this.#rove(event.target as HTMLElement));
    leaveRoom(this.element, () => this.#makeRoom());
  }

  /** @param tabIndex the `tabindex` of the message: 0 if it has the tab stop, else -1 */
  update(entry: MessageEntry, presentation: Presentation, tabIndex: number): void {
    this.#tabIndex = tabIndex;
    this.#entry = entry;
    this.#presentation = presentation;
    adoptRules(presentation.host.shadowRoot, ACTION_RULES);
    const actions = actionsIn(presentation.actions ?? []).filter(
      (action) => !action.for || action.for === entry.from,
    );
    const content: Content = {
      strings: presentation.strings,
      dir: presentation.dir,
      canEdit: entry.mine && presentation.canEdit,
      hasLink: entry.seq !== null && presentation.permalink !== null && Boolean(navigator.clipboard),
      from: entry.from,
      actions: JSON.stringify(actions.map(({ name, label, icon, pressed }) => [name, label, icon, !pressed])),
    };
    if (this.#content && sameContent(this.#content, content))
      this.#shown = this.#shown.map(({ button }, i) => ({ button, action: actions[i] as CheckedAction }));
    else this.#draw(actions, content);
    this.#content = content;
    this.#rove(this.#stop);
    for (const { action, button } of this.#shown) this.#press(button, action);
  }

  #draw(actions: readonly CheckedAction[], { canEdit, hasLink }: Content): void {
    const say = this.#say();
    const had = this.#row.matches(":focus-within");
    this.element.ariaLabel = say("action.label");
    this.#more.ariaLabel = this.#more.title = say("action.more");
    this.#shown = actions.map((action) => {
      const button = labelled(action.label, action.icon && hostIcon(action.icon));
      button.addEventListener("click", () => this.#choose(action.name));
      return { action, button };
    });
    const edit = labelled(say("action.edit"), drawIcon(EDIT));
    edit.addEventListener("click", () => this.#host.edit(this.#entry?.text ?? ""));
    const copy = this.#host.copyButton("copy-button", say("button.copy"), "plain");
    const buttons = [
      ...(canEdit ? [edit] : []),
      ...(copy ? [copy] : []),
      ...(hasLink ? [this.#linkButton()] : []),
      ...this.#shown.map(({ button }) => button),
    ];
    this.#row.replaceChildren(...buttons);
    this.#rove(buttons[0] ?? this.#more);
    this.#more.hidden = !this.#hasMenu;
    if (had) buttons[0]?.focus({ preventScroll: true });
    if (this.element.isConnected) this.#makeRoom();
  }

  #linkButton(): HTMLElement {
    const say = this.#say();
    const button = labelled(say("action.copy-link"), drawIcon(LINK));
    copyLinkWith(button, say, () => {
      const [entry, permalink] = [this.#entry, this.#presentation?.permalink];
      try {
        const link: unknown = entry && permalink?.(entry);
        if (typeof link !== "string") throw new TypeError("permalink must return a string.");
        return link;
      } catch (cause) {
        this.#host.failed("permalink", cause);
        return null;
      }
    });
    return button;
  }

  #say() {
    return spoken(this.#presentation as Presentation, ENGLISH);
  }

  /**
   * Whether the menu has an item of its own: a message of the agent can be copied as markdown, while that of a person
   * is plain text.
   */
  get #hasMenu(): boolean {
    return this.#entry?.from === "agent" && Boolean(navigator.clipboard);
  }

  /** Moves the buttons that do not fit in the line into the menu. */
  #makeRoom(): void {
    const buttons = [...this.#row.children] as HTMLElement[];
    const isWrapped = (button: HTMLElement) => button.offsetTop > (buttons[0]?.offsetTop ?? 0) + 2;
    // The menu's button needs room too, so it is hidden while the others are measured.
    if (!this.#hasMenu) this.#more.hidden = true;
    this.#more.hidden = !this.#hasMenu && !buttons.some(isWrapped);
    const hasRoom = buttons.map((button) => !isWrapped(button));
    buttons.forEach((button, i) => button.classList.toggle("no-room", !hasRoom[i]));
    if (isOut(this.#stop)) this.#rove(buttons[0] as HTMLElement);
  }

  #openMenu(): void {
    if (this.#menu?.isOpen) return this.#menu.close();
    const say = this.#say();
    const items = this.#buttons.filter(isOut).map((button) => {
      const own = this.#shown.find((one) => one.button === button);
      return own ? this.#item(own.action) : this.#standIn(button);
    });
    const copy =
      this.#hasMenu && this.#host.copyButton("action-item", say("action.copy-markdown"), "markdown");
    if (copy) {
      copy.setAttribute("role", "menuitem");
      copy.addEventListener("click", () => {
        const menu = this.#menu;
        setTimeout(() => copy.matches(".refused") || menu?.close(), COPIED_MS);
      });
      items.push(copy);
    }
    this.#menu = new ActionMenu(this.#more, say("action.more"), items);
  }

  #item(action: CheckedAction): HTMLElement {
    const pressed = this.#isPressed(action);
    const item = make("button", { part: "action-item", type: "button", role: "menuitem" });
    if (pressed !== null) {
      item.setAttribute("role", "menuitemcheckbox");
      item.ariaChecked = String(pressed);
    }
    item.append(
      ...(action.icon ? [hostIcon(action.icon)] : []),
      make("span", { class: "action-label", dir: "auto" }, action.label),
    );
    item.addEventListener("click", () => {
      this.#menu?.close();
      this.#choose(action.name);
    });
    return item;
  }

  /** A menu item that presses a button which does not fit in the line. */
  #standIn(button: HTMLElement): HTMLElement {
    const item = make("button", { part: "action-item", type: "button", role: "menuitem" });
    const [icon] = button.getElementsByTagName("svg");
    item.append(...(icon ? [icon.cloneNode(true)] : []), button.ariaLabel || button.textContent || "");
    item.addEventListener("click", () => {
      this.#menu?.close();
      button.click();
    });
    return item;
  }

  #choose(name: string): void {
    const action = this.#shown.find((one) => one.action.name === name)?.action;
    if (!action) return;
    const pressed = this.#isPressed(action);
    this.#host.act(name, pressed === null ? null : !pressed);
    for (const { action, button } of this.#shown) this.#press(button, action);
  }

  #press(button: HTMLButtonElement, action: CheckedAction): void {
    const pressed = this.#isPressed(action);
    button.ariaPressed = pressed === null ? null : String(pressed);
    button.setAttribute("part", pressed ? "action-button pressed" : "action-button");
  }

  /** Whether the action's button is pressed; null where the action has no `pressed`. */
  #isPressed(action: CheckedAction): boolean | null {
    if (!action.pressed || !this.#entry) return null;
    try {
      return Boolean(action.pressed(this.#entry));
    } catch (cause) {
      // Reported once for each action, because its function is called for every message.
      if (!failing.has(action)) this.#host.failed(`"pressed" of the action "${action.name}"`, cause);
      failing.add(action);
      return false;
    }
  }

  /** Makes one button the tab stop. Arrow keys move to the others. */
  #rove(target: HTMLElement): void {
    if (!this.#buttons.includes(target)) return;
    this.#stop = target;
    for (const button of this.#buttons) button.tabIndex = button === target ? this.#tabIndex : -1;
  }

  get #buttons(): HTMLElement[] {
    return [...(this.#row.children as HTMLCollectionOf<HTMLElement>), this.#more];
  }

  #onKey(event: KeyboardEvent): void {
    const buttons = this.#buttons.filter((button) => !isOut(button));
    const at = buttons.indexOf(event.target as HTMLElement);
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const isRtl = getComputedStyle(this.element).direction === "rtl";
    const step = { ArrowRight: isRtl ? -1 : 1, ArrowLeft: isRtl ? 1 : -1 }[event.key];
    if (step) buttons.at((at + step) % buttons.length)?.focus();
    else if (event.key === "Home" || event.key === "End") buttons.at(event.key === "Home" ? 0 : -1)?.focus();
    else return;
    event.preventDefault();
  }
}

/** Whether a button is not in the line: it does not fit there, or the bar does not need it. */
function isOut(button: HTMLElement): boolean {
  return button.matches("[hidden], .no-room");
}

function labelled(label: string, icon: Element | null | ""): HTMLButtonElement {
  const button = make("button", { part: "action-button", type: "button" });
  if (!icon) {
    button.append(make("span", { class: "action-label", dir: "auto" }, label));
    return button;
  }
  button.append(icon);
  button.ariaLabel = button.title = label;
  return button;
}

function hostIcon(path: string): Element {
  const icon = drawIcon([["path", { d: path }]]);
  icon.setAttribute("viewBox", `0 0 ${ICON_UNITS} ${ICON_UNITS}`);
  icon.classList.add("filled");
  return icon;
}

function sameContent(a: Content, b: Content): boolean {
  return (Object.keys(b) as (keyof Content)[]).every((key) => a[key] === b[key]);
}
