import type { Strings } from "./strings.js";

/**
 * The built-in table, which stands in for texts that another table lacks. Files on demand have their English in
 * themselves.
 */
export const english: Strings = Object.freeze({
  lang: "en",

  "header.heading": "Chat",

  "author.agent": "Agent",
  "author.you": "You",
  "author.user": "Guest",
  "author.system": "System",

  "connection.disconnected": "Not connected",
  "connection.connecting": "Connecting…",
  "connection.live": "Connected",
  "connection.reconnecting": "Reconnecting…",
  "connection.offline": "Offline",
  "connection.unauthorized": "Access expired",
  "connection.closed": "Conversation ended",
  "turn.working": "{agent} is working…",
  "turn.awaiting-input": "Waiting for your answer",

  "banner.reconnecting": "Connection lost. Reconnecting…",
  "banner.reconnecting-in": {
    one: "Connection lost. Reconnecting in {count} second.",
    other: "Connection lost. Reconnecting in {count} seconds.",
  },
  "banner.offline": "You are offline. Messages will be sent when you are back.",
  "banner.unauthorized": "Your access has expired. Please sign in again.",
  "banner.closed": "This conversation has ended.",
  "banner.read-only": "You can read this conversation, but not write in it.",

  "delivery.waiting": "Waiting to send",
  "delivery.sending": "Sending…",
  "delivery.sent": "Sent",
  "delivery.picked-up": "Seen",
  "delivery.queued": "Queued",
  "delivery.held": "Waits until the question is answered",
  "delivery.discarded": "Not delivered: the question was closed",
  "delivery.failed": "Not sent. {reason}",
  "delivery.unsure": "This may not have been sent.",

  "error.config": "This chat is not set up yet.",
  "error.endpoint": "The chat could not be started.",
  "error.org-key": "This chat is not set up correctly.",
  "error.network": "The server cannot be reached.",
  "error.unauthorized": "Your access has expired.",
  "error.forbidden": "You do not have permission for this.",
  "error.insufficient-credits": "This chat is out of credit for now.",
  "error.not-found": "This conversation cannot be found.",
  "error.closed": "This conversation has ended.",
  "error.retired": "This chat is no longer in service.",
  "error.invalid": "The message was not accepted.",
  "error.too-large": "The message is too long.",
  "error.rate-limited": "Too many messages at once. Please wait a moment.",
  "error.server": "The server has a problem.",
  "error.protocol": "The server gave an answer that could not be understood.",
  "error.renderer": "This could not be shown.",
  "error.upload": "The upload failed.",
  "error.storage": "Unsent messages cannot be kept on this device.",
  "error.stale": "It was written a while ago.",
  "error.question-stale": "The question is no longer open.",

  "notice.artifact_removed": "Removed:",
  "notice.budget_exceeded": "Stopped: the budget is used up.",
  "notice.canceled": "Stopped.",
  "notice.deadline_exceeded": "Stopped: it took too long.",
  "notice.failed": "{agent} could not finish this.",
  "notice.insufficient_credits": "{agent} is out of credit and cannot answer.",
  "notice.max_turns": "Stopped: the limit of steps is reached.",
  "notice.needs_input": "{agent} is waiting for your answer.",
  "notice.info": "Note",
  "notice.warning": "Please note",
  "notice.error": "Something went wrong.",

  "button.send": "Send",
  "button.stop": "Stop",
  "button.stopping": "Stopping…",
  "button.retry": "Try again",
  "button.discard": "Discard",
  "button.reconnect": "Try now",
  "button.new-conversation": "New conversation",
  "button.copy": "Copy",
  "button.wrap-lines": "Wrap lines",
  "button.copied": "Copied",
  "button.show-more": "Show more",
  "button.close": "Close",

  "menu.label": "Actions",

  "composer.label": "Message",
  "composer.placeholder": "Write a message…",

  "transcript.label": "Conversation",
  "transcript.greeting": "How can I help?",
  "transcript.prompts": "Suggestions",
  "transcript.earlier": "Show earlier messages",
  "transcript.to-end": "Jump to the latest message",
  "transcript.unread": {
    one: "{count} new message",
    other: "{count} new messages",
  },
  "transcript.loading": "Loading the conversation…",

  "day.today": "Today",
  "day.yesterday": "Yesterday",

  "work.steps": { one: "{count} step", other: "{count} steps" },
  "work.did": { one: "Did {count} step", other: "Did {count} steps" },
  "work.queued": { one: "{count} message queued", other: "{count} messages queued" },

  "question.label": "Question",
  "question.options": "Answers",
  "question.dismiss": "Skip the question",

  "content.not-loaded": "This message has not been loaded yet",
  "content.partial": "The rest of this message has not been loaded yet",
});
