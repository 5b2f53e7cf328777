"""The local stack: the template's functions behind a gateway that behaves like API Gateway.

ministack plays the AWS services, this package what ministack lacks: the REST API with its authorizer, GatewayResponses
and CORS, the WebSocket API, and the event sources that invoke functions. `python -m local` starts both.
"""
