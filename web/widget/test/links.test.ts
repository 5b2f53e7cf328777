import { describe, expect, it } from "vitest";
import { linked } from "../src/links";

function hrefs(text: string): (string | undefined)[] {
  return linked(text)
    .filter(({ href }) => href)
    .map(({ href }) => href);
}

describe("addresses in what somebody wrote", () => {
  it.each([
    ["See https://example.com.", ["https://example.com/"]],
    ["(https://example.com/a_(b))", ["https://example.com/a_(b)"]],
    ["www.example.com/x?y=1&z=2, please", ["https://www.example.com/x?y=1&z=2"]],
    ["write to me@example.com!", ["mailto:me@example.com"]],
    ["http://localhost:3000/demo", ["http://localhost:3000/demo"]],
    ["https://exämple.com/ü", ["https://xn--exmple-cua.com/%C3%BC"]],
    ["one https://a.example two https://b.example", ["https://a.example/", "https://b.example/"]],
  ])("finds %s", (text, expected) => {
    expect(hrefs(text)).toEqual(expected);
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "https://", "https://nowhere", "a@b", "3.14", "HTTPS", "file:///etc"])(
    "makes no link of %s",
    (text) => {
      expect(hrefs(text)).toEqual([]);
    },
  );

  it("loses nothing of the text", () => {
    for (const text of ["", "no link", "a https://x.example b", "<b>https://x.example</b>", "https://x.example…"]) {
      expect(
        linked(text)
          .map((part) => part.text)
          .join(""),
      ).toBe(text);
    }
  });

  it("takes linear time over long texts", () => {
    const begun = performance.now();
    const long = ["a", "a@", "https://x.", "www.", "www.a.", "https://x.y/)", "https://x.y/.", "(", "@"].map((part) =>
      part.repeat(10_000 / part.length),
    );
    for (const text of [...long, `https://x.y/${")".repeat(9_900)}`, `https://x.y/${".".repeat(9_900)}a`]) linked(text);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});
