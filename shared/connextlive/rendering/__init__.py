"""How mails and reports are written: by Jinja2 and Babel, which only their consumers have."""
