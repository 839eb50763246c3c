"""The server's entry point."""

from django.core.wsgi import get_wsgi_application

from commonground.config import environment

environment.use(settings="commonground.config.settings.server")
application = get_wsgi_application()
