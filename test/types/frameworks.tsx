/** Checked by the compiler alone: what the frameworks' templates accept of our elements, and what they refuse. */
import type { SvelteHTMLElements } from "svelte/elements";
import type { GlobalComponents } from "vue";
import type {} from "../../src/types/jsx.js";
import type {} from "../../src/types/svelte.js";
import type {} from "../../src/types/vue.js";

export const react = (
  <oc-launcher open placement="bottom-start" onoc-show={(event) => event.detail satisfies null}>
    <oc-session
      className="chat"
      endpoint="/api/chat"
      prompts={["Hello", { label: "Primes", text: "Print the first primes" }]}
      refs={{ order: 7 }}
      level="progress"
      menu="find copy"
      permalink={(entry) => `#${entry.id}`}
      onoc-turn={(event) => event.detail.turn satisfies "idle" | "working" | "awaiting-input"}
    />
  </oc-launcher>
);

export const reactList = (
  <oc-session-list
    for="chat"
    items={[{ session: "ses_1", title: "Primes", unread: 2, state: "working" }]}
    onoc-rename={(event) => event.detail.title satisfies string}
  />
);
// @ts-expect-error -- no such state
export const reactState = <oc-session-list items={[{ session: "ses_1", title: "x", state: "asleep" }]} />;

// @ts-expect-error -- no such level
export const reactLevel = <oc-session level="everything" />;
// @ts-expect-error -- a property that is only read
export const reactUnread = <oc-session unread={3} />;

type VueProps = InstanceType<GlobalComponents["oc-session"]>["$props"];
export const vue: VueProps = { endpoint: "/api/chat", readOnly: true, class: "chat", prompts: null };
// @ts-expect-error -- not a boolean
export const vueReadOnly: VueProps = { readOnly: "yes" };

type VueListProps = InstanceType<GlobalComponents["oc-session-list"]>["$props"];
export const vueList: VueListProps = { for: "chat", items: [{ session: "ses_1", title: "x", updatedAt: 0 }] };

type SvelteListProps = SvelteHTMLElements["oc-session-list"];
export const svelteList: SvelteListProps = {
  items: null,
  "onoc-select": ({ detail }) => detail.session.length,
};

type SvelteProps = SvelteHTMLElements["oc-session"];
export const svelte: SvelteProps = { endpoint: "/api/chat", "onoc-unread": ({ detail }) => detail.count + 1 };
// @ts-expect-error -- not a number
export const svelteHeading: SvelteProps = { heading: 5 };
export const svelteAttributes: SvelteProps = { "base-url": "/api/agent", "max-files": "3", "after-seq": 3 };
// @ts-expect-error -- not a number
export const svelteFiles: SvelteProps = { "max-files": "three" };
// @ts-expect-error -- no such attribute
export const svelteCase: SvelteProps = { "base-uri": "/api/agent" };
