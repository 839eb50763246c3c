"""Address of the log."""

from django.urls import path

from commonground.audit.views import log

app_name = "audit"
urlpatterns = [path("audit/", log.log, name="log")]
