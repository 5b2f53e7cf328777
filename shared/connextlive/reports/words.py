"""What a report's page says, and how it writes numbers, days and durations, in each of the workspace's languages."""

from datetime import date
from typing import Final

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
_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "tr": "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara",
    "de": "Jan. Feb. März Apr. Mai Juni Juli Aug. Sep. Okt. Nov. Dez.",
    "es": "ene feb mar abr may jun jul ago sep oct nov dic",
}
_WEEKDAYS = {
    "en": "Mon Tue Wed Thu Fri Sat Sun",
    "tr": "Pzt Sal Çar Per Cum Cmt Paz",
    "de": "Mo Di Mi Do Fr Sa So",
    "es": "lun mar mié jue vie sáb dom",
}
_UNITS = {"en": "d h min s", "tr": "g sa dk sn", "de": "T h min s", "es": "d h min s"}
_SWAPPED = str.maketrans(",.", ".,")
_SEPARATORS: dict[str, dict[int, int]] = {"en": {}, "tr": _SWAPPED, "de": _SWAPPED, "es": _SWAPPED}
_PERCENT = {"en": "{}%", "tr": "%{}", "de": "{} %", "es": "{} %"}
_SIZES = (86_400, 3_600, 60, 1)  # seconds


class Words:
    """One language."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self._position = LANGUAGES.index(self.language)
        self.weekdays = _WEEKDAYS[self.language].split()

    def __getitem__(self, name: str) -> str:
        return _WORDS[name][self._position]

    def number(self, value: float, digits: int = 0) -> str:
        return f"{value:,.{digits}f}".translate(_SEPARATORS[self.language])

    def percent(self, value: float | None) -> str:
        return "–" if value is None else _PERCENT[self.language].format(self.number(value))

    def duration(self, seconds: float | None) -> str:
        """In its two greatest units: nobody reads the seconds of a day."""
        if seconds is None:
            return "–"
        left = round(seconds)
        parts: list[str] = []
        for size, unit in zip(_SIZES, _UNITS[self.language].split(), strict=True):
            if left >= size or (size == 1 and not parts):
                parts.append(f"{left // size} {unit}")
                left %= size
            elif parts:
                break
            if len(parts) == 2:
                break
        return " ".join(parts)

    def day(self, value: date, with_year: bool = True) -> str:
        month = _MONTHS[self.language].split()[value.month - 1]
        dot = "." if self.language == "de" else ""
        return f"{value.day}{dot} {month}" + (f" {value.year}" if with_year else "")

    def range(self, first: date, last: date) -> str:
        if first == last:
            return self.day(first)
        return f"{self.day(first, first.year != last.year)} – {self.day(last)}"
