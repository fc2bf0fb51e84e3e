import type { OcSession } from "oc-session";
import type { AgentSceneName } from "../backend/agent-scenes.js";
import type { SceneName } from "../backend/gallery-scenes.js";
import {
  arabic,
  attaching,
  conversations,
  rated,
  refused,
  rendered,
  sendOnce,
  slotted,
  stoppable,
  stopped,
  unreachable,
} from "./prepared.js";

/** A state of the element: its input, and what it shows. */
export interface Exhibit {
  readonly title: string;
  readonly text: string;
  /** The session to show; omitted for an element that does not connect, or uses the endpoint. */
  readonly scene?: SceneName;
  /** The same for a session of the serverless wire. */
  readonly agentScene?: AgentSceneName;
  /** Creates the element that is shown instead of a chat. */
  readonly make?: () => HTMLElement;
  /** Classes of the figure. */
  readonly look?: string;
  /** Sets the properties of the exhibit before it connects. */
  readonly prepare?: (chat: OcSession) => void;
}

/** The gallery, in order. */
export const EXHIBITS: readonly Exhibit[] = [
  {
    title: "Markdown",
    text: "Headings, code, tables, lists, quotes. Images wait for a click. Code in colour by features=highlight, a menu by menu=…",
    scene: "markdown",
    look: "wide",
    prepare(chat) {
      chat.features = "highlight";
      chat.menu = "find copy download print";
    },
  },
  {
    title: "Footnotes, formulas, sources",
    text: "Footnotes in every chat. features=math draws formulas, sources lists where links lead, line-numbers numbers code.",
    scene: "research",
    look: "wide",
    prepare: (chat) => (chat.features = "highlight math sources line-numbers"),
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
    title: "From its end",
    text: "history=tail: the end of the log is read first, what comes before it as somebody scrolls up. cache=device: after a reload it is there before the server answers.",
    scene: "long",
    prepare(chat) {
      chat.user = "visitor";
      chat.cache = "device";
    },
  },
  {
    title: "From its beginning",
    text: "history=full, cache=none: the whole log is read, and nothing of it is kept.",
    scene: "long",
    prepare(chat) {
      chat.history = "full";
      chat.cache = "none";
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
    text: "Stop was pressed, and the log does not show yet that the agent has stopped; in this exhibit it never does.",
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
    text: "Messages that your page suggests while the agent is idle.",
    scene: "done",
    prepare: (chat) => (chat.suggestions = ["Thank you!", { label: "Undo it", text: "Please undo that." }]),
  },
  {
    title: "Being told",
    text: "notify=system: a bell asks for notifications while the page is hidden; without a press of it nothing does.",
    scene: "done",
    prepare: (chat) => (chat.notify = "system"),
  },
  {
    title: "What can be done with a message",
    text: "actions of your page, with Copy, Copy as Markdown and, at one’s own, Edit as new message; what has no room is in a menu.",
    scene: "done",
    prepare: rated,
  },
  {
    title: "A question",
    text: "The turn ended with needs_input: the agent waits for the person.",
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
  {
    title: "Files with a message",
    text: "A person’s files: name, kind, size. The image waits for a click; allow-images decides.",
    scene: "files",
  },
  {
    title: "Files on their way",
    text: "upload: one is there, one goes up, one has failed; one was not taken, and why.",
    scene: "uploads",
    prepare: attaching,
  },
  {
    title: "Your own buttons",
    text: "The slots composer-start, composer-end and header-end.",
    scene: "done",
    prepare: slotted,
  },
  { title: "Several conversations", text: "oc-session-list, in all states.", make: conversations },
  { title: "Cards", text: "A preview, an artifact, a pull request.", scene: "cards" },
  {
    title: "What wakes the agent",
    text: "A hook with its data folded, failing checks by name, a comment, a turn that failed.",
    scene: "sources",
  },
  { title: "Notices", text: "A limit, a model’s error, a cancelled turn.", scene: "notices" },
  {
    title: "A refused message",
    text: "A message that failed stays, with the reason, until it is retried or discarded.",
    scene: "refused",
    prepare: refused,
  },
  {
    title: "Unreachable",
    text: "Shows when it retries; messages wait.",
    scene: "unreachable",
    prepare: unreachable,
  },
  {
    title: "Access expired",
    text: "The token was refused, and there is no endpoint for another.",
    scene: "expired",
  },
  {
    title: "Ended",
    text: "The session is archived, so messages to it are refused.",
    scene: "archived",
    prepare: (chat) => sendOnce(chat, "One more thing…"),
  },
  {
    title: "A reader’s token",
    text: "The token may read but not post: after the first refusal the composer disappears.",
    scene: "readonly",
    prepare: (chat) => sendOnce(chat, "And now?"),
  },
  { title: "Not connected", text: "Nothing is set; the console says which attribute is missing." },
  {
    title: "Hostile text",
    text: "Without a click no script or style runs, and no request is sent.",
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
    text: "The same conversation, without a second theme.",
    scene: "question",
    look: "dark",
  },
  { title: "Compact", text: "320 pixels, three custom properties.", scene: "question", look: "compact" },
];
