"""Training of the check-worthiness model. Needs the extra `train`; the desk never imports it."""
