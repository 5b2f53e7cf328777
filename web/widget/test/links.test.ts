import { describe, expect, it } from "vitest";
import { linked } from "../../shared/links";
import table from "../../shared/links.json";

const cases: { text: string; links: object }[] = table;

describe("addresses in what somebody wrote", () => {
  it.each(cases)("are links to where a person would say they end: $text", ({ text, links }) => {
    const found = linked(text).flatMap(({ text: shown, href }) => (href ? [[shown, href]] : []));
    expect(found).toEqual(Object.entries(links));
  });

  it.each(cases)("are told without losing anything of: $text", ({ text }) => {
    expect(
      linked(text)
        .map((part) => part.text)
        .join(""),
    ).toBe(text);
  });

  it("takes linear time over long texts", () => {
    const begun = performance.now();
    const long = ["a", "a@", "a.", "a@b.", "https://x.", "www.", "www.a.", "https://x.y/)", "https://x.y/.", "(", "@", "'", "&amp;", "文"].map(
      (part) => part.repeat(10_000 / part.length),
    );
    for (const end of [")", "(", ".", "'a", "&amp;", "[]"]) long.push(`https://x.y/${end.repeat(9_900 / end.length)}`);
    for (const text of [...long, `https://x.y/${".".repeat(9_900)}a`]) linked(text);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});
