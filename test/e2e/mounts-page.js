/** Runs in the page of `mounts.node.test.ts`, before any other script: counts what a page has to be rid of again. */

/** What there is now, by its name. */
const counts = {};
/** What there has ever been. */
const seen = new Set();
const wait = window.setTimeout.bind(window);

function count(name, by) {
  counts[name] = (counts[name] ?? 0) + by;
  if (by > 0) seen.add(name);
}

/** Counts what has been begun and has neither ended by itself nor been ended. */
function watchTimers(begin, end, isOnce) {
  const [beginIt, endIt] = [window[begin].bind(window), window[end].bind(window)];
  const running = new Set();
  const over = (id) => running.delete(id) && count(begin, -1);
  window[begin] = (callback, ...rest) => {
    const id = beginIt(
      (...values) => {
        if (isOnce) over(id);
        callback(...values);
      },
      ...rest,
    );
    running.add(id);
    count(begin, 1);
    return id;
  };
  window[end] = (id) => {
    over(id);
    endIt(id);
  };
}

watchTimers("setTimeout", "clearTimeout", true);
watchTimers("setInterval", "clearInterval", false);
watchTimers("requestAnimationFrame", "cancelAnimationFrame", true);
watchTimers("requestIdleCallback", "cancelIdleCallback", true);

for (const type of ["ResizeObserver", "IntersectionObserver", "MutationObserver"]) {
  const { observe, unobserve, disconnect } = window[type].prototype;
  // Nothing here may hold what is observed.
  const observed = new WeakMap();
  const of = (observer) => observed.get(observer) ?? { targets: new WeakSet(), size: 0 };
  const set = (observer, targets, size) => {
    count(type, Number(size > 0) - Number(of(observer).size > 0));
    observed.set(observer, { targets, size });
  };
  Object.assign(window[type].prototype, {
    observe(target, ...rest) {
      observe.call(this, target, ...rest);
      const { targets, size } = of(this);
      // What follows changes within a chat goes with it.
      if (targets.has(target) || (type === "MutationObserver" && !outlives(target))) return;
      set(this, targets.add(target), size + 1);
    },
    disconnect() {
      disconnect.call(this);
      set(this, new WeakSet(), 0);
    },
  });
  if (unobserve)
    window[type].prototype.unobserve = function (target) {
      unobserve.call(this, target);
      const { targets, size } = of(this);
      if (targets.delete(target)) set(this, targets, size - 1);
    };
}

/** Listeners at what outlives a chat. Those at a chat's own nodes go with them. */
const { addEventListener, removeEventListener } = EventTarget.prototype;
const listeners = new Map();
const idOf = (type, options) =>
  `${type} ${typeof options === "object" ? Boolean(options?.capture) : Boolean(options)}`;

function outlives(target) {
  if (target instanceof Node) return [document, document.documentElement, document.body].includes(target);
  return target === window || target instanceof MediaQueryList || target instanceof VisualViewport;
}

EventTarget.prototype.addEventListener = function (type, listener, options) {
  addEventListener.call(this, type, listener, options);
  const target = this ?? window;
  if (!listener || options?.signal?.aborted || !outlives(target)) return;
  const known = listeners.get(target) ?? new Map();
  listeners.set(target, known);
  const id = idOf(type, options);
  const those = known.get(id) ?? new Set();
  known.set(id, those);
  if (those.has(listener)) return;
  those.add(listener);
  const name = `${target.constructor.name} ${type}`;
  count(name, 1);
  const gone = () => those.delete(listener) && count(name, -1);
  if (options?.once)
    addEventListener.call(target, type, gone, { once: true, capture: Boolean(options.capture) });
  if (options?.signal) addEventListener.call(options.signal, "abort", gone, { once: true });
};

EventTarget.prototype.removeEventListener = function (type, listener, options) {
  removeEventListener.call(this, type, listener, options);
  const target = this ?? window;
  const wasThere = listeners.get(target)?.get(idOf(type, options))?.delete(listener);
  if (wasThere) count(`${target.constructor.name} ${type}`, -1);
};

window.BroadcastChannel = class extends BroadcastChannel {
  #isOpen = true;
  constructor(name) {
    super(name);
    count("BroadcastChannel", 1);
  }
  close() {
    if (this.#isOpen) count("BroadcastChannel", -1);
    this.#isOpen = false;
    super.close();
  }
};

/** Resolves with what `find` gives, once it gives something. */
async function shown(what, find, patience) {
  for (const end = performance.now() + patience; performance.now() < end;) {
    const found = find();
    if (found) return found;
    await new Promise((later) => wait(later, 1));
  }
  throw new Error(`never came: ${what}`);
}

/** Opens a chat and a list, with all that can be open in them, and takes them away. */
async function comeAndGo(attributes, isEven, patience) {
  const chat = document.createElement("oc-session");
  chat.style.cssText = "display: block; inline-size: 360px; block-size: 320px";
  for (const [name, value] of new URLSearchParams(attributes)) chat.setAttribute(name, value);
  const actions = Array.from({ length: 14 }, (_, i) => ({ name: `a${i}`, label: `Action ${i}` }));
  Object.assign(chat, { actions, upload: () => new Promise(() => {}) });
  const list = document.createElement("oc-session-list");
  list.items = [{ session: "a", title: "One", updatedAt: 0 }];
  document.body.append(chat, list);
  const find = (selector) => chat.shadowRoot.querySelector(selector);
  const until = (what, look) => shown(what, look, patience);
  const picker = await until("what takes files", () => find("[type=file]"));
  const files = new DataTransfer();
  files.items.add(new File(["words"], "a.txt", { type: "text/plain" }));
  picker.files = files.files;
  picker.dispatchEvent(new Event("change"));
  await until("the file", () => find("oc-composer [part~=attachment]"));
  chat.find("needle");
  await until("a match", () => /^\d of/.test(find("[part~=find-count]")?.textContent));
  // One menu is open at a time, and a scroll may close the one of actions again.
  const open = (button) => (find(button)?.click(), null);
  if (isEven)
    await until("the menu of actions", () => find("[part~=action-menu]") ?? open("oc-entry [aria-haspopup]"));
  else {
    open("[part~=menu-button]");
    await until("the menu", () => find("[part~=menu-item]"));
  }
  list.shadowRoot.querySelector("button:not([part~=item-button])")?.click();
  chat.remove();
  list.remove();
}

Object.assign(window, {
  async comeAndGo(attributes, times, patience) {
    for (let i = 0; i < times; i += 1) await comeAndGo(attributes, i % 2 === 0, patience);
    getSelection()?.removeAllRanges();
  },
  /** What is left once it is as wanted, or else when the patience is at its end. */
  async left(wanted, patience) {
    const now = () =>
      Object.fromEntries(
        Object.entries(counts)
          .filter(([, n]) => n !== 0)
          .sort(),
      );
    const isWanted = () =>
      wanted
        ? JSON.stringify(now()) === JSON.stringify(wanted)
        : !/set|request/.test(Object.keys(now()).join());
    for (const end = performance.now() + patience; !isWanted() && performance.now() < end;)
      await new Promise((later) => wait(later, 20));
    performance.clearResourceTimings();
    return now();
  },
  seen: () => [...seen],
});
