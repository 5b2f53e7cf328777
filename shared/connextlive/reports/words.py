"""What a report's page says, and how it writes numbers, days and durations, in each of the workspace's languages."""

import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from connextlive.reports import _cldr

LANGUAGES: Final = ("en", "tr", "de", "es")

# One line for each word: English, Turkish, German, Spanish.
_WORDS: dict[str, tuple[str, str, str, str]] = {
    "title": ("Support report", "Destek raporu", "Support-Bericht", "Informe de atención"),
    "site": ("Site", "Site", "Website", "Sitio"),
    "agent": ("Agent", "Temsilci", "Agent", "Agente"),
    "made": ("Made", "Oluşturulma", "Erstellt", "Generado"),
    "zone": ("Time zone", "Saat dilimi", "Zeitzone", "Zona horaria"),
    "conversations": ("Conversations", "Görüşmeler", "Unterhaltungen", "Conversaciones"),
    "first": ("First response", "İlk yanıt", "Erste Antwort", "Primera respuesta"),
    "reply": ("Reply", "Yanıt", "Antwort", "Respuesta"),
    "resolution": ("Resolution", "Çözüm", "Lösung", "Resolución"),
    "csat": ("Satisfaction", "Memnuniyet", "Zufriedenheit", "Satisfacción"),
    "unread": ("Unread at the end", "Sonda okunmamış", "Am Ende ungelesen", "Sin leer al final"),
    "reopened": ("Reopened", "Yeniden açılan", "Wieder geöffnet", "Reabiertas"),
    "closed": ("Closed", "Kapatılan", "Geschlossen", "Cerradas"),
    "unanswered": ("Closed unanswered", "Yanıtsız kapatılan", "Unbeantwortet geschlossen", "Cerradas sin respuesta"),
    "messages": ("Messages", "Mesajlar", "Nachrichten", "Mensajes"),
    "of_visitors": ("From visitors", "Ziyaretçilerden", "Von Besuchern", "De visitantes"),
    "of_agents": ("From agents", "Temsilcilerden", "Von Agenten", "De agentes"),
    "median": ("Median", "Medyan", "Median", "Mediana"),
    "mean": ("Mean", "Ortalama", "Mittelwert", "Media"),
    "p90": ("90% within", "%90'ı şu sürede", "90 % innerhalb von", "90 % en menos de"),
    "number": ("Number", "Sayı", "Anzahl", "Número"),
    "ratings": ("ratings", "değerlendirme", "Bewertungen", "valoraciones"),
    "times": ("How long it took", "Ne kadar sürdü", "Wie lange es dauerte", "Cuánto se tardó"),
    "volume": (
        "Conversations over time",
        "Zaman içinde görüşmeler",
        "Unterhaltungen im Verlauf",
        "Conversaciones en el tiempo",
    ),
    "hours": (
        "When visitors write",
        "Ziyaretçiler ne zaman yazıyor",
        "Wann Besucher schreiben",
        "Cuándo escriben los visitantes",
    ),
    "outcomes": ("Outcomes", "Sonuçlar", "Ergebnisse", "Resultados"),
    "resolved": ("Resolved", "Çözüldü", "Gelöst", "Resuelta"),
    "partial": ("Partly", "Kısmen", "Teilweise", "En parte"),
    "unresolved": ("Unresolved", "Çözülmedi", "Ungelöst", "Sin resolver"),
    "sentiment": ("Mood", "Duygu", "Stimmung", "Ánimo"),
    "positive": ("Positive", "Olumlu", "Positiv", "Positivo"),
    "neutral": ("Neutral", "Nötr", "Neutral", "Neutro"),
    "negative": ("Negative", "Olumsuz", "Negativ", "Negativo"),
    "topics": ("Topics", "Konular", "Themen", "Temas"),
    "agents": ("Agents", "Temsilciler", "Agenten", "Agentes"),
    "sites": ("Sites", "Siteler", "Websites", "Sitios"),
    "former": ("Former agent", "Eski temsilci", "Ehemaliger Agent", "Antiguo agente"),
    "nothing": ("Nothing in this period", "Bu dönemde kayıt yok", "Nichts in diesem Zeitraum", "Nada en este periodo"),
    "before": ("before", "önceki", "zuvor", "antes"),
    "footnote": (
        "Arrows compare with as many days just before. Medians and 90 % figures are exact to 1 %.",
        "Oklar, hemen önceki aynı sayıda günle karşılaştırır. Medyan ve %90 değerleri %1 hassasiyetlidir.",
        "Pfeile vergleichen mit ebenso vielen Tagen davor. Median und 90-%-Werte sind auf 1 % genau.",
        "Las flechas comparan con otros tantos días anteriores. Medianas y valores del 90 % son exactos al 1 %.",
    ),
}
# The greater and the lesser unit of a duration, their seconds, and from how many seconds on they are too small.
_UNITS = (
    ("minute", 60, "second", 1, 3_600),
    ("hour", 3_600, "minute", 60, 86_400),
    ("day", 86_400, "hour", 3_600, float("inf")),
)
_PARTS = re.compile(r"'[^']*'|y+|M+|d+|H+|h+|m+|a")


