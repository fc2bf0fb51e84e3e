import { RootStyle } from "../../src/ui/page/root-style.js";

/** Makes an element with a shadow root take the rules of files on demand, as a chat does. */
export function takeRules(host: HTMLElement): void {
  new RootStyle(Object.assign(host, { addController() {} }), []);
}
