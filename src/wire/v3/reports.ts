/*
 * The cards for what the agent made and for what GitHub reports.
 */
import type { SessionEvent } from "../events.js";
import type { Fact, Verdict } from "../facts.js";
import { integer, isObject } from "../json.js";
import { label, str } from "../words.js";
import { type Body, wordsOf } from "./body.js";
import { addressOf, card, notice } from "./facts.js";

/** A card names at most this many failing checks. */
const MAX_CHECKS = 20;

/** A card with the address at which work of the agent can be seen. */
export function previewFact(event: SessionEvent): Fact {
  const port = integer(event.body.port);
  return card(event, "preview", "", port === null ? "" : `:${port}`);
}

/** A card for a file that the agent published or changed; a notice for one that it removed. */
export function artifactFact(event: SessionEvent): Fact {
  const { body, type } = event;
  const title = str(body.title) || str(body.key);
  if (type === "artifact.removed") return notice("info", "artifact_removed", title);
  return card(event, "artifact", title, str(body.status));
}

/** A report of GitHub: a comment, failing checks or the outcome of a review. */
export function githubFact(event: SessionEvent): Fact {
  const { body, type } = event;
  const isPull = type.startsWith("github.pr.");
  const failing = failingChecks(body);
  const comment = str(body.comment) || wordsOf(body);
  // The `author` in an outcome of checks wrote the pull request, not the outcome.
  const isCheck = failing !== "" || (comment === "" && type.endsWith(".checks_completed"));
  const by = isCheck ? "" : str(body.by) || str(body.author);
  const words = [failing, comment || (failing || by ? "" : str(body.state))].filter(Boolean).join(" · ");
  const said = [by, words].filter(Boolean).join(": ");
  return card(event, isPull ? "pull-request" : "source", numberOf(body.pr), said, {
    // Only the type of the event says what happened, as `github.pr.merged` does.
    code: label(type.slice(isPull ? "github.pr.".length : "github.".length)),
    verdict: verdictOf(body, failing),
    href: addressOf(body.comment_url) ?? addressOf(body.url),
  });
}

function numberOf(pr: unknown): string {
  const number = integer(pr) ?? (isObject(pr) ? integer(pr.number) : null);
  return number === null ? "" : `#${number}`;
}

function failingChecks({ failing }: Body): string {
  if (!Array.isArray(failing)) return "";
  const names = failing
    .slice(0, MAX_CHECKS)
    .map((check: unknown) => str(isObject(check) ? check.name : check))
    .filter(Boolean);
  return names.join(", ") + (failing.length > MAX_CHECKS ? ", …" : "");
}

function verdictOf(body: Body, failing: string): Verdict | null {
  if (failing) return "failing";
  if (isGiven(body.changes_requested)) return "changes-requested";
  return isGiven(body.approved) ? "approved" : null;
}

/** Whether a value says yes: `true`, a number above 0, or a list that is not empty. */
function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value === true || (integer(value) ?? 0) > 0;
}
