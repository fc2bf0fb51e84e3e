import type { OcSession, SessionEvent } from "oc-session";
import type { AgentSceneName } from "../backend/agent-scenes.js";
import type { SceneName } from "../backend/gallery-scenes.js";

/** A state of the element: what it is given, and what it shows with that. */
export interface Exhibit {
  readonly title: string;
  readonly text: string;
  /** The session it shows; none for an element that has nothing to connect to, or asks the endpoint. */
  readonly scene?: SceneName;
  /** The same for a session of the serverless wire. */
  readonly agentScene?: AgentSceneName;
  /** Classes of the figure. */
  readonly look?: string;
  /** Sets what is special about it, before it connects. */
  readonly prepare?: (chat: OcSession) => void;
}

/** The gallery, in order. */
export const EXHIBITS: readonly Exhibit[] = [
  {
    title: "Markdown",
    text: "Headings, code, tables, lists, quotes. Images wait for a click. Code in colour by features=highlight.",
    scene: "markdown",
    look: "wide",
    prepare: (chat) => (chat.features = "highlight"),
  },
  {
    title: "Empty",
    text: "A greeting and starters, until somebody says something.",
    prepare(chat) {
      chat.endpoint = "/api/chat?room=gallery";
      chat.greeting = "Hello! What can I do for you?";
      chat.prompts = ["What can you do?", "Print the first 20 primes", "Make it better"];
    },
  },
  {
    title: "Work under its turn",
    text: "level=progress: what the agent did, folded into one line.",
    scene: "work",
    prepare: (chat) => (chat.level = "progress"),
  },
  {
    title: "What it is at",
    text: "activity=line while a turn runs: the step it is at, and for how long; all steps when unfolded.",
    scene: "running",
    prepare: (chat) => (chat.activity = "line"),
  },
  {
    title: "What it did",
    text: "activity=line afterwards: how many steps and how long; messages stay those of a user.",
    scene: "work",
    prepare: (chat) => (chat.activity = "line"),
  },
  {
    title: "Each step as it is taken",
    text: "activity=steps while a turn runs: one step went well, one failed, one goes on; outputs are folded.",
    scene: "running",
    prepare: (chat) => (chat.activity = "steps"),
  },
  {
    title: "Working",
    text: "A message has been taken up, its answer is not there yet. Stop stands in the place of Send.",
    scene: "working",
    prepare: stoppable,
  },
  {
    title: "Stopping",
    text: "Stop was pressed, and the log does not say yet that the agent has stopped; here it never will.",
    scene: "stopping",
    prepare: stopped,
  },
  {
    title: "Queued",
    text: "Written while the agent works: both messages wait for the turn to end.",
    scene: "queued",
    prepare: (chat) => (chat.activity = "line"),
  },
  {
    title: "Suggestions",
    text: "What may be said next, from your page, while the agent does nothing.",
    scene: "done",
    prepare: (chat) => (chat.suggestions = ["Thank you!", { label: "Undo it", text: "Please undo that." }]),
  },
  {
    title: "A question",
    text: "The turn ended with needs_input: the ball is with the person.",
    scene: "question",
  },
  {
    title: "An answer that grows",
    text: "protocol=serverless: what has been said of it so far; the rest is to come at its end.",
    agentScene: "growing",
  },
  {
    title: "A question with options",
    text: "protocol=serverless: choosing one answers it, and so does any other text.",
    agentScene: "choice",
  },
  {
    title: "Work on the serverless wire",
    text: "level=progress: calls by name, one that failed, a thought.",
    agentScene: "steps",
    prepare: (chat) => (chat.level = "progress"),
  },
  {
    title: "A turn that failed",
    text: "protocol=serverless: one of its fixed reasons.",
    agentScene: "failed",
  },
  { title: "Cards", text: "A preview, an artifact, a pull request.", scene: "cards" },
  {
    title: "What wakes the agent",
    text: "A hook with its data folded, failing checks by name, a comment, a turn that failed.",
    scene: "sources",
  },
  { title: "Notices", text: "A limit, a model’s error, a cancelled turn.", scene: "notices" },
  {
    title: "A refused message",
    text: "Kept, with the reason, until it is sent again or given up.",
    scene: "refused",
    prepare: refused,
  },
  {
    title: "Unreachable",
    text: "Says when it tries again; what is written waits.",
    scene: "unreachable",
    prepare: unreachable,
  },
  {
    title: "Access expired",
    text: "The token was refused, and there is nobody to ask for another.",
    scene: "expired",
  },
  {
    title: "Ended",
    text: "The session is archived: what is sent to it comes back, for good.",
    scene: "archived",
    prepare: (chat) => sendOnce(chat, "One more thing…"),
  },
  {
    title: "A reader’s token",
    text: "It may read but not post: the first refusal makes it a transcript.",
    scene: "readonly",
    prepare: (chat) => sendOnce(chat, "And now?"),
  },
  { title: "Not connected", text: "Nothing is set; the console says which attribute is missing." },
  {
    title: "Hostile text",
    text: "No script, no style, no request to anywhere without a click.",
    scene: "hostile",
  },
  {
    title: "Several people",
    text: "With viewer, only the viewer’s own messages are “mine”.",
    scene: "people",
    prepare: (chat) => (chat.viewer = "usr_grace"),
  },
  {
    title: "Your own renderer",
    text: "An event type of yours, drawn by you, styled by your page.",
    scene: "renderer",
    prepare: rendered,
  },
  {
    title: "Right to left",
    text: "dir=rtl around it; code stays left to right.",
    scene: "rtl",
    prepare: arabic,
  },
  {
    title: "Always light",
    text: "color-scheme on the element decides, whatever the page does.",
    scene: "question",
    look: "light",
  },
  {
    title: "Always dark",
    text: "The same conversation, and not a second theme to keep.",
    scene: "question",
    look: "dark",
  },
  { title: "Compact", text: "320 pixels, three custom properties.", scene: "question", look: "compact" },
];

