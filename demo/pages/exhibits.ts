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

/** One exhibit of the gallery: a state of the element, with its title and description. */
export interface Exhibit {
  readonly title: string;
  readonly text: string;
  /** The session to show; omitted for an element that does not connect or uses the endpoint. */
  readonly scene?: SceneName;
  /** The session to show, if it is one of the serverless wire. */
  readonly agentScene?: AgentSceneName;
  /** Creates the element that is shown instead of a chat. */
  readonly make?: () => HTMLElement;
  /** A CSS class of the figure. */
  readonly look?: string;
  /** Sets the properties of the exhibit before it connects. */
  readonly prepare?: (chat: OcSession) => void;
}

/** The gallery, in order. */
export const EXHIBITS: readonly Exhibit[] = [
  {
    title: "Markdown",
    text: "Headings, code, tables, lists and quotes. Images load after a click. features=highlight colours the code, menu=… adds the menu.",
    scene: "markdown",
    look: "wide",
    prepare(chat) {
      chat.features = "highlight";
      chat.menu = "find copy download print";
    },
  },
  {
    title: "Footnotes, formulas, sources",
    text: "Footnotes need no feature. features=math draws formulas, sources lists the pages of the links, line-numbers numbers the lines of code.",
    scene: "research",
    look: "wide",
    prepare: (chat) => (chat.features = "highlight math sources line-numbers"),
  },
  {
    title: "Empty",
    text: "A greeting and suggested messages, until the first message.",
    prepare(chat) {
      chat.endpoint = "/api/chat?room=gallery";
      chat.greeting = "Hello! What can I do for you?";
      chat.prompts = ["What can you do?", "Print the first 20 primes", "Make it better"];
    },
  },
  {
    title: "The end of a long log",
    text: "history=tail reads the end of the log first, and earlier messages when the reader scrolls up. cache=device draws the end after a reload before the server answers.",
    scene: "long",
    prepare(chat) {
      chat.user = "visitor";
      chat.cache = "device";
    },
  },
  {
    title: "A log from its beginning",
    text: "history=full reads the whole log. cache=none stores nothing of it.",
    scene: "long",
    prepare(chat) {
      chat.history = "full";
      chat.cache = "none";
    },
  },
  {
    title: "Work at level progress",
    text: "level=progress shows the work of the agent in one line, which can be unfolded.",
    scene: "work",
    prepare: (chat) => (chat.level = "progress"),
  },
  {
    title: "The current step of a turn",
    text: "activity=line shows the step of the running turn and its duration; unfolded, all steps.",
    scene: "running",
    prepare: (chat) => (chat.activity = "line"),
  },
  {
    title: "The steps of a finished turn, in one line",
    text: "activity=line shows the number of steps and their duration after the turn. The level stays user.",
    scene: "work",
    prepare: (chat) => (chat.activity = "line"),
  },
  {
    title: "All steps of a running turn",
    text: "activity=steps: one step succeeded, one failed, one is running. The outputs are folded.",
    scene: "running",
    prepare: (chat) => (chat.activity = "steps"),
  },
  {
    title: "A running turn",
    text: "The agent works on a message. Stop replaces Send.",
    scene: "working",
    prepare: stoppable,
  },
  {
    title: "Stopping",
    text: "Stop was pressed. The text remains until the log contains the end of the turn, which never comes in this exhibit.",
    scene: "stopping",
    prepare: stopped,
  },
  {
    title: "Queued messages",
    text: "Both messages were sent while the agent works, and wait for the end of the turn.",
    scene: "queued",
    prepare: (chat) => (chat.activity = "line"),
  },
  {
    title: "Suggestions",
    text: "Messages that the page suggests while the agent is idle.",
    scene: "done",
    prepare: (chat) => (chat.suggestions = ["Thank you!", { label: "Undo it", text: "Please undo that." }]),
  },
  {
    title: "Notifications",
    text: "notify=system adds a bell. The browser asks for permission only when the bell is pressed.",
    scene: "done",
    prepare: (chat) => (chat.notify = "system"),
  },
  {
    title: "Buttons at messages",
    text: "The actions of the page, Copy, Copy as Markdown and, at the person’s own messages, Edit as new message. A menu contains those for which there is no room.",
    scene: "done",
    prepare: rated,
  },
  {
    title: "A question",
    text: "The turn ended with needs_input: the agent waits for an answer.",
    scene: "question",
  },
  {
    title: "A growing answer",
    text: "protocol=serverless: the fragments so far. The completed message replaces them.",
    agentScene: "growing",
  },
  {
    title: "A question with options",
    text: "protocol=serverless: an option answers the question, and so does any other text.",
    agentScene: "choice",
  },
  {
    title: "Work on the serverless wire",
    text: "level=progress shows calls of tools, one of which failed, and the agent’s reasoning.",
    agentScene: "steps",
    prepare: (chat) => (chat.level = "progress"),
  },
  {
    title: "A turn that failed",
    text: "protocol=serverless: the reason is one of a fixed list.",
    agentScene: "failed",
  },
  {
    title: "Files with a message",
    text: "The name, type and size of each file. The image loads after a click, unless allow-images permits its origin.",
    scene: "files",
  },
  {
    title: "Files being uploaded",
    text: "upload: one file is uploaded, one is being uploaded, one has failed. A fourth was not accepted; the reason is shown.",
    scene: "uploads",
    prepare: attaching,
  },
  {
    title: "Your own buttons",
    text: "The slots composer-start, composer-end and header-end.",
    scene: "done",
    prepare: slotted,
  },
  {
    title: "Several conversations",
    text: "oc-session-list with conversations in every state.",
    make: conversations,
  },
  { title: "Cards", text: "A preview, an artifact and a pull request.", scene: "cards" },
  {
    title: "Inputs other than messages",
    text: "A request with its data folded, the names of failed checks, a comment, and a turn that failed.",
    scene: "sources",
  },
  { title: "Notices", text: "A limit, a failure of the model, a cancelled turn.", scene: "notices" },
  {
    title: "A refused message",
    text: "A failed message is shown with the reason until it is retried or discarded.",
    scene: "refused",
    prepare: refused,
  },
  {
    title: "Unreachable",
    text: "The element shows when it will retry. Messages wait.",
    scene: "unreachable",
    prepare: unreachable,
  },
  {
    title: "Access expired",
    text: "The service refused the token, and no endpoint can renew it.",
    scene: "expired",
  },
  {
    title: "An archived session",
    text: "The service refuses messages to an archived session.",
    scene: "archived",
    prepare: (chat) => sendOnce(chat, "One more thing…"),
  },
  {
    title: "A token without the scope steer",
    text: "The composer is removed after the first refusal.",
    scene: "readonly",
    prepare: (chat) => sendOnce(chat, "And now?"),
  },
  { title: "Not connected", text: "No attribute is set. The console names the missing one." },
  {
    title: "Hostile text",
    text: "No script or style of the text has an effect, and no request is sent without a click.",
    scene: "hostile",
  },
  {
    title: "Messages of several people",
    text: "viewer names the person. Only that person’s messages are shown as their own.",
    scene: "people",
    prepare: (chat) => (chat.viewer = "usr_grace"),
  },
  {
    title: "Your own renderer",
    text: "An event of the page’s own type, drawn by the page and styled by its CSS.",
    scene: "renderer",
    prepare: rendered,
  },
  { title: "Right to left", text: "dir=rtl. Code stays left to right.", scene: "rtl", prepare: arabic },
  {
    title: "Always light",
    text: "color-scheme: light on the element, whatever the page has.",
    scene: "question",
    look: "light",
  },
  { title: "Always dark", text: "color-scheme: dark on the element.", scene: "question", look: "dark" },
  { title: "Compact", text: "320 pixels wide, three custom properties.", scene: "question", look: "compact" },
];
