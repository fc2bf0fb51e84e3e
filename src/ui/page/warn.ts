const said = new Set<string>();

/** Warns developers in the console, once for each `message`. */
export function warnOnce(message: string): void {
  if (said.has(message)) return;
  said.add(message);
  console.warn(`<oc-session>: ${message}`);
}
