const said = new Set<string>();

/** Tells the developer, once for each `message` in the life of the page. */
export function warnOnce(message: string): void {
  if (said.has(message)) return;
  said.add(message);
  console.warn(`<oc-session>: ${message}`);
}
