import { drawIcon, type Shapes } from "../presentation/drawn-icon.js";
import { make } from "../presentation/nodes.js";

/** The name under which it is kept that a person has switched notifications on. */
const STORED = "oc-session:notify";

const BELL: Shapes = [["path", { d: "M5 14V9a5 5 0 0 1 10 0v5l1.5 1.5h-13zM8.5 17.5h3" }]];

/** Whether notifications are on in this page, where storage is refused. */
let isOnHere = false;

/** Whether the person wants notifications, and the browser allows them. */
export function isWanted(): boolean {
  return isPossible() && Notification.permission === "granted" && isOn();
}

/** Whether the browser has notifications. */
export function isPossible(): boolean {
  return typeof Notification === "function";
}

function isOn(): boolean {
  try {
    return localStorage.getItem(STORED) !== null || isOnHere;
  } catch {
    return isOnHere;
  }
}

function switchOn(on: boolean, isKept: boolean): void {
  isOnHere = on;
  try {
    if (on && isKept) localStorage.setItem(STORED, "on");
    else localStorage.removeItem(STORED);
  } catch {
    // Storage is refused, so the page alone remembers it.
  }
}

/** The bell. Permission is asked for by nothing but a press of the bell. */
export class Bell {
  readonly element = make("button", { part: "notify-button", type: "button" }, drawIcon(BELL));
  readonly #words: () => { readonly label: string; readonly blocked: string };
  readonly #isKept: () => boolean;

  /** @param isKept whether what the person chooses may outlive the page */
  constructor(words: () => { readonly label: string; readonly blocked: string }, isKept: () => boolean) {
    this.#words = words;
    this.#isKept = isKept;
    this.element.addEventListener("click", () => void this.#press());
  }

  draw(): void {
    const isBlocked = Notification.permission === "denied";
    const { label, blocked } = this.#words();
    this.element.ariaLabel = this.element.title = isBlocked ? blocked : label;
    this.element.ariaPressed = isBlocked ? null : String(isWanted());
    this.element.ariaDisabled = isBlocked ? "true" : null;
  }

  async #press(): Promise<void> {
    if (isWanted()) switchOn(false, this.#isKept());
    else {
      const permission = await Notification.requestPermission().catch(() => "denied");
      if (permission === "granted") switchOn(true, this.#isKept());
    }
    this.draw();
  }
}
