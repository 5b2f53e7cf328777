"""Webhooks of the tenant, and their deliveries."""
