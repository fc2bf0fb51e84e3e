import { ownDocument } from "../page/own-document.js";

/**
 * Handles `<button command="--toggle" commandfor="…">`, also `--show` and `--hide`, until `signal` is aborted. In
 * browsers without invoker commands, such as Safari before 26.2, clicks do the same.
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

/**
 * Stops a `focusin` event while the page has an open modal dialog that does not contain the launcher. The focus trap of
 * such a dialog listens to this event, and would take the focus back.
 */
export function passFocusTraps(this: Element, event: Event): void {
  const modal = "[aria-modal=true]";
  if (document.querySelector(modal) && !this.closest(modal)) event.stopPropagation();
}

/** Whether an open native modal dialog does not contain the launcher. Such a dialog makes the launcher inert. */
export function isBehindModal(launcher: Element): boolean {
  const modal = "dialog:modal";
  return Boolean(document.querySelector(modal)) && !launcher.closest(modal);
}

const DIALOG = "dialog, [role=dialog], [role=alertdialog], [aria-modal=true]";

/**
 * Calls `tell(true)` when a dialog of the page prevents the focus or the clicks of the launcher, and `tell(false)` when
 * that dialog is closed. The listeners of a page cannot be inspected, so a trap is detected when a person tries to use
 * the launcher.
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
  // On the shadow root, because with a listener of its own all that is in the launcher would be "clickable" to screen readers.
  (launcher.shadowRoot as ShadowRoot).addEventListener("click", (event) => (heard = event), {
    capture: true,
    signal,
  });
  for (const type of ["focusin", "click"]) addEventListener(type, onTry, { capture: true, signal });
  signal.addEventListener("abort", end);
}
