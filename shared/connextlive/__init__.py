"""Code shared by the functions. A package imports only from layers below its own (docs/architecture.md)."""
