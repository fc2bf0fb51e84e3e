/** The code of every page: the choice of light or dark, and copy buttons. */

const STORED = "oc-demo-scheme";
const SCHEMES = ["light", "dark"] as const;
type Scheme = (typeof SCHEMES)[number];

const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

function schemeNow(): Scheme {
  const stored = localStorage.getItem(STORED);
  return SCHEMES.find((scheme) => scheme === stored) ?? (systemIsDark.matches ? "dark" : "light");
}

function showScheme(): void {
  const scheme = schemeNow();
  document.documentElement.dataset["scheme"] = scheme;
  const button = document.querySelector<HTMLButtonElement>("#scheme");
  if (!button) return;
  const other = scheme === "dark" ? "light" : "dark";
  button.textContent = other === "dark" ? "☾" : "☀";
  button.ariaLabel = `Switch to ${other}`;
  button.title = button.ariaLabel;
}

function addCopyButton(snippet: HTMLElement): void {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  const words = document.createElement("span");
  const what = document.createElement("span");
  words.ariaLive = "polite";
  words.textContent = "Copy";
  what.className = "hidden";
  what.textContent = " the snippet";
  button.append(words, what);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(snippet.querySelector("code")?.textContent ?? "");
    words.textContent = "Copied";
    setTimeout(() => (words.textContent = "Copy"), 2000);
  });
  snippet.append(button);
}

// Before the first paint, so that a person who chose dark sees no white flash.
showScheme();
systemIsDark.addEventListener("change", showScheme);
document.addEventListener("DOMContentLoaded", () => {
  showScheme();
  document.querySelector("#scheme")?.addEventListener("click", () => {
    localStorage.setItem(STORED, schemeNow() === "dark" ? "light" : "dark");
    showScheme();
  });
  // On a phone the list of pages is wider than the screen.
  document.querySelector("nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  for (const snippet of document.querySelectorAll<HTMLElement>(".snippet")) addCopyButton(snippet);
});
