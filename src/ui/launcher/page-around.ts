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
  if (globalThis.CommandEvent) return;
  const onClick = (event: Event) => {
    const button = (event.target as Element).closest?.("button");
    if (button?.getAttribute("commandfor") === launcher.id && !event.defaultPrevented)
      obey(button.getAttribute("command"));
  };
  launcher.getRootNode().addEventListener("click", onClick, { signal });
}

/** Lets a modal dialog's focus trap, which would take the focus back, not hear of what gets it beside the dialog. */
export function passFocusTraps(event: Event): void {
  const launcher = event.currentTarget as HTMLElement;
  const modal = document.querySelector("[aria-modal=true]");
  if (modal && !modal.contains(launcher)) event.stopPropagation();
}
