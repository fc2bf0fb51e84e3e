import "oc-session";
import "oc-session/list";
import { thumbs } from "../recipes/thumbs.js";
import { breakage } from "./breakage.js";
import { conversations } from "./conversations.js";
import { inboxPanel } from "./inbox-panel.js";
import { logPanel } from "./log-panel.js";
import { find } from "./find.js";
import { wireChoice } from "./wire-choice.js";
import { uploadTo } from "../recipes/upload-file.js";

const PRIMES = "Write a Python script that prints the first 20 primes, run it, and report the output.";

const chat = find("oc-session", document);

chat.prompts = [
  { label: "Print the first 20 primes", text: PRIMES },
  { label: "Build a web page", text: "Build me a small web page and show me a preview." },
  { label: "Be unclear", text: "Make it better." },
  { label: "What can you do?", text: "What can you do?" },
];
chat.cancelTurn = () => fetch("/api/chat/cancel", { method: "POST" });
chat.upload = uploadTo("/api/files");
chat.accept = "image/png,image/jpeg,image/gif,image/webp,.pdf,.txt,.md,.csv,.json";
chat.maxFileSize = 10_000_000;
chat.allowImages = "same-origin";

const log = logPanel(find("#log", document), chat);
inboxPanel(find("#inbox", document), chat);
conversations(find("oc-session-list", document), chat);
thumbs(chat, "/api/thumbs");
breakage(document, chat);
wireChoice(document, chat, () => log.clear());

find("#level", document).addEventListener("change", (event) => {
  log.clear();
  chat.level = (event.target as HTMLInputElement).value as NonNullable<typeof chat.level>;
});

find("#new", document).addEventListener("click", () => {
  chat.newConversation();
  log.clear();
  chat.focus();
});
