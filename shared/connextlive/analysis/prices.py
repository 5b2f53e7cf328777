"""What an analysis by a model costs: the tokens that it read and wrote, at the deployment's prices."""

from dataclasses import dataclass

from connextlive.core.environment import environment

MILLION = 1_000_000
# US dollars per million tokens read and written, by the ID that is called: on demand, in the US, as of November 2026.
# https://aws.amazon.com/bedrock/pricing/; of Nova 2 Lite https://vercel.com/ai-gateway/models/nova-2-lite.md
# What is not here costs what the parameter `ModelPrices` says, or nobody knows.
PRICES = {
    "amazon.nova-lite-v1:0": (0.06, 0.24),
    "us.amazon.nova-lite-v1:0": (0.06, 0.24),
    "us.amazon.nova-2-lite-v1:0": (0.33, 2.75),
}


@dataclass(frozen=True, slots=True)
class Usage:
    """The tokens of an analysis, and its cost in US dollars; None if its price is not known."""

    input_tokens: int
    output_tokens: int
    cost: float | None


def usage(model: str, input_tokens: int, output_tokens: int) -> Usage:
    """What an analysis by a model used."""
    read, written = _prices(model)
    if read is None or written is None:
        return Usage(input_tokens, output_tokens, None)
    return Usage(input_tokens, output_tokens, round((input_tokens * read + output_tokens * written) / MILLION, 9))


def _prices(model: str) -> tuple[float | None, float | None]:
    if given := environment.model_prices.split():
        read, written = map(float, given)
        return read, written
    return PRICES.get(model, (None, None))
