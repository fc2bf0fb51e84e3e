import type { Runtime, TurnContext, TurnEnd } from "../runtime.js";
import { primes } from "./primes.js";
import { page, pullRequest, report } from "./publications.js";
import { code, failure, hugeAnswer, limit, longAnswer, table } from "./showcase.js";
import { Stage, type Skit } from "./stage.js";
import { checkCi, clarify, improvise, introduce, recall, takeUp, welcome } from "./talk.js";

/** Which skit plays for what; the first that matches. */
const REPERTOIRE: readonly (readonly [RegExp, Skit])[] = [
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

/** The agent that needs no model: it plays the answer that fits what was asked. */
export class OfflineAgent implements Runtime {
  readonly #pace: number;

  /** @param pace factor on all pauses; 1 is about a real agent's speed, 0 is no pause */
  constructor(pace: number) {
    this.#pace = pace;
  }

  async run(turn: TurnContext): Promise<TurnEnd> {
    const stage = new Stage(turn, this.#pace);
    await stage.pause(400);
    return choose(stage)(stage);
  }
}

function choose(stage: Stage): Skit {
  const match = REPERTOIRE.find(([pattern]) => pattern.test(stage.asked));
  if (match) return match[1];
  return stage.turn.previousOutcome === "needs_input" ? takeUp : improvise;
}
