"""The roof as a Django app (for its commands), and the admin with our front page."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class RoofConfig(AppConfig):
    name = "skincare_site"
    verbose_name = "Site"


class ClinicAdminConfig(AdminConfig):
    default_site = "skincare_site.dashboard.ClinicAdminSite"
