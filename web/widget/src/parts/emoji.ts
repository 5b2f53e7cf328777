/** The picker of emoji: a field to search by name, and a grid. */

import type { Language } from "../../../generated/languages";
import { leads, matching, read, rowsOf, type Emoji } from "../../../shared/emoji";
import { h, set, text } from "../dom";
import type { Look } from "../look";
import { msg } from "../texts";

/** Where the field would bring up a keyboard, the grid has the focus first. */
const COARSE = matchMedia("(pointer: coarse)");
const GROUPS = [
  msg("Faces and feelings"),
  msg("People and hands"),
  msg("Animals and nature"),
  msg("Food and drink"),
  msg("Travel and places"),
  msg("Activities"),
  msg("Objects"),
  msg("Symbols"),
] as const;

export class Picker {
  readonly element: HTMLElement;
  private readonly field: HTMLInputElement;
  private readonly grid: HTMLElement;
  private readonly found: HTMLElement;
  private readonly groups: Emoji[][];
  private readonly language: Language;
  /** The grid's cells, their emoji, and how many there are in each row. */
  private cells: HTMLElement[] = [];
  private shown: Emoji[] = [];
  private rows: number[] = [];

  constructor(
    private readonly look: Look,
    data: string[][],
    /** The button that opens it, and has the focus again afterwards. */
    private readonly opener: HTMLElement,
    private readonly onChosen: (sign: string) => void,
  ) {
    const { t, language } = look;
    this.language = language;
    this.groups = read(data, language);
    this.field = h("input", {
      type: "search",
      placeholder: t("Search emoji"),
      "aria-label": t("Search emoji"),
      autocomplete: "off",
      dir: "auto",
      oninput: () => this.search(),
      onkeydown: (event: KeyboardEvent) => this.pressedInField(event),
    });
    this.found = h("p", { class: "found", role: "status" });
    this.grid = h("div", {
      role: "grid",
      class: "signs",
      "aria-label": t("Choose an emoji"),
      onkeydown: (event: KeyboardEvent) => this.pressedInGrid(event),
      onclick: (event: MouseEvent) => this.chooseAt(this.cells.indexOf(event.target as HTMLElement)),
    });
    const pressed = (event: KeyboardEvent): void => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation(); // which would close the panel
      this.show(false);
      opener.focus();
    };
    const left = ({ relatedTarget }: FocusEvent): void => {
      if (relatedTarget && relatedTarget !== opener && !this.element.contains(relatedTarget as Node)) this.show(false);
    };
    this.element = h("div", { class: "picker", role: "dialog", "aria-label": t("Choose an emoji"), onkeydown: pressed, onfocusout: left }, this.field, this.found, this.grid);
    this.show(false);
  }

  /** Opens it, or closes it. */
  toggle(): void {
    if (!this.element.hidden) return this.show(false);
    this.field.value = "";
    this.search();
    this.show(true);
    if (COARSE.matches) this.cells[0]?.focus();
    else this.field.focus();
  }

  private show(isShown: boolean): void {
    this.element.hidden = !isShown;
    set(this.opener, "aria-expanded", String(isShown));
  }

  private search(): void {
    const query = this.field.value.trim();
    const { t } = this.look;
    const results = query ? matching(this.groups, query, this.language) : [];
    const news = results.length ? t("Results: {n}", { n: results.length }) : t("No emoji found");
    const groups: [string, Emoji[]][] = query ? [[news, results]] : GROUPS.map((name, place) => [t(name), this.groups[place] ?? []]);
    text(this.found, query && news);
    set(this.found, "class", results.length ? "quiet" : "found");
    this.cells = [];
    this.shown = [];
    this.rows = [];
    this.grid.hidden = !!query && !results.length;
    this.grid.scrollTop = 0;
    this.grid.replaceChildren(...groups.map(([name, group]) => this.group(name, group, !query)));
    this.enter(0);
  }

  private group(name: string, group: Emoji[], isNamed: boolean): HTMLElement {
    const rows = rowsOf(group).map((row) => {
      this.rows.push(row.length);
      return h("div", { role: "row" }, ...row.map((emoji) => this.cell(emoji)));
    });
    return h("div", { role: "rowgroup", "aria-label": name }, isNamed && h("p", { "aria-hidden": "true" }, name), ...rows);
  }

  private cell(emoji: Emoji): HTMLElement {
    const cell = h("div", { role: "gridcell", tabindex: -1, "aria-label": emoji.name, title: emoji.name }, emoji.sign);
    this.cells.push(cell);
    this.shown.push(emoji);
    return cell;
  }

  /** Makes a cell the one that Tab leads to. */
  private enter(at: number): HTMLElement | undefined {
    for (const cell of this.grid.querySelectorAll("[tabindex='0']")) set(cell, "tabindex", -1);
    const cell = this.cells[at];
    if (cell) set(cell, "tabindex", 0);
    return cell;
  }

  private pressedInField(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229) return; // as in the composer
    if (event.key === "ArrowDown") this.enter(0)?.focus();
    else if (event.key === "Enter") this.chooseAt(this.field.value.trim() ? 0 : -1);
    else return;
    event.preventDefault();
  }

  private pressedInGrid(event: KeyboardEvent): void {
    const at = this.cells.indexOf(event.target as HTMLElement);
    if (event.key === "Enter" || event.key === " ") this.chooseAt(at);
    else {
      const to = leads(event, at, this.rows, getComputedStyle(this.grid).direction === "rtl");
      if (to === null) return;
      if (to === "search") this.field.focus();
      else this.enter(to)?.focus();
    }
    event.preventDefault();
  }

  private chooseAt(at: number): void {
    const emoji = this.shown[at];
    if (!emoji) return;
    this.show(false);
    this.onChosen(emoji.sign);
  }
}
