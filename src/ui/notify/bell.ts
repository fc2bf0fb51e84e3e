import { drawIcon, type Shapes } from "../presentation/drawn-icon.js";
import { make } from "../presentation/nodes.js";

const BELL: Shapes = [["path", { d: "M5 14V9a5 5 0 0 1 10 0v5l1.5 1.5h-13zM8.5 17.5h3" }]];

/** Whose choice it is that notifications are on. */
export interface Chooser {
  /** What the choice is kept by; "" while it is not known whose it is. */
  readonly name: string;
  /** Whether it may outlive the page. */
  readonly isKept: boolean;
}

/** Who has switched notifications on in this page, where that is not kept. */
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
    // Storage is refused, so the page alone remembers it.
  }
  if (on) onHere.add(name);
}

/** The bell. Permission is asked for by nothing but a press of the bell. */
export class Bell {
  readonly element = make("button", { part: "notify-button", type: "button" }, drawIcon(BELL));
  readonly #words: () => { readonly label: string; readonly blocked: string };
  readonly #chooser: () => Chooser;
  /** Whether it was switched on before it was known whose choice that is. */
  #isOnBefore = false;

  /** @param chooser who presses it */
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
