"""Makes the OpenAPI document (see the build tool)."""
