import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { StoredEvent } from "../log/event.js";

/** From a commit that is announced at once to one that waited for a reconnection. */
const LAG_BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** From a scripted reply to an agent's long work. */
const TURN_BUCKETS_S = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800];

const REQUEST_BUCKETS_S = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** The server's metrics, in Prometheus' format. No label names a session, a person or a key. */
export class Metrics {
  readonly #registry = new Registry();
  readonly appends = this.#counter("oc_events_appended_total", "Events committed by this process.");
  readonly deliveryLag = this.#histogram(
    "oc_event_delivery_lag_seconds",
    "Time from an event's commit until it is written to this process's readers.",
    LAG_BUCKETS_S,
  );
  readonly turns = this.#histogram(
    "oc_turn_duration_seconds",
    "Duration of this process's turns, by outcome.",
    TURN_BUCKETS_S,
    ["outcome"],
  );
  readonly webhooks = this.#counter("oc_webhook_attempts_total", "Webhook attempts, by result.", ["status"]);
  readonly requests = this.#histogram(
    "oc_http_request_duration_seconds",
    "Duration of requests without streams, by method and status.",
    REQUEST_BUCKETS_S,
    ["method", "status"],
  );
  readonly errors = this.#counter("oc_errors_total", "Failures of the server, by place.", ["where"]);

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  /** Observes the time from the commit of the first of these events until now. */
  observeLag([first]: readonly StoredEvent[]): void {
    const committed = Date.parse(/"ts":"([^"]+)"/.exec(first?.json ?? "")?.[1] ?? "");
    if (committed > 0) this.deliveryLag.observe(Math.max(0, Date.now() - committed) / 1000);
  }

  /** Adds a gauge whose value is read when the metrics are. */
  watch(name: string, help: string, read: () => number): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect: () => gauge.set(read()),
    });
  }

  /** The content type of {@link text}. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** The current metrics. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #counter<Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) {
    return new Counter<Label>({ name, help, labelNames, registers: [this.#registry] });
  }

  #histogram<Label extends string>(
    name: string,
    help: string,
    buckets: number[],
    labelNames: readonly Label[] = [],
  ) {
    return new Histogram<Label>({ name, help, buckets, labelNames, registers: [this.#registry] });
  }
}
