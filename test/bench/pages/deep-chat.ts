import "deep-chat";
import { fetchMessages, type PlainMessage, measure, onAppended } from "./bench-page.js";

interface DeepChat extends HTMLElement {
  history: object[];
  connect: object;
  addMessage(message: object): void;
}

const chat = document.createElement("deep-chat") as DeepChat;
chat.style.cssText = "inline-size: 100%; block-size: 100%";
chat.connect = { url: "/nowhere" };
measure({
  scroller: () => chat.shadowRoot?.querySelector("#messages") ?? null,
  lastText: () => chat.shadowRoot?.querySelector("#messages")?.lastElementChild?.textContent ?? "",
});

const convert = ({ role, text }: PlainMessage) => ({
  role: role === "user" ? "user" : "ai",
  text,
});
chat.history = (await fetchMessages()).map(convert);
document.body.append(chat);
onAppended((message) => chat.addMessage(convert(message)));
