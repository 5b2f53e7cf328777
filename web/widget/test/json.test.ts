import { describe, expect, it } from "vitest";
import { toJson } from "../src/json";

describe("what the widget sends", () => {
  it("has no halves of characters", () => {
    const title = "Lamps 💡 and bulbs 💡".slice(0, -1);
    expect(toJson({ title, pages: [title, "💡"] })).toBe('{"title":"Lamps 💡 and bulbs \ufffd","pages":["Lamps 💡 and bulbs \ufffd","💡"]}');
  });
});
