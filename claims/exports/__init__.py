"""Published verdicts in the forms that others read. Nothing here is written."""
