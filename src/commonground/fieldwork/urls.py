"""Addresses of reports, and of the day's page."""

from django.urls import path

from commonground.fieldwork.views import editor, files, forms, reports, review

app_name = "fieldwork"
urlpatterns = [
    path("reports/", reports.reports, name="reports"),
    path("reports/new/", reports.begin, name="begin"),
    path("reports/about/", reports.about, name="about"),
    path("reports/find/<path:code>/", reports.find, name="find"),
    path("reports/forms/<slug:type_>/", forms.fields, name="forms"),
    path("reports/<int:number>/", review.report, name="report"),
    path("reports/<int:number>/edit/", editor.edit, name="edit"),
    path("reports/<int:number>/back/", editor.go_back, name="go-back"),
    path("reports/<int:number>/return/", review.send_back, name="return"),
    path("reports/<int:number>/approve/", review.approve, name="approve"),
    path("reports/<int:number>/withdraw/", review.withdraw, name="withdraw"),
    path("reports/<int:number>/files/<slug:sha256>/", files.attachment, name="file"),
    path("reports/<int:number>/files/<slug:sha256>/remove/", editor.detach, name="detach"),
]
