/** What a launcher says, plain text. */
export type LauncherWords = readonly [
  label: string,
  close: string,
  loading: string,
  failed: string,
  retry: string,
];

/** Where a language's table has these words: a launcher says nothing that the chat in it does not say too. */
export const LAUNCHER_KEYS = [
  "header.heading",
  "button.close",
  "transcript.loading",
  "error.endpoint",
  "button.retry",
] as const;

/** Those of the built-in table. */
export const ENGLISH: LauncherWords = [
  "Chat",
  "Close",
  "Loading the conversation…",
  "The chat could not be started.",
  "Try again",
];
