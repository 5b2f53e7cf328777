"""Generates what is derived from event types and consumers' annotations: the bus's rules in `template.yaml`, and the
tables of events in docs/."""

import json

from connextlive.lambdas.consumer import Consumer
from connextlive.events.types import EVENTS, SOURCE, Event, Subscribable
from local.cloudformation.template import Function
from tools.generate.operations import functions, module


def consumers() -> list[tuple[Function, Consumer]]:
    """The functions that consume events of the bus, in the template's order."""
    queued = (function for function in functions() if any(event.type == "SQS" for event in function.events))
    found = ((function, module(function.folder.name).handler) for function in queued)
    return [(function, handler) for function, handler in found if handler.types]


def rules() -> str:
    """The rules as YAML, one per consumer, with its queue as the target."""
    return "\n".join(_rule(function.name.removesuffix("Function"), consumer) for function, consumer in consumers())


def _rule(name: str, consumer: Consumer) -> str:
    types = ", ".join(event.type for event in consumer.types.values() if event in EVENTS)
    where = f", detail: {json.dumps(consumer.where)}" if consumer.where else ""
    return f"""\
  {name}Rule:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref Bus
      EventPattern: {{source: [{SOURCE}], detail-type: [{types}]{where}}}
      Targets: [{{Id: queue, Arn: !GetAtt {name}Queue.Arn, DeadLetterConfig: {{Arn: !GetAtt DeadLetterQueue.Arn}}}}]
"""


def all_events() -> str:
    """Every event and its consumers."""
    heading = ("event", "when", "IDs and facts", "consumers")
    return _table(heading, [(*_row(event), _consumers_of(event)) for event in EVENTS])


def subscribable_events() -> str:
    """The events that webhooks can subscribe to."""
    heading = ("event", "when", "`data`, besides the objects")
    return _table(heading, [_row(event) for event in EVENTS if issubclass(event, Subscribable)])


def _row(event: type[Event]) -> tuple[str, str, str]:
    facts = {name: spelling for name, spelling in event.fields.items() if name not in Event.fields}
    spelled = (f"`{spelling}{'?' if hasattr(event, name) else ''}`" for name, spelling in facts.items())
    return f"`{event.type}`", " ".join((event.__doc__ or "").split()), ", ".join(spelled)


def _consumers_of(event: type[Event]) -> str:
    return ", ".join(f"`{function.folder.name}`" for function, one in consumers() if event.type in one.types)


def _table(heading: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = (heading, ("---",) * len(heading), *rows)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
