"""The stack on one machine: template.yaml's functions behind a gateway that behaves like API Gateway.

ministack plays the AWS services, this package plays what ministack cannot: the REST API with its authorizer,
GatewayResponses and CORS, and the event sources that invoke functions. `python -m local` starts both.
"""