function stoppable(chat: OcSession): void {
  chat.cancelTurn = () => {};
}

/** Presses Stop, as a person would, once it is there. */
function stopped(chat: OcSession): void {
  stoppable(chat);
  const watch = new MutationObserver(() => {
    const button = chat.shadowRoot?.querySelector<HTMLButtonElement>("[part~=stop-button]");
    if (!button) return;
    watch.disconnect();
    button.click();
  });
  const onConnection = () => {
    if (chat.shadowRoot) watch.observe(chat.shadowRoot, { childList: true, subtree: true });
  };
  chat.addEventListener("oc-connection", onConnection, { once: true });
}

/** Refuses posts on their way, as a server does that finds fault with one; everything else goes through. */
function refused(chat: OcSession): void {
  const error = { type: "invalid", message: "This message cannot be taken." };
  chat.fetch = async (input, init) =>
    init?.method === "POST" ? Response.json({ error }, { status: 422 }) : fetch(input, init);
  sendOnce(chat, "XXL, please.");
}

/** Sends when connected, unless what was sent before the connection was lost is still there. */
function sendOnce(chat: OcSession, text: string): void {
  chat.addEventListener("oc-connection", ({ detail }) => {
    const isThere = chat.entries.some(({ seq }) => seq === null);
    // What becomes of it is what the exhibit shows.
    if (detail.connection === "live" && !isThere) chat.send(text).catch(() => {});
  });
}

/** Lets the log through, and nothing more once it is there. */
function unreachable(chat: OcSession): void {
  chat.fetch = async (input, init) => {
    if (chat.entries.length > 0) throw new TypeError("The network is down.");
    const page = await fetch(input, init);
    // Only the events that are there already: the stream ends as if the line were cut.
    const { value } = (await page.body?.getReader().read()) ?? {};
    return new Response(value ?? null, page);
  };
  sendOnce(chat, "Can you still hear me?");
}

function rendered(chat: OcSession): void {
  chat.renderers = { "shop.order": drawOrder };
}

function drawOrder({ body }: SessionEvent): Node {
  const order = document.createElement("div");
  const bar = document.createElement("progress");
  order.className = "order";
  bar.max = 4;
  bar.value = Number(body["step"]);
  bar.ariaLabel = "Progress of the order";
  order.append(`Order ${String(body["number"])}: ${String(body["state"])}`, bar);
  return order;
}

function arabic(chat: OcSession): void {
  chat.dir = "rtl";
  chat.lang = "ar";
  chat.heading = "المساعد";
}
