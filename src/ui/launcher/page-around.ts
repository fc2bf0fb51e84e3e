import { ownDocument } from "../page/own-document.js";

/**
 * Obeys `<button command="--toggle" commandfor="…">`, by clicks where the browser does not know it: Safari before
 * 26.2. Until `signal` is aborted.
 */
export function obeyCommands(
  launcher: HTMLElement & Record<"show" | "hide" | "toggle", () => void>,
  signal: AbortSignal,
): void {
  const obey = (command: string | null | undefined) => {
    const method = /^--(show|hide|toggle)$/.exec(command ?? "")?.[1];
    if (method) launcher[method as "show" | "hide" | "toggle"]();
  };
  launcher.addEventListener("command", (event) => obey((event as CommandEvent).command), { signal });
  const onClick = (event: Event) => {
    const button = (event.target as Element).closest?.<Element>("button");
    const isOurs = button?.getAttribute("commandfor") === launcher.id && !("command" in button);
    if (isOurs && !event.defaultPrevented) obey(button.getAttribute("command"));
  };
  launcher.getRootNode().addEventListener("click", onClick, { signal });
}

/** Lets a modal dialog's focus trap, which would take the focus back, not hear of what gets it beside the dialog. */
export function passFocusTraps(this: Element, event: Event): void {
  const modal = "[aria-modal=true]";
  if (document.querySelector(modal) && !this.closest(modal)) event.stopPropagation();
}

/** Whether a native modal dialog, which the launcher does not stand in, has made it inert. */
export function isBehindModal(launcher: Element): boolean {
  const modal = "dialog:modal";
  return Boolean(document.querySelector(modal)) && !launcher.closest(modal);
}

const DIALOG = "dialog, [role=dialog], [role=alertdialog], [aria-modal=true]";

/**
 * Tells of a dialog of the page that takes the focus back, or clicks away, before the launcher hears of them; and when
 * it is gone. A page's listeners can be seen by what they do alone: when a person tries the launcher.
 */
export function noticeTraps(
  launcher: Element,
  tell: (isTrapped: boolean) => void,
  signal: AbortSignal,
): void {
  let heard: Event;
  let trap: Element | null = null;
  const gone = new MutationObserver(() => trap?.checkVisibility?.() || end());
  const end = () => {
    gone.disconnect();
    if (trap) tell(false);
    trap = null;
  };
  const look = (event: Event) => {
    const isKept = event.type === "click" ? event === heard : launcher.matches(":focus-within");
    const dialog = isKept ? null : ownDocument("activeElement")?.closest(DIALOG);
    if (!dialog || dialog.contains(launcher) || signal.aborted) return;
    trap = dialog;
    gone.observe(document, { attributes: true, childList: true, subtree: true });
    tell(true);
  };
  const onTry = (event: Event) => {
    if (event.composedPath().includes(launcher)) setTimeout(look, 0, event);
    else if (event.type === "focusin" && !trap?.contains(event.target as Node)) end();
  };
  launcher.addEventListener("click", (event) => (heard = event), { capture: true, signal });
  for (const type of ["focusin", "click"]) addEventListener(type, onTry, { capture: true, signal });
  signal.addEventListener("abort", end);
}
