import { describe, expect, it } from "vitest";
import de from "../../shared/emoji/de.json";
import en from "../../shared/emoji/en.json";
import es from "../../shared/emoji/es.json";
import tr from "../../shared/emoji/tr.json";
import { leads, matching, read, rowsOf } from "../../shared/emoji";

const signs = (groups: string[][]): string[] => groups.flat().map((line) => line.split(" ", 1)[0] ?? "");

describe("the search for an emoji", () => {
  it.each([
    ["en", en, "thumbs up", "👍"],
    ["en", en, "THUMB", "👍"],
    ["de", de, "daumen hoch", "👍"],
    ["de", de, "grussen", "🖖"],
    ["tr", tr, "GÖZYAŞI", "😂"],
    ["tr", tr, "gozyasi", "😂"],
    ["es", es, "corazon rojo", "❤️"],
  ] as const)("finds in %s by name or keyword, whatever the case and accents", (language, data, query, sign) => {
    expect(matching(read(data, language), query, language).map((emoji) => emoji.sign)).toContain(sign);
  });

  it("shows those first whose name begins with what is searched", () => {
    expect(matching(read(en, "en"), "rocket", "en")[0]).toMatchObject({ sign: "🚀", name: "rocket" });
  });

  it("offers the same emoji in each language, all with a name", () => {
    for (const [language, data] of [["de", de], ["es", es], ["tr", tr]] as const) {
      expect(signs(data)).toEqual(signs(en));
      expect(read(data, language).flat().filter(({ name }) => !name)).toEqual([]);
    }
  });
});

describe("the keys of the grid", () => {
  const rows = [8, 8, 3, 8]; // the third is a group's last

  it.each([
    ["ArrowRight", 18, 19],
    ["ArrowLeft", 0, 0],
    ["ArrowDown", 13, 18],
    ["ArrowUp", 24, 18],
    ["ArrowUp", 3, "search"],
    ["Home", 17, 16],
    ["End", 17, 18],
    ["PageDown", 2, 21],
    ["Tab", 2, null],
  ] as const)("%s leads from %i to %s", (key, from, to) => {
    expect(leads({ key, ctrlKey: false }, from, rows, false)).toBe(to);
  });

  it("go the other way where text is written from right to left", () => {
    expect(leads({ key: "ArrowLeft", ctrlKey: false }, 4, rows, true)).toBe(5);
  });

  it("are those of rows of eight", () => {
    expect(rowsOf(read(en, "en")[0] ?? []).map((row) => row.length).slice(0, 2)).toEqual([8, 8]);
  });
});
