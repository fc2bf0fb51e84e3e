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
