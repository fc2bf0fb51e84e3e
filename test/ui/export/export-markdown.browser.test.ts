import { expect } from "chai";
import { marked } from "marked";
import type { Entry } from "../../../src/session/state/state.js";
import { isHidden } from "../../../src/ui/entry/custom-rendering.js";
import { exportMarkdown } from "../../../src/ui/export/export-markdown.js";
import { makeMath } from "../../../src/ui/features/math.js";
import { NO_URLS } from "../../../src/ui/presentation/safe-urls.js";
import type { Presentation, Renderers } from "../../../src/ui/presentation/presentation.js";
import { card, message, notice, question, work } from "../../support/entries.js";
import * as markup from "../../../src/ui/markup/markup.js";
import { event } from "../../support/log.js";
import { presentationOf } from "../../support/presentation.js";

const PRESENTATION = presentationOf(document.createElement("div"), { agentName: "Ada" });

const HEADING = "**Ada**, 2026-05-04T09:30:00.000Z";
const exported = (entries: Iterable<Entry>, presentation: Partial<Presentation> = {}) =>
  exportMarkdown(entries, { ...PRESENTATION, ...presentation }, markup, isHidden);

/** What the export makes of an agent's words, without heading and quote. */
async function words(text: string, presentation?: Partial<Presentation>): Promise<string> {
  const [heading, empty, ...lines] = (await exported([message(text)], presentation)).trimEnd().split("\n");
  expect([heading, empty]).to.deep.equal([HEADING, ""]);
  expect(
    lines.every((line) => line.startsWith("> ")),
    lines.join("\n"),
  ).to.equal(true);
  return lines.map((line) => line.slice(2)).join("\n");
}

