import { afterEach, describe, expect, it, vi } from "vitest";
import { takeToken } from "../src/tokens";

const encode = (value: object) => btoa(JSON.stringify(value)).replace(/=+$/, "");
const token = (visitor: string, tenant = "ten_A") =>
  `${encode({ alg: "HS256" })}.${encode({ iss: "connextlive", role: "VISITOR", sub: visitor, tid: tenant })}.s`;

/** What is taken from a page's address, and what the address is then. */
function take(href: string): [string | undefined, string] {
  let shown = href;
  vi.stubGlobal("location", { href });
  vi.stubGlobal("history", { state: null, replaceState: (_: unknown, __: string, url: URL) => (shown = String(url)) });
  return [takeToken("ten_A")?.visitorId, shown];
}

afterEach(() => vi.unstubAllGlobals());

describe("the token of a mailed link", () => {
  it.each([
    [`?token=${token("vis_1")}`, "vis_1", ""],
    [`?preview&size=&q=a%20b&token=${token("vis_1")}#/item/1`, "vis_1", "?preview&size=&q=a%20b#/item/1"],
    [`?token=its-own&token=${token("vis_1")}`, "vis_1", "?token=its-own"],
    [`?token=${token("vis_old")}&a=1&token=${token("vis_1")}`, "vis_1", "?a=1"],
    [`?token=${token("vis_1", "ten_B")}`, undefined, `?token=${token("vis_1", "ten_B")}`],
    ["?token=its-own", undefined, "?token=its-own"],
    ["?preview", undefined, "?preview"],
  ])("%s is taken, and the rest of the address stays", (query, visitor, left) => {
    expect(take(`https://acme.example/p${query}`)).toEqual([visitor, `https://acme.example/p${left}`]);
  });
});
