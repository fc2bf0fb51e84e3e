import "oc-session";
import { breakage } from "./breakage.js";
import { inboxPanel } from "./inbox-panel.js";
import { logPanel } from "./log-panel.js";
import { find } from "./find.js";
import { wireChoice } from "./wire-choice.js";

const PRIMES = "Write a Python script that prints the first 20 primes, run it, and report the output.";

const chat = find("oc-session", document);

chat.prompts = [
  { label: "Print the first 20 primes", text: PRIMES },
  { label: "Build a web page", text: "Build me a small web page and show me a preview." },
  { label: "Be unclear", text: "Make it better." },
  { label: "What can you do?", text: "What can you do?" },
];
chat.cancelTurn = () => fetch("/api/chat/cancel", { method: "POST" });

const log = logPanel(find("#log", document), chat);
inboxPanel(find("#inbox", document), chat);
breakage(document, chat);
wireChoice(document, chat, () => log.clear());

find("#level", document).addEventListener("change", (event) => {
  log.clear();
  chat.level = (event.target as HTMLInputElement).value as NonNullable<typeof chat.level>;
});

find("#new", document).addEventListener("click", async () => {
  await fetch("/api/chat", { method: "DELETE" });
  chat.reset();
  log.clear();
  chat.focus();
});
