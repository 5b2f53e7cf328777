import { expect, test } from "vitest";
import { matches } from "../../shared/page-patterns";

const at = (address: string, ...patterns: string[]): boolean => matches(patterns, new URL(address, "https://www.example.com"));

test("without a pattern, each page matches", () => {
  expect(at("/anything")).toBe(true);
});

test.each([
  ["/pricing", "/pricing"],
  ["/pricing", "/pricing/"],
  ["/pricing/", "/pricing"],
  ["/pricing", "/pricing?plan=pro#faq"],
  ["/", "/"],
  ["/shop/*", "/shop/"],
  ["/shop/*", "/shop/shoes/42"],
  ["/shop*", "/shop"],
  ["/shop*", "/shopping"],
  ["*/checkout", "/checkout"],
  ["*/checkout", "/en/checkout"],
  ["/*/a/*/b", "/x/a/y/z/b"],
  ["www.example.com/cart", "/cart"],
  ["WWW.Example.com/cart", "/cart"],
  ["*.example.com/cart", "/cart"],
  ["/search?*q=*", "/search?page=2&q=shoes"],
  ["/app#/orders*", "/app#/orders/7"],
  ["/größen", "/gr%C3%B6%C3%9Fen"],
  ["/gr%C3%B6%C3%9Fen", "/größen"],
  ["/100%", "/100%"],
  ["*", "/a/b"],
])("%s matches %s", (pattern, address) => {
  expect(at(address, pattern)).toBe(true);
  expect(at(address, "/another", pattern)).toBe(true);
});

test.each([
  ["/pricing", "/pricing/enterprise"],
  ["/pricing", "/Pricing"],
  ["/pricing", "/en/pricing"],
  ["/shop/*", "/shopping"],
  ["/shop*", "/en/shop"],
  ["*/checkout", "/checkout/done"],
  ["shop.example.com/cart", "/cart"],
  ["/search?*q=*", "/search"],
  ["/app#/orders*", "/app"],
  ["/a*a", "/a"],
  ["/ab*ba", "/aba"],
  ["/a.c", "/abc"],
])("%s does not match %s", (pattern, address) => {
  expect(at(address, pattern)).toBe(false);
});

test("many wildcards take no longer than the text", () => {
  const begun = Date.now();
  expect(at(`/${"a".repeat(2_000)}`, `/${"*a".repeat(200)}*b`)).toBe(false);
  expect(Date.now() - begun).toBeLessThan(1_000);
});
