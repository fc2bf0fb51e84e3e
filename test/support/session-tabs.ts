import { Session, type SessionOptions } from "../../src/core.js";

/**
 * Sessions of one page as the tabs of one origin: they share locks, channel and `localStorage` as tabs do;
 * `sessionStorage` is each one's own. After each test all are closed, and `localStorage` is cleared.
 *
 * @returns opens a session with `options`.
 */
export function sessionTabs(): (options: SessionOptions) => Session {
  const tabs: Session[] = [];
  afterEach(() => {
    tabs.splice(0).forEach((tab) => tab.close());
    localStorage.clear();
  });
  return (options) => {
    const tab = new Session({ ...options, storages: { shared: localStorage, tab: null } });
    tabs.push(tab);
    tab.open();
    return tab;
  };
}
