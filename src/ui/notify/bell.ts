import { drawIcon, type Shapes } from "../presentation/drawn-icon.js";
import { make } from "../presentation/nodes.js";

const BELL: Shapes = [["path", { d: "M5 14V9a5 5 0 0 1 10 0v5l1.5 1.5h-13zM8.5 17.5h3" }]];

/** Whose choice the bell stores, and where. */
export interface Chooser {
  /** The storage name of the choice; "" while the person is unknown. */
  readonly name: string;
  /** Whether the choice may be stored. */
  readonly isKept: boolean;
}

/** The storage names of those who have turned notifications on, if the storage does not keep that. */
const onHere = new Set<string>();

/** Whether the browser has notifications. */
export function isPossible(): boolean {
  return typeof Notification === "function";
}

function isOn({ name, isKept }: Chooser): boolean {
  try {
    return onHere.has(name) || (isKept && localStorage.getItem(name) !== null);
  } catch {
    return false;
  }
}

function switchOn(on: boolean, { name, isKept }: Chooser): void {
  onHere.delete(name);
  try {
    if (!on) localStorage.removeItem(name);
    else if (isKept) return localStorage.setItem(name, "on");
  } catch {
    // The browser refuses storage, so the choice ends with the page.
  }
  if (on) onHere.add(name);
}

/** The button that turns notifications on and off. The browser asks for permission only after a press of it. */
export class Bell {
  readonly element = make("button", { part: "notify-button", type: "button" }, drawIcon(BELL));
  readonly #words: () => { readonly label: string; readonly blocked: string };
  readonly #chooser: () => Chooser;
  /** Whether the bell was pressed while the person was unknown. The choice is stored once the person is known. */
  #isOnBefore = false;

  /**
   * @param words returns the texts of the bell in the current language of the chat
   * @param chooser returns the person who uses the page now
   */
  constructor(words: () => { readonly label: string; readonly blocked: string }, chooser: () => Chooser) {
    this.#words = words;
    this.#chooser = chooser;
    this.element.addEventListener("click", () => void this.#press());
  }

  /** Whether the person wants notifications, and the browser allows them. */
  get isWanted(): boolean {
    const chooser = this.#chooser();
    return Notification.permission === "granted" && (chooser.name ? isOn(chooser) : this.#isOnBefore);
  }

  draw(): void {
    if (this.#isOnBefore && this.#chooser().name) this.#switchOn(true);
    const isBlocked = Notification.permission === "denied";
    const { label, blocked } = this.#words();
    this.element.ariaLabel = this.element.title = isBlocked ? blocked : label;
    this.element.ariaPressed = isBlocked ? null : String(this.isWanted);
    this.element.ariaDisabled = isBlocked ? "true" : null;
  }

  async #press(): Promise<void> {
    if (this.isWanted) this.#switchOn(false);
    else {
      const permission = await Notification.requestPermission().catch(() => "denied");
      if (permission === "granted") this.#switchOn(true);
    }
    this.draw();
  }

  #switchOn(on: boolean): void {
    const chooser = this.#chooser();
    this.#isOnBefore = on && !chooser.name;
    if (chooser.name) switchOn(on, chooser);
  }
}
