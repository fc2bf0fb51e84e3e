import { expect } from "chai";
import { mount, part, until } from "../../support/element.js";
import { LocalServer } from "../../support/local-server.js";

/** A zone in which the time is another one than in that of the tests. */
const ZONE = { timeZone: "Pacific/Kiritimati", offset: -14 * 60 };

it("draws times anew when the page is shown again in another time zone, and keeps the messages", async () => {
  const server = await LocalServer.start();
  const { id, token } = await server.createSession({ input: "Hello" });
  const chat = mount({ session: id, token, baseUrl: server.baseUrl });
  const { DateTimeFormat } = Intl;
  const { getTimezoneOffset } = Date.prototype;
  try {
    const time = await until(() => chat.shadowRoot!.querySelector("time"), "a time");
    await until(() => time.textContent.trim() !== "", "a drawn time");
    const [before, bubble] = [time.textContent, part(chat, "bubble")];
    const there = (date: Date, options: Intl.DateTimeFormatOptions) =>
      new DateTimeFormat("en", { ...options, timeZone: ZONE.timeZone }).format(date);
    Intl.DateTimeFormat = class extends DateTimeFormat {
      constructor(tags: Intl.LocalesArgument, options: Intl.DateTimeFormatOptions) {
        super(tags, { ...options, timeZone: ZONE.timeZone });
      }
    } as unknown as typeof DateTimeFormat;
    Date.prototype.getTimezoneOffset = () => ZONE.offset;
    document.dispatchEvent(new Event("visibilitychange"));
    await until(() => time.textContent !== before, "another time");
    expect(time.textContent).to.equal(there(new Date(time.dateTime), { hour: "numeric", minute: "2-digit" }));
    expect(part(chat, "bubble")).to.equal(bubble);
  } finally {
    Intl.DateTimeFormat = DateTimeFormat;
    Date.prototype.getTimezoneOffset = getTimezoneOffset;
    chat.remove();
    await server.close();
  }
});
