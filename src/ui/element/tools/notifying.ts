import type { ReactiveController } from "lit";
import { OnDemand } from "../../../on-demand.js";
import type { Notifier, NotifyHost } from "../../notify/notify.js";
import type { Presentation } from "../../presentation/presentation.js";

/** The code of notifications. */
// oxlint-disable-next-line no-restricted-imports -- `ui/notify` is a file of its own, loaded here
export const notifyFile = new OnDemand(() => import("../../notify/notify.js"));

/** The properties and methods of the element that notifications use. */
interface Host extends NotifyHost {
  readonly notify: string | null | undefined;
  addController(controller: ReactiveController): void;
  requestUpdate(): void;
}

/** Loads the code that tells a person about new messages while the page is hidden, if the host has set `notify`. */
export class Notifying implements ReactiveController {
  readonly #host: Host;
  readonly #person: () => string | null;
  #notifier: Notifier | null = null;

  /** @param person the storage key of the person who uses the page; null if the person is unknown. */
  constructor(host: Host, person: () => string | null) {
    this.#host = host;
    this.#person = person;
    host.addController(this);
  }

  /**
   * Applies the tokens of `notify`. Returns the bell button; null if the tokens ask for none, or its code is not
   * loaded.
   */
  bell(presentation: Presentation): HTMLElement | null {
    const host = this.#host;
    if (!host.notify) this.hostDisconnected();
    else if (!notifyFile.loaded) void notifyFile.attempt().then((file) => file && host.requestUpdate());
    else if (host.isConnected) {
      this.#notifier ??= new notifyFile.loaded.Notifier(host, this.#person);
      this.#notifier.update(host.notify, presentation);
    }
    return this.#notifier?.bell ?? null;
  }

  hostConnected(): void {
    if (this.#host.notify) this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#notifier?.stop();
    this.#notifier = null;
  }
}
