import { expect } from "chai";

const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;

/** The sRGB bytes of any CSS colour, in any notation of an engine. */
export function bytes(color: string): readonly number[] {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0, a] = canvas.getImageData(0, 0, 1, 1).data;
  expect(a, `${color} is opaque`).to.equal(255);
  return [r, g, b];
}

/** The relative luminance of a colour: 0 for black, 1 for white. */
export function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = bytes(color)
    .map((byte) => byte / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast ratio of two colours. WCAG 2.2, 1.4.3. */
export function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}
