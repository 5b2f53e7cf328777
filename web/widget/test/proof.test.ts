import { expect, test } from "vitest";
import { search } from "../src/parts/proof";

async function zeroBits(text: string): Promise<number> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Math.clz32(new DataView(digest).getUint32(0));
}

// Challenges of every length around the ends of SHA-256's blocks.
test.each([...Array(70).keys()].map((more) => "c".repeat(40 + more)))("a number is found for %s", async (challenge) => {
  const found = search(challenge, 8, 0, Infinity);
  expect(await zeroBits(`${challenge}:${found}`)).toBeGreaterThanOrEqual(8);
  for (let earlier = 0; earlier < found; earlier++) expect(await zeroBits(`${challenge}:${earlier}`)).toBeLessThan(8);
});

test("a search that is interrupted goes on where it was", () => {
  const whole = search("challenge", 12, 0, Infinity);
  let from = 0;
  let rounds = 0;
  for (let found = -1; found < 0; rounds++) {
    found = search("challenge", 12, from, -1);
    from = found < 0 ? -found - 1 : found;
  }
  expect(from).toBe(whole);
  expect(rounds).toBeGreaterThan(1);
});
