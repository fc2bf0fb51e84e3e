/** Ignores presses of a button while `work` lasts. The button keeps the focus, which a disabled one would lose. */
export async function whileBusy(button: HTMLElement, work: () => Promise<void>): Promise<void> {
  if (button.ariaDisabled === "true") return;
  button.ariaDisabled = "true";
  await work().finally(() => (button.ariaDisabled = null));
}
