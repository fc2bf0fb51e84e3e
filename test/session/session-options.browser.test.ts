import { expect } from "chai";
import { withDefaults } from "../../src/session/session-options.js";

describe("the options of a session", () => {
  it("name the page's origin for a relative base, so that all streams to it share their slots", () => {
    const origins = ["/v3", "api", `${location.origin}/v3`].map(
      (baseUrl) => withDefaults({ baseUrl }).origin,
    );
    expect(origins).to.deep.equal([location.origin, location.origin, location.origin]);
  });

  it("name the origin of an absolute base", () => {
    expect(withDefaults({ baseUrl: "https://api.example/v3" }).origin).to.equal("https://api.example");
  });
});
