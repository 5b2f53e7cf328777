import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { contrast, deepened, parseColor, textOn, type Rgb } from "../../shared/colors";
import { lookOf } from "../src/look";
import type { Config } from "../src/config";
import { jitter } from "../src/retry";
import { fill, isLanguage } from "../../shared/texts";
import { TEXTS } from "../src/parts/texts";
import { learn, translator } from "../src/texts";
import { issuedAt } from "../src/tokens";
import { newer } from "../../shared/versions";
import type { WidgetView } from "../../generated/api";

learn(TEXTS);

describe("texts", () => {
  it("are in the language that was asked for, their names filled in", () => {
    const said = (["en", "tr", "de", "es"] as const).map((language) => translator(language)("Remove {name}", { name: "a.pdf" }));
    expect(said).toEqual(["Remove a.pdf", "a.pdf dosyasını kaldır", "a.pdf entfernen", "Quitar a.pdf"]);
  });

  it("fills blanks with what was said, whatever it is", () => {
    expect(fill("{name}: {text} {none}", { name: "$&", text: "{name}" })).toBe("$&: {name} {none}");
  });

  it("knows its languages only", () => {
    expect(["en", "toString", "__proto__", 1, null].map(isLanguage)).toEqual([true, false, false, false, false]);
  });
});

describe("colours", () => {
  it("can be read, whichever a workspace chose", () => {
    for (let red = 0; red < 256; red += 17) {
      for (let green = 0; green < 256; green += 17) {
        for (let blue = 0; blue < 256; blue += 17) {
          const color: Rgb = [red, green, blue];
          expect(contrast(color, textOn(color))).toBeGreaterThanOrEqual(4.5);
          expect(contrast(deepened(color), textOn(color))).toBeGreaterThanOrEqual(4.5);
        }
      }
    }
  });

  it.each([["#fff", [255, 255, 255]], ["#7C3AED", [124, 58, 237]], ["red;}", [37, 99, 235]], [7, [37, 99, 235]]])(
    "are taken from %s",
    (value, expected) => {
      expect(parseColor(value)).toEqual(expected);
    },
  );
});

describe("settings", () => {
  const config = { language: null, theme: null } as unknown as Config;
  const view = (more: Record<string, unknown>): WidgetView => ({
    workspaceName: "Acme",
    language: "en",
    timezone: "UTC",
    settings: {},
    sound: true,
    hours: null, proactive: [],
    ...more,
  });

  it("have defaults", () => {
    expect(lookOf(view({}), config)).toMatchObject({ title: "Acme", side: "right", theme: "auto", greeting: "Hello! How can we help?" });
  });

  it("may be said in each language", () => {
    const greeting = { en: "Hi", de: "Moin" };
    expect(lookOf(view({ greeting, language: "de" }), config).greeting).toBe("Moin");
    expect(lookOf(view({ greeting, language: "tr" }), config).greeting).toBe("Merhaba! Nasıl yardımcı olabiliriz?");
    expect(lookOf(view({ greeting }), { ...config, language: "de" }).greeting).toBe("Moin");
  });

  it("of a wrong type are none", () => {
    const nonsense = { title: [], greeting: 3, position: {}, theme: "pink", color: null, language: "xx" };
    expect(lookOf(view(nonsense), config)).toEqual({ ...lookOf(view({}), config), t: expect.any(Function) });
  });
});

describe("waiting", () => {
  it("has full jitter under a bound that doubles", () => {
    expect([0, 1, 2, 9].map((attempt) => jitter(attempt, 1_000, 30_000, () => 1))).toEqual([1_000, 2_000, 4_000, 30_000]);
    expect(jitter(5, 1_000, 30_000, () => 0)).toBe(0);
  });
});

describe("tokens", () => {
  const token = (claims: object): string => `x.${btoa(JSON.stringify(claims)).replace(/=+$/, "")}.y`;

  it("say when they were issued, or nothing", () => {
    expect(issuedAt(token({ iss: "connextlive", iat: 7 }))).toBe(7_000);
    expect(["", "x", "a.b.c", "a.bnVsbA.c", token({})].map(issuedAt)).toEqual([NaN, NaN, NaN, NaN, NaN]);
  });
});

describe("the outbox", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("addEventListener", () => {});
    vi.stubGlobal("navigator", {});
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  async function outbox(send: (text: string) => Promise<unknown>) {
    const [{ Outbox }, { Storage }] = await Promise.all([import("../src/outbox"), import("../src/storage")]);
    const storage = new Storage("test:");
    const made = new Outbox(storage, "lock", ({ content }) => send(content) as never, () => {}, () => {});
    const add = (content: string): void =>
      made.add({ id: content, content, attachmentIds: [], files: [], createdAt: "2026-01-01T00:00:00.000Z" });
    return { made, add };
  }

  it("sends in order, and again what did not get through", async () => {
    const { ApiError } = await import("../src/http");
    const sent: string[] = [];
    let failures = 3;
    const { made, add } = await outbox(async (text) => {
      if (failures-- > 0) throw new ApiError(503, "busy");
      sent.push(text);
    });
    for (const text of ["one", "two", "three"]) add(text);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toEqual(["one", "two", "three"]);
    expect(made.messages).toEqual([]);
  });

  it("lets what is refused for good wait for the visitor, and goes on", async () => {
    const { ApiError } = await import("../src/http");
    const sent: string[] = [];
    let refuses = true;
    const { made, add } = await outbox(async (text) => {
      if (text === "bad" && refuses) throw new ApiError(400, "no");
      sent.push(text);
    });
    add("bad");
    add("good");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent).toEqual(["good"]);
    expect(made.messages).toMatchObject([{ id: "bad", failed: true }]);
    refuses = false;
    made.retry("bad");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent).toEqual(["good", "bad"]);
  });
});

describe("states that arrive by different ways", () => {
  const state = (version: number, text = "", id = "cnv_2") => ({ id, version, text });

  it("replace older ones and equal ones, and never newer ones", () => {
    const shown = state(5, "shown");
    for (const found of [state(6), state(5, "found")]) expect(newer(found, shown)).toBe(found);
    expect(newer(state(4), shown)).toBe(shown);
  });

  it("show the newest in whichever order they arrive, and however often", () => {
    const all = [1, 2, 3, 4].map((version) => state(version));
    const arrivals = all.flatMap((a) => all.flatMap((b) => all.map((c) => [a, b, c, all[3]!, a])));
    for (const arrival of arrivals) {
      let shown: ReturnType<typeof state> | null = null;
      for (const found of arrival) shown = newer(found, shown);
      expect(shown!.version).toBe(4);
    }
  });

  it("are of the newer conversation if there are two", () => {
    const [old, fresh] = [state(9, "", "cnv_1"), state(1)];
    expect([newer(fresh, old), newer(old, fresh)]).toEqual([fresh, fresh]);
  });
});
