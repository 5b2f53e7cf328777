import { afterEach, describe, expect, it, vi } from "vitest";
import { takeCode } from "../src/tokens";

const code = (visitor: string, tenant = "A") => `${tenant}.${visitor}.1769851800123.${"0123456789abcdef".repeat(4)}`;

/** What is taken from a page's address, and what the address is then. */
function take(href: string): [string | null, string] {
  let shown = href;
  vi.stubGlobal("location", { href });
  vi.stubGlobal("history", { state: null, replaceState: (_: unknown, __: string, url: URL) => (shown = String(url)) });
  return [takeCode("ten_A"), shown];
}

afterEach(() => vi.unstubAllGlobals());

describe("the code of a mailed link", () => {
  it.each([
    [`?token=${code("V1")}`, code("V1"), ""],
    [`?preview&size=&q=a%20b&token=${code("V1")}#/item/1`, code("V1"), "?preview&size=&q=a%20b#/item/1"],
    [`?token=its-own&token=${code("V1")}`, code("V1"), "?token=its-own"],
    [`?token=${code("OLD")}&a=1&token=${code("V1")}`, code("V1"), "?a=1"],
    [`?token=${code("V1", "B")}`, null, `?token=${code("V1", "B")}`],
    ["?token=its-own", null, "?token=its-own"],
    ["?token=its.own.4.code", null, "?token=its.own.4.code"],
    ["?preview", null, "?preview"],
  ])("%s is taken, and the rest of the address stays", (query, taken, left) => {
    expect(take(`https://acme.example/p${query}`)).toEqual([taken, `https://acme.example/p${left}`]);
  });
});
