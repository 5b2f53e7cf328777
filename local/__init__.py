"""The local stack: the template's functions behind a gateway that behaves like API Gateway.

ministack plays the AWS services, this package what ministack lacks: the REST API with its authorizer, GatewayResponses
and CORS, the WebSocket API, and the event sources that invoke functions. `python -m local` starts both.

Rooms, from the bottom: `emulator` (ministack and its clients), `cloudformation` (the template, read and deployed),
`runtime` (Lambda), `sources` (stream, queues, schedules) beside `gateway` (API Gateway, CloudFront), `demo`, and
`stack`, which puts them together. Each imports only rooms below it.
"""
