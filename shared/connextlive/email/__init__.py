"""Email: texts, rendering, and delivery, once and never to suppressed addresses."""