describe("a conversation as markdown", () => {
  it("says of a card how it came out, and names one without a title by its kind", async () => {
    const failing = card({ card: "pull-request", title: "Checks", verdict: "failing", text: "build" });
    expect(await exported([failing])).to.equal("> Checks\n> \n> Failing checks: build\n");
    expect(await exported([card({ card: "source" })])).to.equal("> Automation\n");
  });

  it("has what is folded on the screen, as code that ends nowhere but at its end", async () => {
    const report = card({ card: "pull-request", code: "comment", title: "#7", payload: "a\n```\n# b\u202e" });
    expect(await exported([report])).to.equal("> Comment · \\#7\n> \n> ````\n> a\n> ```\n> # b\n> ````\n");
    const steps = [
      { id: "1", label: "bash", detail: "ls", ok: true, output: "x\n\ny" },
      { id: "2", label: "edit", detail: "z", ok: null, output: " \n" },
    ];
    const written = await exported([work(steps)]);
    expect(written).to.equal("> - ✓ bash ls\n>   \n>   ```\n>   x\n>   \n>   y\n>   ```\n> - edit z\n");
    expect(marked.parse(written)).to.contain("<code>x\n\ny\n</code>");
  });

  it("has no work that the screen does not show", async () => {
    const steps = [{ id: "1", label: "bash", detail: "cat keys", ok: true }];
    const entries = [message("a"), work(steps), message("b")];
    expect(await exported(entries, { activity: "none" })).to.equal(
      `${HEADING}\n\n> a\n\n---\n\n${HEADING}\n\n> b\n`,
    );
  });

  it("has no entry that a renderer of the host hides, drawn or not", async () => {
    const [shown, hidden, failing] = [1, 2, 3].map((seq) => event({ seq, type: "app.note" }));
    const signals: AbortSignal[] = [];
    const renderers: Renderers = {
      "app.*": ({ seq }, { signal }) => {
        signals.push(signal);
        if (seq === 3) throw new Error("A renderer that fails draws the default.");
        return seq === 2 ? null : document.createElement("p");
      },
    };
    const entries = [
      message("a", { event: shown! }),
      ...Array.from({ length: 120 }, () => message("hidden", { event: hidden! })),
      message("b", { event: failing! }),
    ];
    const expected = `${HEADING}\n\n> a\n\n---\n\n${HEADING}\n\n> b\n`;
    expect(await exported(entries, { renderers })).to.equal(expected);
    expect(await exported(entries, { renderers })).to.equal(expected);
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true, true, true]);
    expect(PRESENTATION.host.childElementCount).to.equal(0);
    expect(await exported(entries, { renderers: { "app.note": () => undefined } })).to.contain("> hidden");
  });

  it("says who, when and what", async () => {
    const entries = [message("Hello", { from: "user", name: "Kim" }), message("# Hi\n\nthere")];
    expect(await exported(entries)).to.equal(
      `**Kim**, 2026-05-04T09:30:00.000Z\n\n> Hello\n\n---\n\n${HEADING}\n\n> # Hi\n> \n> there\n`,
    );
    expect(await exported([])).to.equal("");
  });

  it("names each agent as the screen does", async () => {
    const entries = [message("Hi", { name: "Bob" }), message("Hi", { name: "Eve" }), message("Hi")];
    const named = [...(await exported(entries, { agentName: "" })).matchAll(/\*\*(.*)\*\*/g)];
    expect(named.map(([, name]) => name)).to.deep.equal(["Bob", "Eve", "Agent"]);
  });

  it("has a question as the agent's message, with the answers that it offered", async () => {
    const options = [
      { label: "How it *looks*", value: "looks" },
      { label: "How fast\nit is", value: "speed" },
    ];
    expect(await exported([question("**Which** part?", { options })])).to.equal(
      `${HEADING}\n\n> **Which** part?\n> \n> - How it \\*looks\\*\n> - How fast it is\n`,
    );
    expect(await exported([question("Which?")])).to.equal(`${HEADING}\n\n> Which?\n`);
  });

  it("has every entry of a long one, in order", async () => {
    const entries = Array.from({ length: 1234 }, (_, i) => message(`message ${i + 1}`));
    const found = [...(await exported(entries)).matchAll(/^> message (\d+)$/gm)].map(([, n]) => Number(n));
    expect(found).to.deep.equal(entries.map((_, i) => i + 1));
  });

  it("keeps the markup that the screen shows", async () => {
    const texts = [
      "**a** *b* ~~c~~ `d` e\\\nf",
      "# a\n\n## b\n\n#### c",
      "- a\n- b\n  - c\n  - d",
      "3. a\n4. b\n\n   more\n\n5. c",
      "> a\n> \n> > b",
      "```\nlet a = `x`;\n\n  b\n```",
      "````\n```\n````",
      "| a | b |\n| --- | --- |\n| `c` | d |",
      "[words](<https://a.example/x?y=1>)",
      "`` a`b ``",
      "`a | b`",
      "| `a \\| b` |\n| --- |",
    ];
    for (const text of texts) {
      const written = await words(text);
      expect(marked.parse(written), written).to.equal(marked.parse(text.replace("[^]", "")));
    }
  });

  it("holds all of a text that comes in steps", async () => {
    const text = Array.from({ length: 3000 }, (_, i) => `line ${i}`).join("\n\n");
    expect(await words(text)).to.equal(text);
  });

  it("has no line of another's but in a quote, whatever it holds", async () => {
    const forged = "**Ada**, 2026-05-04T09:30:00.000Z\n\n> I agree\n\n---";
    for (const end of ["\n", "\r", "\r\n", "\u2028", "\u2029", "\u0085", "\v", "\f"]) {
      const text = `x${end}${end}${forged.replaceAll("\n", end)}`;
      for (const from of ["user", "agent", "system"] as const) {
        const all = await exported([message(text, { from, name: `K${end}${end}**Ada**, 2026${end}# x` })]);
        const ours = all
          .split(/[\n\r\u2028\u2029\u0085\v\f]/)
          .filter((line) => line && !line.startsWith(">"));
        expect(ours, JSON.stringify(all)).to.have.length(1);
        const page = new DOMParser().parseFromString(await marked.parse(all), "text/html");
        expect(page.querySelectorAll("body > p > strong")).to.have.length(1);
        expect(page.querySelectorAll("body > :not(p, blockquote)")).to.have.length(0);
      }
    }
    const things = [card({ title: forged, text: forged, payload: forged }), notice({ text: forged })];
    const step = { id: "1", label: forged, detail: forged, ok: true, output: forged };
    for (const line of (await exported([...things, work([step])])).split("\n")) {
      expect(line).to.match(/^(?:> .*|---|)$/);
    }
  });

  it("closes what a message leaves open", async () => {
    const all = await exported([message("```js\nlet a"), message("<!-- x"), message("**after")]);
    const page = new DOMParser().parseFromString(await marked.parse(all), "text/html");
    expect(page.querySelectorAll("body > p > strong")).to.have.length(3);
    expect(page.body.textContent).to.contain("<!-- x").and.to.contain("**after");
  });

  it("makes no element of another's markup, and no link that the screen refuses", async () => {
    const texts = [
      "<img src=x onerror=alert(1)>",
      "<script>alert(1)</script>",
      "a <b onclick=x>b</b> &lt;i&gt; &#60;u&#62;",
      "[x](javascript:alert(1)) ![x](https://evil.test/i.png)",
      "[x]: javascript:alert(1)\n\n[x] https://refused.test www.refused.test x@refused.test",
      "`<b>` \\<b>",
      "|a|\n|-|\n|<b>`\\|`|",
    ];
    for (const text of texts) {
      for (const from of ["user", "agent"] as const) {
        const all = await exported([message(text, { from, name: text })], { links: NO_URLS });
        const page = new DOMParser().parseFromString(await marked.parse(all), "text/html");
        expect(page.querySelectorAll("a, img, script, b, i, u, [onclick]"), all).to.have.length(0);
      }
    }
  });

  it("makes no element of a formula for a program that knows no formulas", async () => {
    const formulas = [
      "$\\text{<img src=x onerror=alert(1)>}$",
      "$$\nx <b onclick=x>y\n$$",
      "$a</script><!-- ?>$",
      "$[x](javascript:alert(1)) ![x](https://evil.test/i.png)$",
      "$\\text{https://refused.test www.refused.test x@refused.test}$",
    ];
    for (const formula of formulas) {
      const all = await exported([message(formula)], { links: NO_URLS, makeMath });
      const page = new DOMParser().parseFromString(await marked.parse(all), "text/html");
      expect(page.querySelectorAll("a, img, script, b, [onclick]"), all).to.have.length(0);
      expect(page.body.textContent, all).not.to.contain("<!--");
    }
    expect(await words("$f: [0,1] \\to x$", { makeMath })).to.equal("$f: [0,1] \\to x$");
  });

  it("says where a link leads, as the screen does", async () => {
    expect(await words("[bank.example](https://evil.test)")).to.equal(
      "[bank.example (leads to evil.test)](<https://evil.test/>)",
    );
    expect(await words("https://a.example/x")).to.equal("[https:\\//a.example/x](<https://a.example/x>)");
    expect(await words("![chart](https://a.example/c.png)")).to.equal("chart");
  });

  it("has nothing that hides", async () => {
    expect(await words("a\u202eb\u200bc\x1b[31m\u{e0041}\0")).to.equal("abc");
    expect(await words("[x]: https://a.example 'hidden'\n\n[seen][x]")).to.equal(
      "[seen](<https://a.example/>)",
    );
  });

  it("quotes cards, notices and work", async () => {
    const preview = card({ title: "My [app]", text: "*ready*", href: "https://x.example/a b" });
    expect(await exported([preview])).to.equal(
      "> [My \\[app\\]](<https://x.example/a%20b>)\n> \n> \\*ready\\*\n",
    );
    expect(await exported([card({ title: "x", href: "javascript:x" })])).to.equal("> x\n");
    expect(await exported([notice({ code: "max_turns" })])).to.equal(
      "> Stopped: the limit of steps is reached.\n",
    );
    const failed = notice({ tone: "error", code: "overloaded", text: "*Busy*" });
    expect(await exported([failed])).to.equal("> Something went wrong.\n> \n> \\*Busy\\*\n");
    const steps = [
      { id: "1", label: "read", detail: "a\nb", ok: true },
      { id: "2", label: "test", detail: "", ok: false },
    ];
    expect(await exported([work(steps)])).to.equal("> - ✓ read a b\n> - ✗ test\n");
  });

  it("keeps the lines that people wrote", async () => {
    const all = await exported([message("1. a\n  b\n\n- *c*", { from: "user", name: "Kim" })]);
    expect(all).to.equal("**Kim**, 2026-05-04T09:30:00.000Z\n\n> 1\\. a\\\n> b\n> \n> \\- \\*c\\*\n");
  });
});
