"""Every address, slice by slice."""

from allauth.account import views
from django.urls import include, path

# Of the sign-in library, what is used here: no mail is sent, so nothing is confirmed or reset by mail.
account = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),  # says who makes accounts
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("second-factor/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
urlpatterns = [
    path("account/", include(account)),
    path("language/", include("django.conf.urls.i18n")),
    path("", include("commonground.identity.urls")),
    path("", include("commonground.audit.urls")),
    path("", include("commonground.ui.urls")),
    path("", include("commonground.intake.urls")),
    path("", include("commonground.fieldwork.urls")),
    path("", include("commonground.ordnance.urls")),
    path("", include("commonground.incidents.urls")),
    path("", include("commonground.land.urls")),
    path("", include("commonground.disclosure.urls")),
    path("", include("commonground.exchange.urls")),
    path("", include("commonground.reporting.urls")),
    path("", include("commonground.geodata.urls")),
]
