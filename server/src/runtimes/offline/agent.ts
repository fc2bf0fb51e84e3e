import type { Runtime, TurnContext, TurnEnd } from "../runtime.js";
import { primes } from "./primes.js";
import { fixChecks, page, pullRequest, report } from "./publications.js";
import { code, failure, hugeAnswer, limit, longAnswer, table } from "./showcase.js";
import { ReplyContext, type ScriptedReply } from "./scripted-reply.js";
import { checkCi, clarify, improvise, introduce, recall, takeUp, welcome } from "./talk.js";

/** The scripted replies by a pattern of the question; the first match counts. */
const REPLIES: readonly (readonly [RegExp, ScriptedReply])[] = [
  [/^GitHub reports /, fixChecks],
  [/\bprimes?\b/i, primes],
  [/\b(ci|pipeline|workflow)\b/i, checkCi],
  [/\bpull request\b|\bpr\b/i, pullRequest],
  [/\b(web ?)?(page|site)\b|\bpreview\b/i, page],
  [/\breport\b/i, report],
  [/\btable\b/i, table],
  [/\bhuge\b/i, hugeAnswer],
  [/\blong\b/i, longAnswer],
  [/\blimit|\bdeadline\b|\bbudget\b/i, limit],
  [/\berror\b|\bfail\b/i, failure],
  [/\bwhat did i\b|\bso far\b|\bremember\b/i, recall],
  [/\bcode\b|\bfunction\b|\bsnippet\b/i, code],
  [/\bthanks?\b|\bthank you\b/i, welcome],
  [/\b(hello|hi|hey|help|what can you do)\b/i, introduce],
  [
    /\b(better|improve|fix|change|clean up|do) (it|this|that|something)\b|\b(it|this|that) better\b/i,
    clarify,
  ],
];

/** The agent without a model: it gives the scripted answer that matches the question. */
export class OfflineAgent implements Runtime {
  readonly #pace: number;

  /** @param pace factor on all delays; 1 is about the speed of a real agent, 0 is no delay */
  constructor(pace: number) {
    this.#pace = pace;
  }

  async run(turn: TurnContext): Promise<TurnEnd> {
    const context = new ReplyContext(turn, this.#pace);
    await context.pause(400);
    return choose(context)(context);
  }
}

function choose(context: ReplyContext): ScriptedReply {
  const match = REPLIES.find(([pattern]) => pattern.test(context.asked));
  if (match) return match[1];
  return context.turn.previousOutcome === "needs_input" ? takeUp : improvise;
}
