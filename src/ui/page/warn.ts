const said = new Set<string>();

/**
 * Warns developers in the console, once for each `message`.
 *
 * @param details printed after the message. A message that was printed is not printed again with other details.
 */
export function warnOnce(message: string, details = ""): void {
  if (said.has(message)) return;
  said.add(message);
  console.warn(`<oc-session>: ${message}${details}`);
}
