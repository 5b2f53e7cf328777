/** The workspace's accent color, and text colors that are readable on it. */

export type Rgb = [number, number, number];

const DEFAULT: Rgb = [37, 99, 235];
const READABLE = 4.5; // WCAG 2: contrast of text

export function parseColor(value: unknown): Rgb {
  if (typeof value !== "string") return DEFAULT;
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(value.trim());
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(value.trim());
  const found = short ? short.slice(1).map((digit) => digit + digit) : long?.slice(1);
  return found ? (found.map((digits) => parseInt(digits, 16)) as Rgb) : DEFAULT;
}

function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** White if it is readable, otherwise black: one of them always is. */
export function textOn(color: Rgb): Rgb {
  return contrast(color, [255, 255, 255]) >= READABLE ? [255, 255, 255] : [0, 0, 0];
}

/** The color shifted away from the text on it, so that a gradient between the two stays readable. */
export function deepened(color: Rgb): Rgb {
  const towards = textOn(color)[0] ? 0 : 255;
  return color.map((part) => Math.round(part + (towards - part) * 0.22)) as Rgb;
}

export function css(color: Rgb): string {
  return `rgb(${color.join(" ")})`;
}
