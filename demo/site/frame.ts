const PAGES = [
  ["/", "Chat"],
  ["/launcher.html", "Launcher"],
  ["/gallery.html", "Gallery"],
  ["/theme.html", "Theme"],
  ["/faults.html", "Fault lab"],
  ["/recipes.html", "Recipes"],
] as const;

/** A speech bubble whose tail is a bracket. */
const ICON = encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#3d4fd6" d="M6 4h20a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4H14l-8 6v-6a4 4 0 0 1-4-4V8a4 4 0 0 1 4-4z"/><path d="m13 9-4 5 4 5m6-10 4 5-4 5" fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/></svg>`,
);

const HEAD = `<meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, viewport-fit=cover" />
    <meta name="color-scheme" content="light dark" />
    <link rel="icon" href="data:image/svg+xml,${ICON}" />
    <link rel="stylesheet" href="/site/site.css" />
    <script type="module" src="/site/site.ts" blocking="render"></script>`;

const FOOTER = `<footer class="foot">
      <p>Everything here is real: the log, the retries, the signatures. Only the agent is an actor, so that it needs no key.</p>
    </footer>`;

function header(path: string): string {
  const links = PAGES.map(([href, name]) => {
    const current = href === path || (href === "/" && path === "/index.html") ? ' aria-current="page"' : "";
    return `<li><a href="${href}"${current}>${name}</a></li>`;
  });
  return `<a class="skip" href="#main">Skip to the content</a>
    <header class="head">
      <a class="mark" href="/" aria-label="oc-session, home">&lt;<b>oc-session</b>&gt;</a>
      <nav aria-label="Pages"><ul>${links.join("")}</ul></nav>
      <button class="icon-button" id="scheme" type="button"></button>
    </header>`;
}

/**
 * Inserts what all pages share, in place of the comments `<!-- head -->`, `<!-- header -->` and `<!-- footer -->`.
 *
 * @param path of the page, such as `/gallery.html`
 */
export function frame(html: string, path: string): string {
  return html
    .replace("<!-- head -->", HEAD)
    .replace("<!-- header -->", () => header(path))
    .replace("<!-- footer -->", FOOTER);
}
