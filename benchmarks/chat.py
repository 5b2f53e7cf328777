"""Realistic conversations in four languages, the same for the same seed.

Sentences come from the conversations that the analyzer is tuned with, with clauses and numbers shuffled; names,
addresses and order numbers are made up; a fifth of the words come from word lists, frequent ones first.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from benchmarks import ROOT, luck
from connextlive.core.i18n import LANGUAGES

type Json = dict[str, Any]

FIRST = {
    "en": "James Olivia Noah Emma Liam Ava Lucas Mia Ethan Zoë Henry Chloé Jack Grace Leo Isla Oscar Ruby Max Ella",
    "tr": "İbrahim Ayşe Işıl Mehmet Şule Çağrı Ümit Ilgın Gökçe İpek Oğuz Zeynep Yiğit Dilâ Hüseyin Nazlı Kıvanç Sıla",
    "de": "Jürgen Käthe Björn Anneliese Günther Sören Heike Weiß Jörg Lena Uwe Bärbel Klaus Ute Matthias Grit Ärmin",
    "es": "José María Ángel Begoña Íñigo Lucía Raúl Noemí Jesús Inés Álvaro Sofía Martín Belén Óscar Rocío Iván Ana",
}
LAST = {
    "en": "Smith Jones O'Neill Brown Taylor Wilson Evans Thomas Walker White Hughes Green Hall Wood Clarke Brontë",
    "tr": "Yılmaz Şahin Çelik Öztürk Kılıç Aydın Işık Güneş Doğan Koç İnce Sarı Erdoğan Ünal Bıçakçı Ateş",
    "de": "Müller Schröder Groß Weiß Kühn Böhm Fuß Jäger Schäfer Köhler Götz Voß Krüger Straßer Lübbe Möhring",
    "es": "Núñez García Muñoz López Peña Ibáñez Gómez Sánchez Ordóñez Cañas Márquez Ríos Díaz Güell Vázquez Ruiz",
}
SITES = ("example.com", "example.org", "mail.example", "firma.example", "posta.example", "correo.example")


class Chat:
    """An endless sequence of conversations; each has a visitor's profile and messages."""

    def __init__(self, seed: int) -> None:
        self._dice = luck(seed)
        self._clauses: dict[str, list[str]] = {language: [] for language in LANGUAGES}
        for name in ("tuning", "held_out"):
            for chat in json.loads((ROOT / f"benchmarks/ai/{name}.json").read_text(encoding="utf-8")):
                for message in chat["messages"]:
                    parts = re.split(r"(?<=[.!?,])\s+", message["text"])
                    self._clauses[chat["language"]] += parts
        self._words = {}
        for language in LANGUAGES:
            lexicon = json.loads(
                (ROOT / f"shared/connextlive/analysis/lexicons/{language}.json").read_text(encoding="utf-8")
            )
            lists = [lexicon[name] for name in sorted(lexicon) if isinstance(lexicon[name], (list, dict))]
            self._words[language] = [word for words in lists for word in words if isinstance(word, str)]

    def conversations(self, messages: int) -> Iterator[tuple[Json, list[str]]]:
        """Profiles with texts, up to a number of messages."""
        said = 0
        while said < messages:
            language = self._dice.choice(tuple(LANGUAGES))
            texts = [self._text(language) for _ in range(min(messages - said, self._dice.choice((2, 4, 6, 8, 12, 16))))]
            said += len(texts)
            yield self._profile(language), texts

    def _profile(self, language: str) -> Json:
        dice = self._dice
        first, last = dice.choice(FIRST[language].split()), dice.choice(LAST[language].split())
        plain = re.sub(r"\W", "", first + last, flags=re.ASCII).lower() or "guest"
        email = f"{plain}{dice.randrange(1000)}@{dice.choice(SITES)}"
        return {"user_name": f"{first} {last}", "user_email": email, "language": language}

    def _text(self, language: str) -> str:
        dice = self._dice
        clauses = [dice.choice(self._clauses[language]) for _ in range(dice.choice((1, 1, 2, 3)))]
        text = re.sub(r"\d+", lambda found: str(dice.randrange(10 ** len(found[0]))), " ".join(clauses))
        words = text.split(" ")
        for _ in range(len(words) // 5):
            rank = int(dice.paretovariate(0.6)) % len(self._words[language])
            words.insert(dice.randrange(len(words) + 1), self._words[language][rank])
        if dice.random() < 0.15:
            words.append(f"#{dice.choice('ABCDE')}{dice.choice('KLMN')}-{dice.randrange(10_000_000):07}")
        if dice.random() < 0.03:
            words.append(f"{dice.choice(FIRST['en'].split()).lower()}.{dice.randrange(100)}@{dice.choice(SITES)}")
        return " ".join(words)
