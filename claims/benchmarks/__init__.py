"""What `manage.py benchmark` measures: a module each, on a scratch desk of its own."""
