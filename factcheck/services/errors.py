"""What goes wrong with the services, said so that it can be acted on."""


class ServiceError(Exception):
    """A service can't be started or reached; the message is one sentence for the person there."""
