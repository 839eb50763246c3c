"""Addresses of signing in, of people and of oneself."""

from django.urls import path

from commonground.identity.views import entry, me, people

app_name = "identity"
urlpatterns = [
    path("enter/<str:token>/", entry.enter, name="enter"),
    path("welcome/<str:token>/", entry.welcome, name="welcome"),
    path("me/", me.me, name="me"),
    path("me/permissions/", me.permissions, name="permissions"),
    path("people/", people.listing, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<int:number>/", people.person, name="person"),
    path("people/<int:number>/roles/", people.give_role, name="give-role"),
    path("people/<int:number>/roles/<int:role>/end/", people.end_role, name="end-role"),
    path("people/<int:number>/act/", people.act, name="act"),
]
