/*
 * The classic script behind `<script async src="…/embed.js" data-endpoint="/api/chat"></script>`: a floating chat
 * from one tag. It holds the launcher and nothing more; the chat itself is `oc-session.js` beside it.
 */
import { OcLauncher } from "./ui/launcher/oc-launcher.js";
import { ownDocument } from "./ui/page/own-document.js";
import { documentParsed } from "./ui/page/page-state.js";
import { runPinned } from "./ui/page/pinned-module.js";

/** The hash of `oc-session.js`, by the build: an `embed.js` runs the chat it was built with and no other. */
declare const OC_SESSION_INTEGRITY: string;

const script = ownDocument("currentScript") as HTMLScriptElement;
if (!script) throw new Error("embed.js is no module");

if (!customElements.get("oc-launcher")) {
  OcLauncher.load = loader(new URL("oc-session.js", script.src).href);
  customElements.define("oc-launcher", OcLauncher);
}
// Without either it only registers the element, for launchers written as markup.
if ("endpoint" in script.dataset || "session" in script.dataset) void addLauncher();

/** One fetch for all launchers. */
function loader(url: string): () => Promise<unknown> {
  let fetching: Promise<unknown> | null = null;
  const settled = (hasRun: boolean) => {
    if (hasRun) return;
    fetching = null;
    // Firefox remembers by its address what it could not fetch.
    url += "#";
  };
  return () => (fetching ??= runPinned(url, OC_SESSION_INTEGRITY).then(settled));
}

async function addLauncher(): Promise<void> {
  const launcher = document.createElement("oc-launcher");
  const chat = document.createElement("oc-session");
  launcher.append(chat);
  for (const { name, value } of script.attributes) {
    const attribute = /^data-(?!on|style$)(.+)/.exec(name)?.[1];
    if (!attribute) continue;
    const isLaunchers = ["id", ...OcLauncher.observedAttributes].includes(attribute);
    (isLaunchers ? launcher : chat).setAttribute(attribute, value);
  }
  delete script.dataset["token"];
  await documentParsed();
  // A tag manager or a router may run the same tag again; one chat of a kind is enough.
  if ([...document.querySelectorAll("oc-launcher")].some((other) => kind(other) === kind(launcher))) return;
  ownDocument("body")?.append(launcher);
  // A site that swaps whole bodies (Turbo, view transitions) keeps a script in its head, and so the same chat.
  const swapped = new MutationObserver(() => {
    if (!launcher.isConnected && script.isConnected) ownDocument("body")?.append(launcher);
  });
  swapped.observe(ownDocument("documentElement"), { childList: true });
}

function kind({ id, firstElementChild: chat }: Element): string {
  return `${id} ${chat?.getAttribute("endpoint")}`;
}
