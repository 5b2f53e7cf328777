/** Builds elements without HTML strings, so that user input is always plain text. */

type Child = Node | string | null | undefined | false;
type Props = Record<string, unknown>;

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else set(element, name, value);
  }
  element.append(...children.filter((child): child is Node | string => child != null && child !== false));
  return element;
}

/** Sets an attribute; null, undefined and false remove it. */
export function set(element: Element, name: string, value: unknown): void {
  if (value == null || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value === true ? "" : String(value));
}

export function text(element: Element, value: string): void {
  if (element.textContent !== value) element.textContent = value;
}

/** Adds a stylesheet to a shadow tree. The page's CSP does not restrict a constructed one; the <style> for older browsers
 * needs permission. */
export function wear(shadow: ShadowRoot, css: string): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
  } catch {
    shadow.append(h("style", {}, css));
  }
}

const SVG = "http://www.w3.org/2000/svg";

/** A line icon in the current text color. */
export function icon(...paths: string[]): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = {
    viewBox: "0 0 24 24",
    fill: "none",
    stroke: "currentColor",
    "stroke-width": "2",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
    "aria-hidden": "true",
  };
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value);
  for (const path of paths) {
    const line = document.createElementNS(SVG, "path");
    line.setAttribute("d", path);
    svg.append(line);
  }
  return svg;
}

export const CHAT = "M21 11.5a8.4 8.4 0 0 1-8.9 8.4 9.6 9.6 0 0 1-4-.9L3 20.5l1.6-4.4A8 8 0 0 1 3.2 11.5 8.6 8.6 0 0 1 12 3a8.7 8.7 0 0 1 9 8.5Z";
export const MAIL = "M3 6h18v12H3ZM3 7l9 7 9-7";
export const LIST = "M4 6h16M4 12h16M4 18h10";
export const DOWN = "m6 9 6 6 6-6";
export const CROSS = "M18 6 6 18M6 6l12 12";
export const PLANE = "M12 19V5M5 12l7-7 7 7";
export const CLIP = "m21 11-8.6 8.6a5.5 5.5 0 0 1-7.8-7.8l8.6-8.6a3.7 3.7 0 0 1 5.2 5.2l-8.6 8.6a1.8 1.8 0 0 1-2.6-2.6l8-7.9";
export const SMILE = ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z", "M8.5 14s1.2 2 3.5 2 3.5-2 3.5-2M9 9.5h.01M15 9.5h.01"];
export const FILE = ["M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8Z", "M14 3v5h5"];
export const STAR = "m12 2.8 2.8 5.8 6.4.9-4.6 4.5 1.1 6.3-5.7-3-5.7 3 1.1-6.3L2.8 9.5l6.4-.9Z";