class Words:
    """One language. Numbers, days and durations are as CLDR has them, and so as a browser writes them."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self._position = LANGUAGES.index(self.language)
        self._forms = _cldr.LANGUAGES[self.language]
        self.weekdays: tuple[str, ...] = self._forms["weekdays"]
        self.decimal: str = self._forms["decimal"]

    def __getitem__(self, name: str) -> str:
        return _WORDS[name][self._position]

    def number(self, value: float, digits: int = 0) -> str:
        whole, _, rest = f"{_rounded(value, digits):f}".partition(".")
        if len(whole.lstrip("-")) >= 3 + self._forms["least_grouped"]:
            whole = f"{int(whole):,}".replace(",", self._forms["group"])
        return f"{whole}{self.decimal}{rest}" if rest else whole

    def percent(self, value: float | None) -> str:
        return "–" if value is None else str(self._forms["percent"]).format(self.number(value))

    def duration(self, seconds: float | None) -> str:
        """In its two greatest units, rounded to the lesser: nobody reads the seconds of a day."""
        if seconds is None:
            return "–"
        # Rounded before the units are chosen: 3,599.6 seconds are an hour, not 59 minutes and 60 seconds.
        rounded = ((int(_rounded(seconds / unit[3])) * unit[3], unit) for unit in _UNITS)
        whole, (greater, size, lesser, part, _) = next(found for found in rounded if found[0] < found[1][4])
        counted = ((greater, whole // size), (lesser, whole % size // part))
        said = [self._unit(name, number) for name, number in counted if number] or [self._unit("second", 0)]
        return said[0] if len(said) == 1 else str(self._forms["pair"]).format(*said)

    def _unit(self, name: str, number: int) -> str:
        one, other = self._forms["units"][name]
        return str(one if number == 1 else other).format(self.number(number))

    def day(self, value: date, with_year: bool = True) -> str:
        return self._written("date" if with_year else "day", value)

    def range(self, first: date, last: date) -> str:
        if first == last:
            return self.day(first)
        part = "y" if first.year != last.year else "M" if first.month != last.month else "d"
        begin, end = self._forms["range"][part]
        return self._filled(begin, first) + self._filled(end, last)

    def clock(self, value: time) -> str:
        return self._written("time", value)

    def moment(self, value: datetime) -> str:
        return self._written("moment", value)

    def _written(self, form: str, value: date | time) -> str:
        return self._filled(self._forms[form], value)

    def _filled(self, pattern: str, value: Any) -> str:
        """A pattern of CLDR's with a day's or a moment's parts in it."""

        def part(found: re.Match[str]) -> str:
            letter, width = found[0][0], len(found[0])
            match letter:
                case "'":
                    return found[0][1:-1]
                case "M" if width > 2:
                    return str(self._forms["months"][value.month - 1])
                case "a":
                    return str(self._forms["halves"][value.hour // 12])
            number = {
                "y": lambda: value.year,
                "M": lambda: value.month,
                "d": lambda: value.day,
                "H": lambda: value.hour,
                "h": lambda: (value.hour + 11) % 12 + 1,
                "m": lambda: value.minute,
            }[letter]()
            return f"{number:0{width}}"

        return _PARTS.sub(part, pattern)


def _rounded(value: float, digits: int = 0) -> Decimal:
    """As browsers round: a half goes up, and it is a half where it is written as one."""
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
