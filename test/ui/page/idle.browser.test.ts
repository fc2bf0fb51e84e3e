import { expect } from "chai";
import { whenPainted } from "../../../src/ui/page/idle.js";

const { requestAnimationFrame: nextFrame, setTimeout: later } = window;

afterEach(() => Object.assign(window, { requestAnimationFrame: nextFrame, setTimeout: later }));

describe("work that waits until the page is painted", () => {
  it("is begun once, after two frames", async () => {
    let frames = 0;
    window.requestAnimationFrame = (then) =>
      nextFrame((time) => {
        frames += 1;
        then(time);
      });
    const seen: number[] = [];
    await new Promise<void>((done) => {
      whenPainted(() => {
        seen.push(frames);
        done();
      });
    });
    await new Promise(nextFrame);
    expect(seen).to.deep.equal([2]);
  });

  it("is begun in a page that paints nothing", async () => {
    window.requestAnimationFrame = () => 0;
    const waits: (number | undefined)[] = [];
    window.setTimeout = ((then: () => void, ms?: number) => {
      waits.push(ms);
      return later(then);
    }) as typeof setTimeout;
    await new Promise<void>((done) => {
      whenPainted(done);
    });
    expect(waits[0]).to.equal(1_000);
  });
});
